import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { CSV_MARK, csvLine } from "@/server/kernel/csv";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";
import { hasWallet, readWallet } from "@/server/wallets/read-wallet";
import { periodOf } from "@/server/wallets/statement-period";

export const dynamic = "force-dynamic";

/** A member's own statement of a period as CSV, the oldest line first: `?from=YYYY-MM-DD&to=YYYY-MM-DD`, days in UTC. */
export async function GET(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const actor = requireActor(context.actor);
    if (!(await hasWallet(context.db, actor))) throw new AppError("notFound", 404);
    const search = new URL(request.url).searchParams;
    const period = periodOf(search.get("from") ?? undefined, search.get("to") ?? undefined);
    const { statement } = await readWallet(context.db, actor, "USD", period);
    const amount = (minor: number) => (minor / 100).toFixed(2);
    const lines = statement
      .toReversed()
      .map((line) =>
        csvLine([
          line.at.toISOString(),
          line.cause,
          line.causeId,
          amount(line.changeMinor),
          amount(line.balanceMinor),
          "USD",
        ]),
      );
    const head = csvLine(["at", "what", "reference", "change", "balance", "currency"]);
    return new Response(`${CSV_MARK}${head}${lines.join("")}`, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="wallet-statement.csv"',
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "wallet-statement");
  }
}
