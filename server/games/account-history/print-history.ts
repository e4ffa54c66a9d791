import { formatMoney } from "@/server/kernel/money";
import { reportPaper } from "../raffles/reports/adapters/report-pdf";
import type { ReportColumn } from "../raffles/reports/report";
import { HISTORY_COLUMNS, type HistoryRow } from "./history";
import type { History } from "./read-history";

type Say = (key: string, fill?: Record<string, string | number>) => string;

const COLUMNS = [
  { key: "game", type: "text" },
  ...HISTORY_COLUMNS.map((key) => ({ key, type: "money" })),
  { key: "net", type: "money" },
] as unknown as ReportColumn[];

/** A history on letter paper: a line a game, then a total for each currency. */
export function printHistory(
  { rows, totals, from, to, timeZone }: History,
  owner: { givenName: string; familyName: string; locale: string },
  say: Say,
): Uint8Array[] {
  const words = (key: string, fill?: Record<string, string | number>) => say(`account.history.${key}`, fill);
  const { locale } = owner;
  const day = (date: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`));
  const money = (minor: bigint, currency: string) => formatMoney(Number(minor), currency, locale);
  const cells = (row: HistoryRow, name: string) => [
    name,
    ...HISTORY_COLUMNS.map((column) => money(row.columns[column], row.currency)),
    money(row.netMinor, row.currency),
  ];
  const name = `${owner.givenName} ${owner.familyName}`;
  const paper = reportPaper(
    {
      title: words("fileTitle", { name }),
      subtitle: `${words("period", { from: day(from), to: day(to) })}. ${words("caption", { zone: timeZone })}`,
      author: "Drawbridge",
      locale,
      pageText: (page) => words("page", { page }),
    },
    COLUMNS,
    [words("game"), ...HISTORY_COLUMNS.map((column) => words(`columns.${column}`)), words("columns.net")],
  );
  const body = paper.rows([
    ...rows.map((row) => cells(row, row.title || words("unnamed"))),
    ...totals.slice(0, -1).map((row) => cells(row, words("total", { currency: row.currency }))),
  ]);
  const last = totals.at(-1);
  const end = paper.end(last ? cells(last, words("total", { currency: last.currency })) : null);
  return [body, end].flat() as Uint8Array[];
}
