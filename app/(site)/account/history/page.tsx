import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/checkout/print-button";
import { Page } from "@/components/people/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { pageActor, refusalText } from "@/server/api/page";
import { HISTORY_COLUMNS, type HistoryRow } from "@/server/games/account-history/history";
import { type History, readHistory } from "@/server/games/account-history/read-history";
import { Lines } from "./lines";
import { Prizes } from "./prizes";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.history"))("title"), robots: { index: false } };
}

interface Asked {
  from?: string;
  to?: string;
  page?: string;
}

/** What a member paid and got back, by game, for any period (U8); the figures are the ledger's. */
export default async function HistoryPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const asked = await searchParams;
  const [t, format] = await Promise.all([getTranslations("account.history"), getFormatter()]);
  const tAccount = await getTranslations("account");
  const { context, actor } = await pageActor("/account/history");
  let history: History | null = null;
  let refusal = "";
  try {
    history = await readHistory(context, actor, { from: text(asked.from), to: text(asked.to) });
  } catch (error) {
    refusal = await refusalText(error, "history");
  }
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  // Most members never cover a fee or win: a column without a figure only takes room.
  const columns = HISTORY_COLUMNS.filter(
    (column) => column === "spent" || history?.totals.some((row) => row.columns[column] !== 0n),
  );
  const cells = (row: HistoryRow) => [
    ...columns.map((column) => <Money key={column} minor={Number(row.columns[column])} currency={row.currency} />),
    <strong key="net">
      <Money minor={Number(row.netMinor)} currency={row.currency} />
    </strong>,
  ];
  const name = (row: HistoryRow) => (
    <>
      {row.slug && row.kind === "syndicate" ? (
        <Link href={`/syndicates/${row.slug}`}>{row.title}</Link>
      ) : (
        row.title || t("unnamed")
      )}
      {row.organisation ? <span className="caption muted block">{row.organisation}</span> : null}
    </>
  );
  const query = history ? new URLSearchParams({ from: history.from, to: history.to }) : new URLSearchParams();
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: tAccount("yours") }, { text: t("title") }]}
    >
      <form method="get" className="grid-2 mb-4 noprint">
        <Field
          type="date"
          name="from"
          label={t("from")}
          defaultValue={text(asked.from) || history?.from}
          width="medium"
        />
        <Field type="date" name="to" label={t("to")} defaultValue={text(asked.to) || history?.to} width="medium" />
        <p className="row">
          <Button type="submit">{t("show")}</Button>
        </p>
      </form>
      {refusal ? (
        <Note kind="bad" title={t("cannot")}>
          <p>{refusal}</p>
        </Note>
      ) : null}
      {history && history.rows.length === 0 && history.prizes.length === 0 ? (
        <Empty title={t("none")} action={<ButtonLink href="/raffles">{t("noneDo")}</ButtonLink>}>
          {t("noneText")}
        </Empty>
      ) : null}
      {history && history.rows.length > 0 ? (
        <section aria-labelledby="figures" className="mb-5">
          <h2 id="figures" className="mb-3">
            {t("period", { from: day(history.from), to: day(history.to) })}
          </h2>
          <Table
            label={t("title")}
            caption={t("caption", { zone: history.timeZone })}
            keys={[...history.rows, ...history.totals].map(({ key }) => key)}
            columns={[
              { heading: t("game") },
              ...columns.map((column) => ({ heading: t(`columns.${column}`), numeric: true })),
              { heading: t("columns.net"), numeric: true },
            ]}
            rows={[
              ...history.rows.map((row) => [name(row), ...cells(row)]),
              ...history.totals.map((row) => [
                <strong key="total">{t("total", { currency: row.currency })}</strong>,
                ...cells(row),
              ]),
            ]}
          />
          <p className="row mt-3 noprint">
            <ButtonLink kind="line" small href={`/account/history/report.csv?${query}`}>
              {t("csv")}
            </ButtonLink>
            <ButtonLink kind="line" small href={`/account/history/report.pdf?${query}`}>
              {t("pdf")}
            </ButtonLink>
            <PrintButton>{t("print")}</PrintButton>
          </p>
          <p className="caption muted measure mt-2">{t("ties")}</p>
        </section>
      ) : null}
      {history && history.prizes.length > 0 ? <Prizes prizes={history.prizes} timeZone={history.timeZone} /> : null}
      {history && history.lines.length > 0 ? <Lines history={history} page={asked.page} /> : null}
    </Page>
  );
}

/** A parameter that stands twice in an address is a list. */
function text(value: unknown): string {
  return typeof value === "string" ? value.slice(0, 20) : "";
}
