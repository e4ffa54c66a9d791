import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PRIVATE, STATIC_HEADERS } from "./answer-headers";
import type { GateParts } from "./gate-parts";
import { type Encoding, encodingFor, pack } from "./packed-body";
import { type Cached, keptPage } from "./page-cache.mjs";
import { pageFor } from "./page-for";
import { createPlaceReader } from "./read-place";
import { gateRoute } from "./route";

/** What the framework says of its pages: another answer goes to the requests of its own router. */
const VARY = "rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch, Accept-Encoding";

/** One cached page as it goes out: its headers as name, value, name, value, and its bytes in each encoding asked for. */
interface Ready {
  html: string;
  etag: string;
  headers: string[];
  /** By encoding, "" for plain bytes; made when first asked for. */
  bodies: Map<Encoding | "", Buffer | Promise<Buffer>>;
}

/** Cookies by name, read as the middleware reads them: percent signs decoded, a bare name is true, the last wins. */
export function readCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header.split(/; */)) {
    const at = pair.indexOf("=");
    try {
      if (at >= 0) cookies.set(pair.slice(0, at), decodeURIComponent(pair.slice(at + 1)));
      else if (pair) cookies.set(pair, "true");
    } catch {
      // A broken cookie is none.
    }
  }
  return cookies;
}

const NO_COOKIES: ReadonlyMap<string, string> = new Map();

/** Whether a browser already has the page of this ETag. */
export function isUnchanged(ifNoneMatch: string | undefined, etag: string): boolean {
  if (!ifNoneMatch) return false;
  const bare = etag.replace(/^W\//, "");
  return ifNoneMatch.split(",").some((each) => each.trim().replace(/^W\//, "") === bare);
}

function readyOf(page: Cached, html: string): Ready {
  const headers = STATIC_HEADERS.flat();
  headers.push("cache-control", PRIVATE, "vary", VARY, "content-type", "text/html; charset=utf-8");
  for (const [name, value] of Object.entries(page.headers ?? {})) {
    // Tags are the framework's own matter; a list of values would be lost, so such a page is left to it.
    if (name !== "x-next-cache-tags" && typeof value === "string") headers.push(name, value);
  }
  // Weak: the same page in every encoding.
  const etag = `W/"${createHash("sha256").update(html).digest("base64url").slice(0, 27)}"`;
  headers.push("etag", etag);
  return { html, etag, headers, bodies: new Map() };
}

function bodyOf(page: Ready, encoding: Encoding | null): Buffer | Promise<Buffer> {
  const known = page.bodies.get(encoding ?? "");
  if (known) return known;
  const plain = Buffer.from(page.html);
  const made = encoding
    ? pack(plain, encoding).then(
        (bytes) => {
          page.bodies.set(encoding, bytes);
          return bytes;
        },
        (error) => {
          page.bodies.delete(encoding);
          throw error;
        },
      )
    : plain;
  page.bodies.set(encoding ?? "", made);
  return made;
}

/**
 * Answers home, the list and raffles from pages that were rendered already, without the framework: place, rules and
 * class are read by the very functions of the gate, and a page that is not kept, a query, the router's own requests and
 * everything else are left to the framework behind it, whose middleware decides again. Resolves to whether it answered.
 */
export function createReadyPages(
  parts: GateParts,
  find: (address: string) => Cached | null = keptPage,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const whereabouts = createPlaceReader(parts);
  const ready = new WeakMap<Cached, Ready>();
  const later = (work: Promise<unknown>) => void work;

  function readyPage(address: string): Ready | null {
    const page = find(address);
    if (page?.kind !== "APP_PAGE" || typeof page.html !== "string") return null;
    // Without its policy, or where the page itself says that it is none, the framework knows better.
    if (page.status !== undefined && page.status !== 200) return null;
    if (typeof page.headers?.["content-security-policy"] !== "string") return null;
    let found = ready.get(page);
    if (!found) {
      found = readyOf(page, page.html);
      ready.set(page, found);
    }
    return found;
  }

  /** The address and status of the page that the gate would show; null where it is not for here to say. */
  async function decided(request: IncomingMessage, path: string): Promise<{ address: string; status: number } | null> {
    const route = gateRoute(path);
    if (route.kind !== "home" && route.kind !== "list" && route.kind !== "raffle") return null;
    const sent = request.headers;
    const cookies = sent.cookie ? readCookies(sent.cookie) : NO_COOKIES;
    const header = (name: string) => {
      const value = sent[name];
      return typeof value === "string" ? value : (value?.join(", ") ?? null);
    };
    const wanted = cookies.get(parts.localeCookie) ?? "";
    const locale = parts.locales.includes(wanted) ? wanted : parts.defaultLocale;
    const nowMs = Date.now();
    const { place } = await whereabouts({ header, cookie: (name) => cookies.get(name) }, nowMs);
    const { snapshot } = await parts.rules.current(later);
    const page = pageFor(snapshot, route, place, nowMs, locale);
    if (page.kind === "missing") return { address: `/v/${locale}/missing`, status: 404 };
    if (page.kind === "shared") return { address: `/v/${locale}/${page.page}`, status: 200 };
    return { address: `/v/${locale}/${page.visible.classId}/${page.page}`, status: page.status };
  }

  return async (request, response) => {
    const { method, headers } = request;
    if (method !== "GET" && method !== "HEAD") return false;
    if (headers.rsc !== undefined || headers["next-router-prefetch"] !== undefined) return false;
    const decision = await decided(request, request.url ?? "").catch(() => null);
    const page = decision && readyPage(decision.address);
    if (!page) return false;
    const { status } = decision;
    if (status === 200 && isUnchanged(headers["if-none-match"], page.etag)) {
      response.writeHead(304, page.headers).end();
      return true;
    }
    const encoding = encodingFor(headers["accept-encoding"]);
    const kept = bodyOf(page, encoding);
    const body = kept instanceof Buffer ? kept : await kept;
    const length = ["content-length", String(body.length)];
    response.writeHead(
      status,
      encoding ? [...page.headers, ...length, "content-encoding", encoding] : [...page.headers, ...length],
    );
    response.end(method === "HEAD" ? undefined : body);
    return true;
  };
}
