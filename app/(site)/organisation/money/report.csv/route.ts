import { MONEY_COLUMNS, type MoneyRow } from "@/server/games/money/money-report";
import { readMoneyReport } from "@/server/games/money/read-money-report";
import { CSV_MARK, csvLine } from "@/server/kernel/csv";
import { isAppError } from "@/server/kernel/errors";
import { MONEY_PATH, moneyScope } from "../scope";

/** The money report as a file: column names as in the ledger, amounts in whole units with two decimals. */
export async function GET(request: Request): Promise<Response> {
  const asked = new URL(request.url).searchParams;
  const { by, context } = await moneyScope(asked.get("of") ?? undefined);
  const wish = {
    from: asked.get("from") ?? undefined,
    to: asked.get("to") ?? undefined,
    breakdown: asked.get("by") ?? undefined,
    raffleId: asked.get("raffle") ?? undefined,
  };
  try {
    const report = await readMoneyReport(context, by, wish);
    const figures = (row: MoneyRow) => [
      ...MONEY_COLUMNS.map((column) => amount(row.columns[column])),
      amount(row.netMinor),
    ];
    const lines = [
      csvLine([report.by, "currency", ...MONEY_COLUMNS, "net"]),
      ...report.rows.map((row) => csvLine([row.label || row.key, row.currency, ...figures(row)])),
      ...report.totals.map((row) => csvLine(["total", row.currency, ...figures(row)])),
    ];
    return new Response(CSV_MARK + lines.join(""), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="money-${report.from}-${report.to}.csv"`,
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    // The page says in words what is wrong with the period.
    const page = new URL(MONEY_PATH, context.environment.APP_URL);
    page.search = asked.toString();
    return Response.redirect(page);
  }
}

function amount(minor: bigint): string {
  const absolute = minor < 0n ? -minor : minor;
  return `${minor < 0n ? "-" : ""}${absolute / 100n}.${String(absolute % 100n).padStart(2, "0")}`;
}
