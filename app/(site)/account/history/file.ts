import { requestContext } from "@/server/api/context";
import { type History, readHistory } from "@/server/games/account-history/read-history";
import { isAppError } from "@/server/kernel/errors";
import type { MemberRecord } from "@/server/people/member-store";

/** A member's history as a file of some type: the same period and figures as the page, and for nobody else. */
export async function historyFile(
  request: Request,
  type: { ending: "csv" | "pdf"; mime: string },
  write: (history: History, member: MemberRecord) => Promise<Array<string | Uint8Array>>,
): Promise<Response> {
  const context = await requestContext(request.headers);
  const { actor, member, environment } = context;
  if (!actor || !member) return Response.redirect(new URL("/login?next=%2Faccount%2Fhistory", environment.APP_URL));
  const asked = new URL(request.url).searchParams;
  const wish = { from: asked.get("from") ?? undefined, to: asked.get("to") ?? undefined };
  try {
    const history = await readHistory(context, actor, wish);
    const parts = await write(history, member);
    return new Response(new Blob(parts as BlobPart[]), {
      headers: {
        "content-type": type.mime,
        "content-disposition": `attachment; filename="history-${history.from}-${history.to}.${type.ending}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    // The page says in words what is wrong with the period.
    const page = new URL("/account/history", environment.APP_URL);
    page.search = asked.toString();
    return Response.redirect(page);
  }
}
