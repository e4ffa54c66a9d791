import { type NextFetchEvent, type NextRequest, NextResponse } from "next/server";
import { DATA_POLICY, PRIVATE, STATIC_HEADERS } from "./answer-headers";
import { noncePolicy } from "./content-policy.mjs";
import type { GateParts } from "./gate-parts";
import type { Refusal } from "./gate-rules";
import { PLACE_HEADERS } from "./geolocation";
import { callOrigin } from "./internal-call";
import { createKnownClasses } from "./known-classes";
import { closedPage, pageFor } from "./page-for";
import { createPlaceReader } from "./read-place";
import { gateRoute } from "./route";
import { PLACE_HEADER, PRESENCE_HEADER, placeHeader, type SeenPlace } from "./seen-place";

/**
 * Marks what an action of a form is asked with. When such an action leads on to another page, the framework asks for that
 * page itself, with the request's headers as this gate left them: without what the proxy said of the connection. It is
 * told nothing then, and the browser asks for the page, through the proxy.
 */
const OF_ACTION = "x-drawbridge-of-action";

/** The gate: resolves the place, decides, and sends each request to the page of its class, or to the reason (J13, P5). */
export function createGate(parts: GateParts): (request: NextRequest, event: NextFetchEvent) => Promise<NextResponse> {
  const whereabouts = createPlaceReader(parts);
  const known = createKnownClasses();

  /** Has the application decide again and keep the document that the pages of the class are rendered from. */
  async function register(place: SeenPlace | null, locale: string, version: string): Promise<string> {
    const asked = { place: place && packed(place), locale, version };
    const response = await callOrigin(parts.origin, "/api/internal/class", asked, parts.secret);
    return ((await response.json()) as { classId: string }).classId;
  }

  /** Whether this reader may look at a syndicate: asked each time, since members may and an invitation opens what is not public. */
  async function admission(request: NextRequest, slug: string, place: SeenPlace | null): Promise<SyndicateAnswer> {
    const invitation = request.nextUrl.searchParams.get("invitation");
    const asked = { slug, invitation, cookie: request.headers.get("cookie") ?? "", place: place && packed(place) };
    const response = await callOrigin(parts.origin, "/api/internal/syndicate", asked, parts.secret);
    return (await response.json()) as SyndicateAnswer;
  }

  return async function gate(request, event) {
    const route = gateRoute(request.nextUrl.pathname);
    const headers = new Headers(request.headers);
    for (const name of PLACE_HEADERS) headers.delete(name);
    if (request.method === "GET" && headers.has(OF_ACTION)) return new NextResponse(null, { status: 204 });
    if (request.headers.has("next-action")) headers.set(OF_ACTION, "1");
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
    const asked = {
      header: (name: string) => request.headers.get(name),
      cookie: (name: string) => request.cookies.get(name)?.value,
    };
    const { place, connection } = await whereabouts(asked, nowMs);
    if (place) headers.set(PLACE_HEADER, placeHeader(place));
    if (connection) headers.set(PRESENCE_HEADER, placeHeader(connection));
    if (route.kind === "api") return data();
    if (route.kind === "page") {
      return withNonce(() => secured(NextResponse.next({ request: { headers } })));
    }

    try {
      const later = (work: Promise<unknown>) => event.waitUntil(work);
      const syndicate = route.kind === "syndicate" ? await admission(request, route.slug, place) : null;
      if (syndicate?.answer === "missing") return page(`/v/${locale}/missing`, 404);
      if (syndicate?.answer === "shown") {
        return withNonce(() => secured(NextResponse.next({ request: { headers } })));
      }
      const { snapshot: rules, version } = await parts.rules.current(later);
      if (syndicate?.answer === "closed") {
        const { classId: shown } = rules.see(place, nowMs, locale);
        const kept = await known.registered(shown, () => register(place, locale, version), later);
        return page(`/v/${locale}/${kept}/${closedPage(syndicate.why)}`, 451);
      }
      if (route.kind === "syndicate") throw new Error("a syndicate without an answer");
      const target = pageFor(rules, route, place, nowMs, locale);
      if (target.kind === "missing") return page(`/v/${locale}/missing`, 404);
      if (target.kind === "shared") return page(`/v/${locale}/${target.page}`);
      const decided = target.visible.classId;
      const classId = await known.registered(decided, () => register(place, locale, version), later);
      // A list that somebody searches or sorts is made for them from the same document.
      if (route.kind === "list" && request.nextUrl.search) {
        return withNonce(() => page(`/v/${locale}/${classId}/search`, 200, request.nextUrl.search));
      }
      return page(`/v/${locale}/${classId}/${target.page}`, target.status);
    } catch (error) {
      console.error(JSON.stringify({ level: "error", event: "gate_failed", message: String(error) }));
      return page(`/v/${locale}/unavailable`, 503);
    }
  };
}

type SyndicateAnswer = { answer: "shown" | "missing" } | { answer: "closed"; why: Refusal };

function packed(place: SeenPlace): Record<string, unknown> {
  return { s: place.source, a: place.alternatives, l: "", g: place.ageAtLeast, r: place.revision };
}
