import { wordsOf } from "@/i18n/words";
import { printHistory } from "@/server/games/account-history/print-history";
import { historyFile } from "../file";

export const dynamic = "force-dynamic";

/** In the language of the member's letters. */
export async function GET(request: Request): Promise<Response> {
  return historyFile(request, { ending: "pdf", mime: "application/pdf" }, async (history, member) =>
    printHistory(history, member, await wordsOf(member.locale)),
  );
}
