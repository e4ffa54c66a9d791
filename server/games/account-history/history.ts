/** What a member's history adds up (U8), amounts in minor units: the last two are what came back to the member. */
export const HISTORY_COLUMNS = ["spent", "donated", "covered", "returned", "won"] as const;
export type HistoryColumn = (typeof HISTORY_COLUMNS)[number];

/** One posting of the ledger that was about this member and a game. */
export interface HistoryLine {
  at: Date;
  kind: "raffle" | "syndicate";
  /** Null where the ledger's cause is of no game any more. */
  gameId: string | null;
  slug: string | null;
  title: string;
  /** Who runs it: the organisation of a raffle, nobody for a syndicate. */
  organisation: string;
  orderId: string | null;
  /** How it was paid: by card, in the organisation's own hands, or from the wallet. */
  method: "card" | "by-hand" | "wallet";
  column: HistoryColumn;
  currency: string;
  /** Positive as the column says; negative where the ledger turned an earlier line round. */
  amountMinor: bigint;
}

export interface HistoryRow {
  key: string;
  kind: HistoryLine["kind"] | "total";
  title: string;
  organisation: string;
  slug: string | null;
  currency: string;
  columns: Record<HistoryColumn, bigint>;
  /** What the member is out of pocket: everything paid less everything that came back; negative for a gain. */
  netMinor: bigint;
}

const BACK: ReadonlySet<HistoryColumn> = new Set(["returned", "won"]);

function emptyRow(line: Pick<HistoryRow, "key" | "kind" | "title" | "organisation" | "slug" | "currency">): HistoryRow {
  const columns = Object.fromEntries(HISTORY_COLUMNS.map((column) => [column, 0n])) as HistoryRow["columns"];
  return { ...line, columns, netMinor: 0n };
}

function add(row: HistoryRow, { column, amountMinor }: HistoryLine): void {
  row.columns[column] += amountMinor;
  row.netMinor += BACK.has(column) ? -amountMinor : amountMinor;
}

/**
 * Lines as a table: one row a game and currency, the game played last first, and a total for each currency. Every cent of
 * `lines` stands in exactly one row, and in exactly one total.
 */
export function historyReport(lines: readonly HistoryLine[]): { rows: HistoryRow[]; totals: HistoryRow[] } {
  const rows = new Map<string, HistoryRow>();
  const totals = new Map<string, HistoryRow>();
  const newestFirst = [...lines].sort((one, other) => other.at.getTime() - one.at.getTime());
  for (const line of newestFirst) {
    const { kind, title, organisation, slug, currency } = line;
    const key = `${currency} ${line.gameId ?? kind}`;
    const row = rows.get(key) ?? emptyRow({ key, kind, title, organisation, slug, currency });
    const total =
      totals.get(currency) ??
      emptyRow({ key: currency, kind: "total", title: "", organisation: "", slug: null, currency });
    add(row, line);
    add(total, line);
    rows.set(key, row);
    totals.set(currency, total);
  }
  return {
    rows: [...rows.values()],
    totals: [...totals.values()].sort((one, other) => one.currency.localeCompare(other.currency)),
  };
}
