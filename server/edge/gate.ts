import { type NextFetchEvent, type NextRequest, NextResponse } from "next/server";
import { noncePolicy } from "./content-policy.mjs";
import type { GameKey, GateRules, Refusal, Visible } from "./gate-rules";
import { PLACE_HEADERS, placeOfGeolocation, readGeolocation } from "./geolocation";
import { callOrigin } from "./internal-call";
import { gateRoute } from "./route";
import {
  AGE_COOKIE,
  openAge,
  openPlace,
  PLACE_COOKIE,
  PLACE_HEADER,
  PRESENCE_HEADER,
  placeHeader,
  readSeenPlace,
  type SeenPlace,
} from "./seen-place";
import type { SnapshotHolder } from "./snapshot-holder";

/** What the gate is made of; the middleware wires it once an instance. */
export interface GateParts {
  rules: SnapshotHolder<GateRules>;
  /** Address of the application behind the gate, for registering classes and resolving postal codes. */
  origin: string;
  secret: string;
  proxySecret: string;
  locales: readonly string[];
  defaultLocale: string;
  localeCookie: string;
}

const STATIC_HEADERS: ReadonlyArray<readonly [string, string]> = [
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "strict-origin-when-cross-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
  ["strict-transport-security", "max-age=31536000; includeSubDomains"],
];
/** Answers of the API are data: opened as pages they may load nothing, and nobody may put them into a frame. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
/** Browsers may keep a page to compare it, and nobody else may: a shared cache would serve it past the gate. */
const PRIVATE = "private, max-age=0, must-revalidate";

/** The gate: resolves the place, decides, and sends each request to the page of its class, or to the reason (J13, P5). */
export function createGate(parts: GateParts): (request: NextRequest, event: NextFetchEvent) => Promise<NextResponse> {
  const postal = new Map<string, SeenPlace>();
  const known = new Map<string, string>();
  const registering = new Map<string, Promise<string>>();

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

  /** Where the connection is, from a trusted proxy; null where nobody trusted says it. */
  async function presence(request: NextRequest): Promise<SeenPlace | null> {
    const found = readGeolocation(request.headers, parts.proxySecret);
    if (!found) return null;
    if (!found.areas && found.country && found.postalCode) {
      const precise = await resolvePostalCode(found.country, found.postalCode);
      const region = found.subdivision;
      // A postal code that contradicts the region is no help: keep what both agree on.
      if (precise && (!region || precise.alternatives.every((one) => one[1]?.includes(region)))) return precise;
    }
    return placeOfGeolocation(found);
  }

  async function placeOf(request: NextRequest, connection: SeenPlace | null, nowMs: number): Promise<SeenPlace | null> {
    const sealed = request.cookies.get(PLACE_COOKIE)?.value;
    const chosen = sealed ? await openPlace(sealed, nowMs, parts.secret).catch(() => null) : null;
    const place = chosen ?? connection;
    const signed = request.cookies.get(AGE_COOKIE)?.value;
    if (!place || place.ageAtLeast !== null || !signed) return place;
    // An age that somebody signed for is theirs wherever they go; a member's comes from the account.
    return { ...place, ageAtLeast: await openAge(signed, nowMs, parts.secret) };
  }

  /** Makes sure that the class has its document before a page is rendered from it. Answers the class to show. */
  async function registered(
    visible: Visible,
    place: SeenPlace | null,
    locale: string,
    version: string,
  ): Promise<string> {
    const already = known.get(visible.classId);
    if (already) return already;
    let running = registering.get(visible.classId);
    if (!running) {
      running = callOrigin(
        parts.origin,
        "/api/internal/class",
        { place: place && packed(place), locale, version },
        parts.secret,
      )
        .then(async (response) => {
          const { classId } = (await response.json()) as { classId: string };
          if (known.size >= 20_000) known.clear();
          // The database may already know newer rules; the page then is of that class, but this one is asked again.
          if (classId === visible.classId) known.set(classId, classId);
          return classId;
        })
        .finally(() => registering.delete(visible.classId));
      registering.set(visible.classId, running);
    }
    return running;
  }

  return async function gate(request, event) {
    const route = gateRoute(request.nextUrl.pathname);
    const headers = new Headers(request.headers);
    for (const name of PLACE_HEADERS) headers.delete(name);
    const wanted = request.cookies.get(parts.localeCookie)?.value ?? "";
    const locale = parts.locales.includes(wanted) ? wanted : parts.defaultLocale;

    const secured = (response: NextResponse) => {
      for (const [name, value] of STATIC_HEADERS) response.headers.set(name, value);
      return response;
    };
    const data = () => {
      const response = secured(NextResponse.next({ request: { headers } }));
      response.headers.set("content-security-policy", DATA_POLICY);
      return response;
    };
    const page = (path: string, status = 200, search = "") => {
      const url = request.nextUrl.clone();
      url.pathname = path;
      url.search = search;
      const response = NextResponse.rewrite(url, { status, request: { headers } });
      response.headers.set("cache-control", PRIVATE);
      return secured(response);
    };
    const withNonce = (respond: () => NextResponse) => {
      const nonce = btoa(crypto.randomUUID());
      const policy = noncePolicy(nonce);
      headers.set("content-security-policy", policy);
      const response = respond();
      response.headers.set("content-security-policy", policy);
      return response;
    };

    if (route.kind === "internal") return data();
    if (route.kind === "nothing") return page(`/v/${locale}/missing`, 404);

    const nowMs = Date.now();
    const connection = await presence(request);
    const place = await placeOf(request, connection, nowMs);
    if (place) headers.set(PLACE_HEADER, placeHeader(place));
    if (connection) headers.set(PRESENCE_HEADER, placeHeader(connection));
    if (route.kind === "api") return data();
    if (route.kind === "page") {
      return withNonce(() => secured(NextResponse.next({ request: { headers } })));
    }

    let rules: GateRules;
    let version: string;
    let classId: string;
    let target: { kind: "class" } | { kind: "raffle"; key: GameKey } | { kind: "refused"; why: Refusal };
    try {
      ({ snapshot: rules, version } = await parts.rules.current((work) => event.waitUntil(work)));
      target = { kind: "class" };
      if (route.kind === "raffle") {
        const key = rules.find(route.slug, nowMs);
        if (!key) return page(`/v/${locale}/missing`, 404);
        const why = rules.refusal(key.id, place, nowMs);
        target = why && !rules.showsDetail(key.id, place, nowMs) ? { kind: "refused", why } : { kind: "raffle", key };
      }
      // A raffle's page is the same for every class in which it may be seen; the rest is of one class.
      if (target.kind === "raffle") {
        const part = route.kind === "raffle" && route.part ? `/${route.part}` : "";
        return page(`/v/${locale}/raffle/${target.key.id}.${target.key.revision}${part}`);
      }
      classId = await registered(rules.see(place, nowMs, locale), place, locale, version);
    } catch (error) {
      console.error(JSON.stringify({ level: "error", event: "gate_failed", message: String(error) }));
      return page(`/v/${locale}/unavailable`, 503);
    }
    if (target.kind === "refused") {
      const { why } = target;
      const area = why.areaId ?? "none";
      const code = why.decision === "undecided" ? `undecided-${why.missing ?? "place"}` : why.code;
      return page(`/v/${locale}/${classId}/closed/${code}.${area}`, 451);
    }
    if (route.kind === "home") return page(`/v/${locale}/${classId}/home/${rules.mapId}`);
    // A list that somebody searches or sorts is made for them from the same document.
    if (request.nextUrl.search) {
      return withNonce(() => page(`/v/${locale}/${classId}/search`, 200, request.nextUrl.search));
    }
    return page(`/v/${locale}/${classId}/raffles`);
  };
}

function packed(place: SeenPlace): Record<string, unknown> {
  return { s: place.source, a: place.alternatives, l: "", g: place.ageAtLeast, r: place.revision };
}
