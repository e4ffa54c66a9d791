import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { watchFigures } from "@/server/games/raffles/watch-figures";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** Counters of raffles for pages that are shared: `?ids=` up to 60; only what is open to the reader is answered. */
export async function GET(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers, { anonymous: true });
    const ids = (new URL(request.url).searchParams.get("ids") ?? "").split(",").slice(0, 60);
    const raffles = await watchFigures(context, { ids, place: context.seenPlace });
    return Response.json({ raffles }, { headers: { "cache-control": "private, no-store" } });
  } catch (error) {
    return errorResponse(error, newId(), "live");
  }
}
