import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Pagination } from "@/components/ui/pagination";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { walletServices } from "@/server/api/wallet-services";
import { listOwnSyndicates } from "@/server/games/syndicates/show-syndicates";
import { isId, newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { LEAST_DEPOSIT_MINOR, MOST_DEPOSIT_MINOR } from "@/server/wallets/deposit";
import { isOwnDeposit, readWallet, type StatementLine } from "@/server/wallets/read-wallet";
import { settleDeposit } from "@/server/wallets/settle-deposit";
import { periodOf } from "@/server/wallets/statement-period";
import { deposit } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("wallet"))("title") };
}

const CAUSES = ["deposit", "withdrawal", "share", "purchase", "refund", "prize", "dispute", "dispute-won"] as const;
const LINES = 25;
const REASONS = ["addressMismatch", "addressNotConfirmed", "selfExcluded", "cardDeclined"] as const;

export default async function WalletPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [t, out, format, locale] = await Promise.all([
    getTranslations("wallet"),
    getTranslations("withdrawals"),
    getFormatter(),
    getLocale(),
  ]);
  const { context, actor } = await pageActor("/wallet");
  const search = await searchParams;
  const asked = search.deposit;
  const typed = (name: string) => (typeof search[name] === "string" ? search[name] : "");
  const [from, to] = [typed("from"), typed("to")];
  const own = typeof asked === "string" && isId(asked) && (await isOwnDeposit(context.db, actor, asked)) ? asked : null;
  if (own) {
    await settleDeposit(walletServices(context), own).catch((error: unknown) => {
      // The gateway does not answer: the sweep looks again, and the page says that nothing has arrived yet.
      log.warn("deposit_not_settled", { error, depositId: own });
    });
  }
  const wallet = await readWallet(context.db, actor, "USD", periodOf(from, to));
  const pageCount = Math.max(1, Math.ceil(wallet.statement.length / LINES));
  const page = Math.min(pageCount, Math.max(1, Number.parseInt(typed("page"), 10) || 1));
  const shown = wallet.statement.slice((page - 1) * LINES, page * LINES);
  const period = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const isOpen = (await loadVenueSettings(context.db)).member_money === "open";
  const syndicates = syndicateServices(context);
  const members = syndicates ? await listOwnSyndicates(syndicates, actor) : [];
  const said = new Map(members.map(({ id, slug, name }) => [id, { slug, name }]));
  const now = wallet.deposits.find(({ id }) => id === own);
  const why = REASONS.find((reason) => reason === now?.reason) ?? "other";
  const money = (minor: number) => formatMoney(minor, "USD", locale);
  const what = (line: StatementLine) => {
    const isBack = line.cause === "withdrawal" && line.changeMinor > 0;
    const text = t(`cause.${isBack ? "withdrawal-back" : (CAUSES.find((cause) => cause === line.cause) ?? "other")}`);
    const syndicate = said.get(line.causeId);
    if (syndicate)
      return <Link href={`/syndicates/${syndicate.slug}`}>{t("cause.of", { what: text, name: syndicate.name })}</Link>;
    const isOut = wallet.withdrawals.some(({ id }) => id === line.causeId);
    return isOut ? <Link href={`/wallet/withdrawals/${line.causeId}`}>{text}</Link> : text;
  };
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
        <Facts
          facts={[
            { term: t("balance"), value: <Money minor={wallet.balanceMinor} /> },
            ...(wallet.owed.depositsMinor > 0
              ? [{ term: t("owed"), value: <Money minor={wallet.owed.depositsMinor} /> }]
              : []),
            ...(wallet.owed.prizesMinor > 0
              ? [{ term: t("owedPrizes"), value: <Money minor={wallet.owed.prizesMinor} /> }]
              : []),
            ...(wallet.availableMinor !== wallet.balanceMinor
              ? [{ term: t("available"), value: <Money minor={wallet.availableMinor} /> }]
              : []),
          ]}
        />
        {wallet.availableMinor > 0 ? (
          <div className="mt-4">
            <ButtonLink kind="line" href="/wallet/withdraw">
              {t("withdraw")}
            </ButtonLink>
          </div>
        ) : null}
        {isOpen ? (
          <>
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
          </>
        ) : (
          <p className="muted mt-5">{t("closed")}</p>
        )}
      </div>
      <h2 className="mt-6 mb-3">{t("statement")}</h2>
      {wallet.statement.length === 0 && !from && !to ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <>
          <form method="get" action="/wallet" className="row period mb-4">
            <Field name="from" type="date" label={t("from")} defaultValue={from} />
            <Field name="to" type="date" label={t("to")} defaultValue={to} />
            <Button kind="line">{t("show")}</Button>
          </form>
          {shown.length === 0 ? (
            <p className="muted">{t("nonePeriod")}</p>
          ) : (
            <Table
              label={t("statement")}
              columns={[
                { heading: t("when") },
                { heading: t("what") },
                { heading: t("change"), numeric: true },
                { heading: t("after"), numeric: true },
              ]}
              rows={shown.map((line) => [
                moment(line.at),
                what(line),
                <Money key="change" minor={line.changeMinor} />,
                <Money key="after" minor={line.balanceMinor} />,
              ])}
            />
          )}
          <Pagination
            page={page}
            pageCount={pageCount}
            hrefOf={(number) => `/wallet?${new URLSearchParams({ ...period, page: String(number) })}`}
          />
          <p className="row mt-3">
            <a href={`/wallet/statement?${new URLSearchParams(period)}`} download>
              {t("csv")}
            </a>
            {from || to ? <Link href="/wallet">{t("whole")}</Link> : null}
          </p>
        </>
      )}
      {wallet.withdrawals.length > 0 ? (
        <>
          <h2 className="mt-6 mb-3">{t("withdrawals")}</h2>
          <Table
            label={t("withdrawals")}
            columns={[{ heading: t("when") }, { heading: t("stateHeading") }, { heading: t("sum"), numeric: true }]}
            rows={wallet.withdrawals.map((one) => [
              <Link key="when" href={`/wallet/withdrawals/${one.id}`}>
                {moment(one.at)}
              </Link>,
              out(`state.${one.state}`),
              <Money key="amount" minor={one.amountMinor} />,
            ])}
          />
        </>
      ) : null}
      {wallet.deposits.length > 0 ? (
        <>
          <h2 className="mt-6 mb-3">{t("deposits")}</h2>
          <Table
            label={t("deposits")}
            columns={[{ heading: t("when") }, { heading: t("stateHeading") }, { heading: t("sum"), numeric: true }]}
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
