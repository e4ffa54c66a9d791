import { historyCsv } from "@/server/games/account-history/history-csv";
import { historyFile } from "../file";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  return historyFile(request, { ending: "csv", mime: "text/csv; charset=utf-8" }, async (history) => [
    historyCsv(history),
  ]);
}
