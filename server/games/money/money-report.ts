/** What an organisation's money report may be broken down by (M10). */
export const BREAKDOWNS = ["day", "raffle", "method", "brand"] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** How money came: a card, one of the ways a sale by hand was paid, or nothing at all. */
export type MoneyMethod = "card" | "cash" | "check" | "other" | "none";

/** The accounts of the ledger that a report adds up, each a column; amounts in minor units, positive as the trade says. */
export const MONEY_COLUMNS = [
  "sales",
  "donations",
  "fee-cover",
  "refunds",
  "venue-fees",
  "processing-fees",
  "dispute-fees",
  "dispute-losses",
] as const;
export type MoneyColumn = (typeof MONEY_COLUMNS)[number];

const INCOME: ReadonlySet<MoneyColumn> = new Set(["sales", "donations", "fee-cover"]);

/** What one account gained on one day by one way of paying, for one raffle. */
export interface MoneyEntry {
  day: string; // YYYY-MM-DD in the organisation's zone
  raffleId: string | null; // null where it belongs to none: a dispute's own fee
  raffle: string;
  method: MoneyMethod;
  brand: string; // of the card; empty where there is none
  currency: string;
  column: MoneyColumn;
  amountMinor: bigint;
}

export interface MoneyRow {
  key: string;
  label: string; // the day, the raffle's title, the method or the brand as stored
  currency: string;
  columns: Record<MoneyColumn, bigint>;
  /** Income less everything that went out. */
  netMinor: bigint;
}

function emptyRow(key: string, label: string, currency: string): MoneyRow {
  const columns = Object.fromEntries(MONEY_COLUMNS.map((column) => [column, 0n])) as MoneyRow["columns"];
  return { key, label, currency, columns, netMinor: 0n };
}

function add(row: MoneyRow, { column, amountMinor }: MoneyEntry): void {
  row.columns[column] += amountMinor;
  row.netMinor += INCOME.has(column) ? amountMinor : -amountMinor;
}

const PART: Record<Breakdown, (entry: MoneyEntry) => [key: string, label: string]> = {
  day: ({ day }) => [day, day],
  raffle: ({ raffleId, raffle }) => [raffleId ?? "", raffle],
  method: ({ method }) => [method, method],
  brand: ({ brand, method }) => [brand || method, brand],
};

/**
 * M10: entries of the ledger as a table, one row a day, raffle, method or brand and currency, with a total for each
 * currency. Every cent of `entries` stands in exactly one row.
 */
export function moneyReport(entries: readonly MoneyEntry[], by: Breakdown): { rows: MoneyRow[]; totals: MoneyRow[] } {
  const rows = new Map<string, MoneyRow>();
  const totals = new Map<string, MoneyRow>();
  for (const entry of entries) {
    const [key, label] = PART[by](entry);
    const place = `${entry.currency} ${key}`;
    const row = rows.get(place) ?? emptyRow(key, label, entry.currency);
    const total = totals.get(entry.currency) ?? emptyRow("total", "", entry.currency);
    add(row, entry);
    add(total, entry);
    rows.set(place, row);
    totals.set(entry.currency, total);
  }
  const order = (one: MoneyRow, other: MoneyRow) =>
    one.currency.localeCompare(other.currency) ||
    one.label.localeCompare(other.label) ||
    one.key.localeCompare(other.key);
  return { rows: [...rows.values()].sort(order), totals: [...totals.values()].sort(order) };
}
