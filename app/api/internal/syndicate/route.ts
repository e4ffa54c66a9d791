import { requestContext } from "@/server/api/context";
import { internalBody } from "@/server/api/internal-body";
import { errorResponse } from "@/server/api/report-error";
import { readSeenPlace } from "@/server/edge/seen-place";
import { readClock } from "@/server/games/syndicates/read-clock";
import { admitToPage } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** The gate asks who may look at a syndicate's page: decided here, from the database, at every request. */
export async function POST(request: Request): Promise<Response> {
  try {
    const asked = (await internalBody(request)) as Record<string, unknown>;
    const text = (name: string) => (typeof asked[name] === "string" ? (asked[name] as string) : "");
    const context = await requestContext(new Headers({ cookie: text("cookie") }));
    const place = asked.place ? readSeenPlace(asked.place) : null;
    const reader = {
      actor: context.actor,
      onlooker: { place: place && { alternatives: place.alternatives }, age: place?.ageAtLeast ?? null },
      invitation: text("invitation").slice(0, 200) || null,
    };
    return Response.json(await admitToPage({ db: context.db, moment: readClock }, text("slug"), reader));
  } catch (error) {
    return errorResponse(error, newId(), "internal/syndicate");
  }
}
