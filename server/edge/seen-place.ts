import { fromBase64Url, isSignedBy, sign, toBase64Url } from "./signature";

/** Where a place came from (J8). A choice or a geolocation only ever decides what is shown. */
export type PlaceSource = "chosen" | "zip" | "residence" | "geolocation";

/** One way the person may be placed: for each tier, from the country down, the areas they are in; null is unknown. */
export type PlaceAlternative = ReadonlyArray<readonly string[] | null>;

/** The place in use for one request. `ageAtLeast` in whole years: confirmed, or reached by a known birth date. */
export interface SeenPlace {
  source: PlaceSource;
  alternatives: readonly PlaceAlternative[];
  /** In words ("Erie County, New York"); empty where only a page knows how to name it. */
  label: string;
  ageAtLeast: number | null;
  /** The member's residence revision where the source is a residence, else 0. */
  revision: number;
}

export const PLACE_COOKIE = "drawbridge_place";
/** A chosen place is kept for half a year. */
export const PLACE_COOKIE_SECONDS = 180 * 24 * 3600;

const PURPOSE = "place";
const MOST_CHARACTERS = 3600;
const AREA = /^[A-Z]{2}(-[A-Z0-9]{1,12})?$/;
const SOURCES: readonly string[] = ["chosen", "zip", "residence", "geolocation"];

/** Whether a text has the form of an area id. */
export function isAreaId(text: unknown): text is string {
  return typeof text === "string" && AREA.test(text);
}

function readAlternative(value: unknown): PlaceAlternative | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > 8) return null;
  const known = value.every(
    (tier) => tier === null || (Array.isArray(tier) && tier.length <= 40 && tier.every(isAreaId)),
  );
  return known ? value : null;
}

/** A place from untrusted JSON, or null. */
export function readSeenPlace(value: unknown): SeenPlace | null {
  if (!value || typeof value !== "object") return null;
  const { s, a, l, g, r } = value as Record<string, unknown>;
  if (typeof s !== "string" || !SOURCES.includes(s)) return null;
  if (!Array.isArray(a) || a.length < 1 || a.length > 64) return null;
  const alternatives = a.map(readAlternative);
  if (!alternatives.every((one): one is PlaceAlternative => one !== null)) return null;
  if (typeof l !== "string" || l.length > 200) return null;
  if (g !== null && !(Number.isInteger(g) && (g as number) >= 0 && (g as number) < 150)) return null;
  if (!Number.isInteger(r)) return null;
  return { source: s as PlaceSource, alternatives, label: l, ageAtLeast: g as number | null, revision: r as number };
}

function pack(place: SeenPlace): Record<string, unknown> {
  return { s: place.source, a: place.alternatives, l: place.label, g: place.ageAtLeast, r: place.revision };
}

/**
 * The value of the place cookie: URL-safe base64 of the place and the time, a dot, and its signature. Null where a
 * place is too large for a cookie.
 */
export async function sealPlace(place: SeenPlace, nowMs: number, secret: string): Promise<string | null> {
  const text = toBase64Url(new TextEncoder().encode(JSON.stringify({ ...pack(place), t: nowMs })));
  const sealed = `${text}.${await sign(PURPOSE, text, secret)}`;
  return sealed.length <= MOST_CHARACTERS ? sealed : null;
}

const opened = new Map<string, { place: SeenPlace; untilMs: number }>();

/** The place in a cookie that {@link sealPlace} made; null where it was tampered with, is too old or from the future. */
export async function openPlace(sealed: string, nowMs: number, secret: string): Promise<SeenPlace | null> {
  const remembered = opened.get(sealed);
  if (remembered) return nowMs < remembered.untilMs ? remembered.place : null;
  if (sealed.length > MOST_CHARACTERS) return null;
  const dot = sealed.indexOf(".");
  if (dot < 1) return null;
  const text = sealed.slice(0, dot);
  if (!(await isSignedBy(PURPOSE, text, sealed.slice(dot + 1), secret))) return null;
  const bytes = fromBase64Url(text);
  if (!bytes) return null;
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const place = readSeenPlace(value);
  const issuedMs = (value as { t?: unknown }).t;
  if (!place || typeof issuedMs !== "number" || issuedMs > nowMs + 60_000) return null;
  const untilMs = issuedMs + PLACE_COOKIE_SECONDS * 1000;
  if (nowMs >= untilMs) return null;
  // Verifying costs more than anything else on a cached page; the same visitor comes again.
  if (opened.size >= 2000) opened.clear();
  opened.set(sealed, { place, untilMs });
  return place;
}

export const AGE_COOKIE = "drawbridge_age";

/** The value of the cookie of a visitor who signed to be at least so old. */
export async function sealAge(age: number, nowMs: number, secret: string): Promise<string> {
  const text = `${age}.${nowMs}`;
  return `${text}.${await sign("age", text, secret)}`;
}

const openedAges = new Map<string, { age: number; untilMs: number }>();

/** The age in a cookie that {@link sealAge} made; null where it was tampered with, is too old or from the future. */
export async function openAge(sealed: string, nowMs: number, secret: string): Promise<number | null> {
  const remembered = openedAges.get(sealed);
  if (remembered) return nowMs < remembered.untilMs ? remembered.age : null;
  const parts = /^(\d{1,3})\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(sealed);
  if (!parts || !(await isSignedBy("age", `${parts[1]}.${parts[2]}`, parts[3]!, secret))) return null;
  const issuedMs = Number(parts[2]);
  const untilMs = issuedMs + PLACE_COOKIE_SECONDS * 1000;
  if (issuedMs > nowMs + 60_000 || nowMs >= untilMs) return null;
  if (openedAges.size >= 2000) openedAges.clear();
  const age = Number(parts[1]);
  openedAges.set(sealed, { age, untilMs });
  return age;
}

/** Headers in which the gate tells the pages behind it where the request comes from. Removed from what clients send. */
export const PLACE_HEADER = "x-drawbridge-place";
export const PRESENCE_HEADER = "x-drawbridge-presence";

/** A place as the value of a request header. */
export function placeHeader(place: SeenPlace): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(pack(place))));
}

function readHeader(value: string | null): SeenPlace | null {
  const bytes = value ? fromBase64Url(value) : null;
  if (!bytes) return null;
  try {
    return readSeenPlace(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

/** The place in use, as the gate resolved it: a member's residence, a choice, or a geolocation. */
export function seenPlaceOf(headers: { get(name: string): string | null }): SeenPlace | null {
  return readHeader(headers.get(PLACE_HEADER));
}

/** Where the connection is, from trusted geolocation alone (J10: presence); null where nobody trusted said it. */
export function presenceOf(headers: { get(name: string): string | null }): SeenPlace | null {
  return readHeader(headers.get(PRESENCE_HEADER));
}
