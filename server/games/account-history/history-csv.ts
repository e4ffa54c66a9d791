import { CSV_MARK, csvLine } from "@/server/kernel/csv";
import { HISTORY_COLUMNS, type HistoryRow } from "./history";
import type { History } from "./read-history";

/**
 * A history as a table file: line by line, then a total for each currency. Times are ISO in UTC, amounts whole units with
 * two decimals, `what` one of the names of `HISTORY_COLUMNS`.
 */
export function historyCsv({ lines, totals }: Pick<History, "lines" | "totals">): string {
  const rows = lines.map((line) =>
    csvLine([
      line.at.toISOString(),
      line.kind,
      line.title,
      line.organisation,
      line.column,
      line.method,
      amount(line.amountMinor),
      line.currency,
      line.orderId ?? "",
    ]),
  );
  const sums = totals.flatMap((row: HistoryRow) => [
    ...HISTORY_COLUMNS.map((column) =>
      csvLine(["total", "", "", "", column, "", amount(row.columns[column]), row.currency, ""]),
    ),
    csvLine(["total", "", "", "", "net", "", amount(row.netMinor), row.currency, ""]),
  ]);
  const head = csvLine(["at", "kind", "game", "organisation", "what", "method", "amount", "currency", "order"]);
  return CSV_MARK + head + rows.join("") + sums.join("");
}

function amount(minor: bigint): string {
  const absolute = minor < 0n ? -minor : minor;
  return `${minor < 0n ? "-" : ""}${absolute / 100n}.${String(absolute % 100n).padStart(2, "0")}`;
}
