import { areaTree, resolvePostal } from "@/server/api/areas";
import { requestContext } from "@/server/api/context";
import { limitedForm } from "@/server/api/limited-body";
import { forgetPlaceCookie, placeCookie, seeOther } from "@/server/api/place-cookie";
import { reportError, requireSameOrigin } from "@/server/api/report-error";
import { choosePlace, choosePostalCode, wayBack } from "@/server/edge/choose-place";

export const dynamic = "force-dynamic";

/**
 * Keeps the place somebody chose (J8) and goes back to where they were. The form has `zip` (and `county` where the
 * code touches several), or `state`, `county`, `municipality`, or `forget`; and `back`. Works without scripts.
 */
export async function POST(request: Request): Promise<Response> {
  const context = await requestContext(request.headers);
  const form = await limitedForm(request).catch(() => new FormData());
  const text = (name: string) =>
    String(form.get(name) ?? "")
      .trim()
      .slice(0, 500);
  const back = wayBack(text("back"));
  const again = (entries: Record<string, string>) =>
    seeOther(`/place?${new URLSearchParams({ ...entries, back }).toString()}`);
  try {
    requireSameOrigin(request.headers, context.environment.APP_URL);
    // A member's lists show what is open to the residence; it changes in the account alone (J11).
    if (context.actor) return seeOther("/account");
    if (text("forget")) return seeOther(back, [forgetPlaceCookie()]);
    const tree = await areaTree(context);
    if (form.has("zip")) {
      const zip = text("zip").slice(0, 12);
      const place = choosePostalCode(tree, await resolvePostal(context, zip), text("county"));
      if (!place) return again({ zip });
      return seeOther(back, [await placeCookie(place)]);
    }
    const choice = { stateId: text("state"), countyId: text("county"), municipality: text("municipality") };
    return seeOther(back, [await placeCookie(choosePlace(tree, choice))]);
  } catch (error) {
    const told = reportError(error, context.correlationId, "place");
    return again({ fault: told.code, ...(form.has("zip") ? { typed: text("zip").slice(0, 12) } : {}) });
  }
}
