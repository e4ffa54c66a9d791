import { isLocale } from "@/i18n/locales";
import { areaTree, placeLabel } from "@/server/api/areas";
import { requestContext } from "@/server/api/context";
import { forgetPlaceCookie, placeCookie } from "@/server/api/place-cookie";
import { errorResponse } from "@/server/api/report-error";
import { currentRules } from "@/server/edge/current-rules";
import { presentElsewhere } from "@/server/edge/elsewhere";
import { isSameResidence, residencePlace } from "@/server/edge/residence-place";
import { ageOn, earliestDate } from "@/server/jurisdiction/age";
import { newId } from "@/server/kernel/ids";
import { loadVenueSettings } from "@/server/people/set-venue-setting";

export const dynamic = "force-dynamic";

/**
 * Who looks at the page and from where:
 * `{place: {label, source, decided, elsewhere}|null, member: {name, roles}|null, memberMoney, locale}`; `elsewhere` names the state
 * in which a member's connection is when they live in another.
 * A member's place is the residence of the account; the cookie that tells the gate is issued again whenever it says
 * something else (J11), and taken back from whoever has logged out.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const { member, actor } = context;
    const tree = await areaTree(context);
    const answer = new Headers({ "cache-control": "private, no-store" });
    let place = context.seenPlace;
    if (member) {
      const { residence } = member;
      const areas = [residence.country, residence.subdivisionId, ...residence.countyIds, ...residence.municipalityIds];
      const today = earliestDate(context.clock.now(), areas, (id) =>
        tree.tierOf(id) === 1 ? [id] : tree.ancestorsAt(tree.numberOf(id), 1).map((state) => tree.ids[state]!),
      );
      const age = ageOn(member.birthDate.toISOString().slice(0, 10), today);
      const home = residencePlace(residence, { age, label: "", revision: member.residenceRevision });
      if (!isSameResidence(place, home)) answer.append("set-cookie", await placeCookie(home));
      place = home;
    } else if (place?.source === "residence") {
      answer.append("set-cookie", forgetPlaceCookie());
      place = context.presence;
    }
    const elsewhere = place && presentElsewhere(place, context.presence);
    const { rules } = await currentRules(context);
    const chosen = /(?:^|;\s*)drawbridge_locale=([a-z]{2})/.exec(request.headers.get("cookie") ?? "")?.[1];
    return Response.json(
      {
        place: place && {
          label: placeLabel(tree, place),
          source: place.source === "geolocation" ? "connection" : place.source,
          decided: rules.see(place, context.clock.now().getTime(), "en").undecidedCount === 0,
          elsewhere: elsewhere && (tree.has(elsewhere) ? tree.displayName(elsewhere) : elsewhere),
        },
        member: actor && {
          name: actor.givenName,
          roles: actor.roles.filter((role) => role.status === "active").map((role) => role.kind),
        },
        memberMoney: (await loadVenueSettings(context.db)).member_money === "open",
        locale: isLocale(chosen) ? chosen : "en",
      },
      { headers: answer },
    );
  } catch (error) {
    return errorResponse(error, newId(), "session");
  }
}
