import { limitedForm } from "@/server/api/limited-body";
import { newsServices } from "@/server/api/news-services";
import { errorResponse } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { blockFriendLetters } from "@/server/games/raffles/news/tell-friends";
import { newId } from "@/server/kernel/ids";
import { unsubscribe } from "@/server/people/unsubscribe";

export const dynamic = "force-dynamic";

/**
 * One press in a mail program (RFC 8058): no cookies, no page, no origin of ours. The signed link alone says who no
 * longer wants what, and can do nothing else.
 */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    await limitedForm(request);
    const deps = newsServices(services());
    const block = query.get("b");
    if (block) await blockFriendLetters(deps, block);
    else await unsubscribe(deps, query.get("t") ?? "", "organisation", "one-click");
    return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
  } catch (error) {
    return errorResponse(error, newId(), "unsubscribe");
  }
}

/** Whoever follows the same link with a browser is asked first; looking at a link must not change anything. */
export function GET(request: Request): Response {
  const { search } = new URL(request.url);
  return new Response(null, {
    status: 303,
    headers: { location: `/unsubscribe${search}`, "cache-control": "no-store" },
  });
}
