import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { walletServices } from "@/server/api/wallet-services";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import { readOwnWithdrawal } from "@/server/wallets/read-withdrawals";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { takeBackWithdrawal } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("withdrawals"))("title") };
}

export default async function WithdrawalPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ asked?: string; late?: string }>;
}) {
  const { id } = await params;
  const { asked, late } = await searchParams;
  const [t, format, locale] = await Promise.all([getTranslations("withdrawals"), getFormatter(), getLocale()]);
  const { context, actor } = await pageActor(`/wallet/withdrawals/${id}`);
  const before = await readOwnWithdrawal(context.db, actor, id);
  if (!before) notFound();
  if (before.row.state === "ready" || before.row.state === "sending") {
    await sendWithdrawal(walletServices(context), id).catch((error: unknown) => {
      // The gateway does not answer: the sweep looks again, and the page says where it stands.
      log.warn("withdrawal_not_sent", { error, withdrawalId: id });
    });
  }
  const view = (await readOwnWithdrawal(context.db, actor, id)) ?? before;
  const { row, parts, bank, mayCancel } = view;
  const at = format.dateTime(row.createdAt, { dateStyle: "long", timeStyle: "short" });
  const kind =
    row.state === "paid" ? "good" : ["returned", "refused", "part-paid"].includes(row.state) ? "bad" : "plain";
  const amount = formatMoney(row.amountMinor, row.currency, locale);
  const rows = parts.map((part) => {
    const way = part.way === "payout" && bank ? t("way.bank", { bank }) : t(`way.${part.way}`);
    const why = part.reason === "cardRefused" || part.reason === "bankRefused" ? part.reason : part.state;
    return [way, t(`part.${why}`), <Money key="amount" minor={part.amountMinor} currency={row.currency} />];
  });
  return (
    <Page
      title={amount}
      lead={t(row.kind === "refund" ? "refundAbout" : "about", { at })}
      trail={[{ href: "/account", text: t("account") }, { href: "/wallet", text: t("wallet") }, { text: t("title") }]}
    >
      {late && !mayCancel && row.state !== "cancelled" ? (
        <div className="mb-4">
          <Note live kind="bad" title={t("alreadySent")} />
        </div>
      ) : null}
      <Note live={Boolean(asked)} kind={kind} title={asked && kind === "plain" ? t("asked") : t(`state.${row.state}`)}>
        <p>{t(view.lacksIdentity ? "now.identity" : `now.${row.state}`)}</p>
        {view.lacksIdentity ? (
          <p>
            <Link href="/account/identity">{t("identityGo")}</Link>
          </p>
        ) : null}
        {row.reason ? <p>{t("reason", { reason: row.reason })}</p> : null}
      </Note>
      <h2 className="h3 mt-6 mb-3">{t("parts")}</h2>
      <Table
        label={t("parts")}
        columns={[{ heading: t("where") }, { heading: t("partState") }, { heading: t("partAmount"), numeric: true }]}
        rows={rows}
      />
      <div className="row mt-6">
        <ButtonLink kind="line" href="/wallet">
          {t("toWallet")}
        </ButtonLink>
        {mayCancel ? (
          <form action={takeBackWithdrawal}>
            <input type="hidden" name="id" value={id} />
            <Button kind="stop">{t("cancel")}</Button>
          </form>
        ) : null}
      </div>
    </Page>
  );
}
