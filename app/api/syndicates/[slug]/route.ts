import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { readClock } from "@/server/games/syndicates/read-clock";
import { watchSyndicate } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** What an open page of a syndicate asks again and again: whether what it shows is still so. Under the page's own guards. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  try {
    const { db, actor, seenPlace: place } = await requestContext(request.headers);
    const reader = {
      actor,
      onlooker: { place: place && { alternatives: place.alternatives }, age: place?.ageAtLeast ?? null },
      invitation: new URL(request.url).searchParams.get("invitation")?.slice(0, 200) ?? null,
    };
    const figures = await watchSyndicate({ db, moment: readClock }, (await params).slug, reader);
    return Response.json(figures, { headers: { "cache-control": "private, no-store" } });
  } catch (error) {
    return errorResponse(error, newId(), "syndicates/live");
  }
}
