import { areaTree } from "@/server/api/areas";
import { internalBody } from "@/server/api/internal-body";
import { errorResponse } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { placeFromPostalAreas } from "@/server/areas/places";
import { findPostalCode } from "@/server/edge/find-postal-code";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** What a postal code of a geolocation means: all of its alternatives, none picked. `{place: null}` where unknown. */
export async function POST(request: Request): Promise<Response> {
  try {
    const { country, code } = (await internalBody(request)) as { country?: unknown; code?: unknown };
    const deps = services();
    const meaning = await findPostalCode(deps, String(country ?? ""), String(code ?? ""));
    if (!meaning) return Response.json({ place: null });
    const { alternatives } = placeFromPostalAreas(await areaTree(deps), meaning.areas);
    return Response.json({ place: { s: "geolocation", a: alternatives, l: "", g: null, r: 0 } });
  } catch (error) {
    return errorResponse(error, newId(), "internal/postal-code");
  }
}
