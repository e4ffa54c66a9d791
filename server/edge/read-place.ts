import { placeOfGeolocation, readGeolocation } from "./geolocation";
import { callOrigin } from "./internal-call";
import { AGE_COOKIE, openAge, openPlace, PLACE_COOKIE, readSeenPlace, type SeenPlace } from "./seen-place";

/** What a request says, however the server in question keeps it. */
export interface Asked {
  header(name: string): string | null;
  cookie(name: string): string | undefined;
}

export interface Whereabouts {
  /** The place to show pages for: a member's residence, a choice, or the connection's. */
  place: SeenPlace | null;
  /** Where the connection is, from a trusted proxy; null where nobody trusted says it. */
  connection: SeenPlace | null;
}

/** Reads where a request comes from. Remembers opened cookies and resolved postal codes, a few thousand of each. */
export function createPlaceReader(parts: {
  origin: string;
  secret: string;
  proxySecret: string;
}): (asked: Asked, nowMs: number) => Promise<Whereabouts> {
  const postal = new Map<string, SeenPlace>();

  async function resolvePostalCode(country: string, code: string): Promise<SeenPlace | null> {
    const key = `${country} ${code}`;
    const remembered = postal.get(key);
    if (remembered) return remembered;
    try {
      const response = await callOrigin(parts.origin, "/api/internal/postal-code", { country, code }, parts.secret);
      const place = readSeenPlace(((await response.json()) as { place: unknown }).place);
      if (!place) return null;
      if (postal.size >= 5000) postal.clear();
      postal.set(key, place);
      return place;
    } catch {
      return null;
    }
  }

  async function connectionOf(asked: Asked): Promise<SeenPlace | null> {
    const found = readGeolocation({ get: asked.header }, parts.proxySecret);
    if (!found) return null;
    if (!found.areas && found.country && found.postalCode) {
      const precise = await resolvePostalCode(found.country, found.postalCode);
      const region = found.subdivision;
      // A postal code that contradicts the region is no help: keep what both agree on.
      if (precise && (!region || precise.alternatives.every((one) => one[1]?.includes(region)))) return precise;
    }
    return placeOfGeolocation(found);
  }

  return async (asked, nowMs) => {
    const connection = await connectionOf(asked);
    const sealed = asked.cookie(PLACE_COOKIE);
    const chosen = sealed ? await openPlace(sealed, nowMs, parts.secret).catch(() => null) : null;
    const place = chosen ?? connection;
    const signed = asked.cookie(AGE_COOKIE);
    if (!place || place.ageAtLeast !== null || !signed) return { place, connection };
    // An age that somebody signed for is theirs wherever they go; a member's comes from the account.
    return { place: { ...place, ageAtLeast: await openAge(signed, nowMs, parts.secret) }, connection };
  };
}
