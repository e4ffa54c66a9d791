import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { showDirections } from "@/server/games/raffles/form/show-directions";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/**
 * Leads to a map with the way to a place of sale, from the reader's own address where they are signed in: it is told to
 * the map by this press alone, and stands on no page (R7).
 */
export async function GET(request: Request, { params }: { params: Promise<{ place: string }> }): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const residence = context.member?.residence;
    const from = residence ? [residence.street, residence.city, residence.postalCode].filter(Boolean).join(", ") : null;
    const address = await showDirections(context, { place: context.seenPlace, from }, (await params).place);
    const headers = { "cache-control": "private, no-store", "referrer-policy": "no-referrer" };
    if (!address) return new Response(null, { status: 404, headers });
    return new Response(null, { status: 303, headers: { ...headers, location: address } });
  } catch (error) {
    return errorResponse(error, newId(), "directions");
  }
}
