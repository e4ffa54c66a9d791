import { stateGeometry } from "@/components/maps/state-geometry";
import { areaTree } from "@/server/api/areas";
import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { placeChoices } from "@/server/edge/choose-place";
import { findPostalCode } from "@/server/edge/find-postal-code";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";

export const dynamic = "force-dynamic";

/** Areas to choose from: the counties of `state`, the municipalities of `county`, what `zip` touches, the shapes of a state. */
export async function GET(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    requireActor(context.actor);
    const asked = new URL(request.url).searchParams;
    const text = (name: string) => (asked.get(name) ?? "").slice(0, 40);
    const tree = await areaTree(context);
    const kept = { headers: { "cache-control": "private, max-age=3600" } };
    if (asked.has("zip")) {
      const meaning = await findPostalCode(context, "US", text("zip"));
      const areas = (meaning?.areas ?? []).map(({ id, tier, name }) => ({ id, tier, name }));
      return Response.json({ areas }, kept);
    }
    if (asked.has("shapes")) {
      const id = text("shapes");
      const state = /^US-[A-Z]{2}$/.test(id) ? stateGeometry(id) : undefined;
      if (!state) return Response.json({ counties: [] }, { status: 404 });
      // Shapes carry short names; the tree's are those by which an area is found again.
      const counties = state.counties.map(({ id, name, path }) => ({
        id,
        name: tree.has(id) ? (tree.names[tree.numberOf(id)] ?? name) : name,
        path,
      }));
      return Response.json({ width: state.width, height: state.height, outline: state.outline, counties }, kept);
    }
    return Response.json(placeChoices(tree, { stateId: text("state"), countyId: text("county") }), kept);
  } catch (error) {
    return errorResponse(error, newId(), "areas");
  }
}
