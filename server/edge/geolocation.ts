import { isAreaId, PLACE_HEADER, type PlaceAlternative, PRESENCE_HEADER, type SeenPlace } from "./seen-place";

const PROXY_SECRET = "x-drawbridge-proxy-secret";
const AREAS = "x-drawbridge-geo-areas";
const COUNTRY = "x-vercel-ip-country";
const REGION = "x-vercel-ip-country-region";
const POSTAL = "x-vercel-ip-postal-code";

/** Every header that speaks of a place. What a client sends in these names never reaches a page (P5). */
export const PLACE_HEADERS: readonly string[] = [
  PROXY_SECRET,
  AREAS,
  COUNTRY,
  REGION,
  POSTAL,
  "x-vercel-ip-city",
  "x-vercel-ip-latitude",
  "x-vercel-ip-longitude",
  "x-vercel-ip-timezone",
  PLACE_HEADER,
  PRESENCE_HEADER,
];

/** What a trusted proxy knows of the connection. */
export interface Geolocation {
  /** Area ids from the country down, where the proxy itself resolved them. */
  areas: string[] | null;
  country: string | null;
  subdivision: string | null;
  postalCode: string | null;
}

function sameText(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at++) difference |= one.charCodeAt(at) ^ other.charCodeAt(at);
  return difference === 0;
}

/**
 * The geolocation that a trusted proxy put into the headers; null from anyone else. A proxy is trusted when it sends
 * the secret it shares with this application; with an empty secret none is.
 */
export function readGeolocation(
  headers: { get(name: string): string | null },
  proxySecret: string,
): Geolocation | null {
  if (!proxySecret || !sameText(headers.get(PROXY_SECRET) ?? "", proxySecret)) return null;
  const areas = headers
    .get(AREAS)
    ?.split(",")
    .map((id) => id.trim());
  const country = headers.get(COUNTRY)?.toUpperCase() ?? null;
  const region = headers.get(REGION)?.toUpperCase() ?? null;
  const postal = headers.get(POSTAL)?.trim() ?? null;
  const subdivision = country && region ? `${country}-${region}` : null;
  const found: Geolocation = {
    areas: areas?.length && areas.length <= 40 && areas.every(isAreaId) ? areas : null,
    country: isAreaId(country) ? country : null,
    subdivision: isAreaId(subdivision) ? subdivision : null,
    postalCode: postal && /^[A-Za-z0-9 -]{3,12}$/.test(postal) ? postal : null,
  };
  return found.areas || found.country ? found : null;
}

/** Sorts area ids into tiers by the form of the id: country, subdivision, county (5 digits), municipality (7 or 10). */
export function alternativeOfAreas(ids: readonly string[]): PlaceAlternative {
  const tiers: string[][] = [[], [], [], []];
  for (const id of ids) {
    const rest = id.slice(3);
    if (!rest) tiers[0]!.push(id);
    else if (/^\d{5}$/.test(rest)) tiers[2]!.push(id);
    else if (/^\d{7}$|^\d{10}$/.test(rest)) tiers[3]!.push(id);
    else tiers[1]!.push(id);
  }
  return tiers.map((tier) => (tier.length ? tier : null));
}

/** The place of a connection as far as its headers alone tell. A postal code needs the postal table: see the gate. */
export function placeOfGeolocation(found: Geolocation): SeenPlace {
  const alternative = found.areas
    ? alternativeOfAreas(found.areas)
    : [found.country ? [found.country] : null, found.subdivision ? [found.subdivision] : null, null, null];
  return { source: "geolocation", alternatives: [alternative], label: "", ageAtLeast: null, revision: 0 };
}
