import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { walletServices } from "@/server/api/wallet-services";
import { isId, newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import { LEAST_DEPOSIT_MINOR, MOST_DEPOSIT_MINOR } from "@/server/wallets/deposit";
import { isOwnDeposit, readWallet } from "@/server/wallets/read-wallet";
import { settleDeposit } from "@/server/wallets/settle-deposit";
import { deposit } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wallet"))("title") };
}

const CAUSES = ["deposit", "share", "purchase", "refund", "prize", "dispute", "dispute-won"] as const;
const REASONS = ["addressMismatch", "addressNotConfirmed", "selfExcluded", "cardDeclined"] as const;

export default async function WalletPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [t, format, locale] = await Promise.all([getTranslations("wallet"), getFormatter(), getLocale()]);
  const { context, actor } = await pageActor("/wallet");
  const asked = (await searchParams).deposit;
  const own = typeof asked === "string" && isId(asked) && (await isOwnDeposit(context.db, actor, asked)) ? asked : null;
  if (own) {
    await settleDeposit(walletServices(context), own).catch((error: unknown) => {
      // The gateway does not answer: the sweep looks again, and the page says that nothing has arrived yet.
      log.warn("deposit_not_settled", { error, depositId: own });
    });
  }
  const wallet = await readWallet(context.db, actor, "USD");
  const now = wallet.deposits.find(({ id }) => id === own);
  const why = REASONS.find((reason) => reason === now?.reason) ?? "other";
  const money = (minor: number) => formatMoney(minor, "USD", locale);
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });

  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: t("account") }, { text: t("title") }]}
      wide
    >
      {now ? (
        <div className="measure mb-5">
          <Note
            kind={now.state === "credited" ? "good" : now.state === "created" ? "plain" : "bad"}
            title={t(`now.${now.state}.title`, { amount: money(now.amountMinor) })}
          >
            <p>{t(`now.${now.state}.text`, { why: t(`why.${why}`) })}</p>
          </Note>
        </div>
      ) : null}
      <div className="measure">
        <Facts facts={[{ term: t("balance"), value: <Money minor={wallet.balanceMinor} /> }]} />
        <h2 className="mt-6 mb-3">{t("deposit")}</h2>
        <p className="mb-4">
          {t("depositText")} <Link href="/account/limits">{t("limits")}</Link>
        </p>
        <FieldForm
          action={deposit}
          start={formStart({ requestKey: newId() })}
          submit={t("go")}
          fields={[
            {
              kind: "text",
              name: "amount",
              label: t("amount"),
              hint: t("amountHint", { least: money(LEAST_DEPOSIT_MINOR), most: money(MOST_DEPOSIT_MINOR) }),
              inputMode: "decimal",
              width: "small",
            },
            { kind: "hidden", name: "requestKey" },
          ]}
        />
      </div>
      <h2 className="mt-6 mb-3">{t("statement")}</h2>
      {wallet.statement.length === 0 ? (
        <p className="muted">{t("none")}</p>
      ) : (
        <Table
          label={t("statement")}
          columns={[
            { heading: t("when") },
            { heading: t("what") },
            { heading: t("change"), numeric: true },
            { heading: t("after"), numeric: true },
          ]}
          rows={wallet.statement.map((line) => [
            moment(line.at),
            t(`cause.${CAUSES.find((cause) => cause === line.cause) ?? "other"}`),
            <Money key="change" minor={line.changeMinor} />,
            <Money key="after" minor={line.balanceMinor} />,
          ])}
        />
      )}
      {wallet.deposits.length > 0 ? (
        <>
          <h2 className="mt-6 mb-3">{t("deposits")}</h2>
          <Table
            label={t("deposits")}
            columns={[{ heading: t("when") }, { heading: t("stateHeading") }, { heading: t("change"), numeric: true }]}
            rows={wallet.deposits.map((one) => [
              moment(one.at),
              t(`state.${one.state}`),
              <Money key="amount" minor={one.amountMinor} />,
            ])}
          />
        </>
      ) : null}
    </Page>
  );
}
