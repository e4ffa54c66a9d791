import http from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fc from "fast-check";
import { type NextFetchEvent, NextRequest } from "next/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createGate } from "@/server/edge/gate";
import type { GateParts } from "@/server/edge/gate-parts";
import type { GateRules } from "@/server/edge/gate-rules";
import { encodingFor } from "@/server/edge/packed-body";
import type { Cached } from "@/server/edge/page-cache.mjs";
import { createReadyPages, isUnchanged, readCookies } from "@/server/edge/ready-pages";
import { AGE_COOKIE, PLACE_COOKIE, type SeenPlace, sealAge, sealPlace } from "@/server/edge/seen-place";

const SECRET = "app-secret-of-the-tests-alone";
const PROXY = "proxy-secret-of-the-tests";
const at = (county: string): SeenPlace => ({
  source: "chosen",
  alternatives: [[["US"], [county.startsWith("US-36") ? "US-NY" : "US-UT"], [county], []]],
  label: county,
  ageAtLeast: null,
  revision: 0,
});

/** The quilt is open in Erie County to anybody of 18; what is seen tells county, age and language apart. */
const rules = {
  mapId: "m".repeat(32),
  find: (slug: string) => (slug === "the-quilt" ? { id: "quilt-id", revision: 3 } : null),
  refusal: (_id: string, place: SeenPlace | null) => {
    if (!place) return { decision: "undecided", code: "place", areaId: null, missing: "county" };
    if (!place.alternatives[0]?.[2]?.includes("US-36029"))
      return { decision: "closed", code: "not-permitted", areaId: "US-UT", missing: null };
    return place.ageAtLeast !== null && place.ageAtLeast < 18
      ? { decision: "closed", code: "age", areaId: "US-NY", missing: null }
      : null;
  },
  showsDetail: () => false,
  see: (place: SeenPlace | null, _now: number, locale: string) => ({
    classId: `${locale}-${place?.alternatives[0]?.[2]?.[0] ?? "nowhere"}-${place?.ageAtLeast ?? "any"}`,
    open: [],
    listed: [],
    undecidedCount: 0,
    missing: null,
  }),
} as unknown as GateRules;

const parts: GateParts = {
  rules: { current: async () => ({ version: "1-x", snapshot: rules }) },
  origin: "http://127.0.0.1:1",
  secret: SECRET,
  proxySecret: PROXY,
  locales: ["en", "es"],
  defaultLocale: "en",
  localeCookie: "drawbridge_locale",
};

/** Every page there could be is kept; its text is its own address. */
const pages = new Map<string, Cached>();
let keeps = true;
function find(address: string): Cached | null {
  if (!keeps) return null;
  if (!pages.has(address)) {
    const headers = { "content-security-policy": `policy of ${address}`, "x-next-cache-tags": "a,b" };
    pages.set(address, { kind: "APP_PAGE", html: `<p>${address}</p>`, status: 200, headers });
  }
  return pages.get(address)!;
}

const answer = createReadyPages(parts, find);
const server = http.createServer(async (request, response) => {
  if (!(await answer(request, response))) response.writeHead(599).end("the framework");
});
/** Registers whatever class it is asked for, as the application does under the same rules. */
const origin = http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const { place, locale } = JSON.parse(body);
    const seen = place && { alternatives: place.a, ageAtLeast: place.g };
    response.end(JSON.stringify({ classId: rules.see(seen, 0, locale).classId }));
  });
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, resolve));
  await new Promise<void>((resolve) => origin.listen(0, resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.close();
  origin.close();
});

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

const ERIE = { "x-drawbridge-proxy-secret": PROXY, "x-drawbridge-geo-areas": "US,US-NY,US-36029" };

test("P7 a page that is ready is the very page that the gate decides on, whatever is asked and sent", async () => {
  const gate = createGate({ ...parts, origin: `http://127.0.0.1:${(origin.address() as AddressInfo).port}` });
  const event = { waitUntil: () => {} } as unknown as NextFetchEvent;
  const now = Date.now();
  const erie = (await sealPlace(at("US-36029"), now, SECRET))!;
  const utah = (await sealPlace(at("US-49035"), now, SECRET))!;
  const old = (await sealPlace(at("US-36029"), now - 200 * 24 * 3_600_000, SECRET))!;
  const [young, adult] = [await sealAge(17, now, SECRET), await sealAge(21, now, SECRET)];
  const cookie = fc.oneof(
    fc.constantFrom(
      ...[erie, utah, old, `${erie}x`, erie.replace(".", ".A")].map((value) => `${PLACE_COOKIE}=${value}`),
      ...[young, adult, `${adult}x`, "99.1.x"].map((value) => `${AGE_COOKIE}=${value}`),
      ...["es", "en", "fr", "%65s", "%"].map((value) => `drawbridge_locale=${value}`),
      "other=1",
      "broken",
      "=",
    ),
    fc.stringMatching(/^[a-z_]{1,8}=[!-:<-~]{0,8}$/),
  );
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.constantFrom("/", "/raffles", "/raffles/the-quilt", "/raffles/the-quilt/counties", "/raffles/other"),
        fc.constantFrom(
          "/raffles/",
          "/raffles/%74he-quilt",
          "//raffles",
          "/raffles?q=a",
          "/?q",
          "/v/en/missing",
          "/map",
        ),
      ),
      fc.array(cookie, { maxLength: 4 }),
      fc.constantFrom(
        {},
        ERIE,
        { ...ERIE, "x-drawbridge-geo-areas": "US,US-UT,US-49035" },
        { ...ERIE, "x-drawbridge-proxy-secret": "wrong-secret-of-the-tests" },
        { "x-drawbridge-place": "eyJzIjoiY2hvc2VuIn0" },
      ) as fc.Arbitrary<Record<string, string>>,
      async (path, cookies, place) => {
        const headers = { ...place, ...(cookies.length ? { cookie: cookies.join("; ") } : {}) };
        const ready = await ask(path, headers);
        if (ready.status === 599) return;
        answered++;
        const decided = await gate(new NextRequest(new URL(path, "http://localhost:3000"), { headers }), event);
        expect(ready.status).toBe(decided.status);
        const address = new URL(decided.headers.get("x-middleware-rewrite")!).pathname;
        expect(ready.body.toString()).toBe(`<p>${address}</p>`);
        for (const [name, value] of decided.headers) {
          if (!name.startsWith("x-middleware-")) expect(ready.headers[name], name).toBe(value);
        }
        expect(ready.headers["content-security-policy"]).toBe(`policy of ${address}`);
      },
    ),
    { numRuns: 400 },
  );
  expect(answered).toBeGreaterThan(100);
});

test("P7 what is not a kept page of the gate is left to the framework: queries, its router's requests, posts, other spellings", async () => {
  expect((await ask("/raffles", ERIE)).status).toBe(200);
  for (const [path, headers, method] of [
    ["/raffles?q=boat", ERIE, "GET"],
    ["/raffles", { ...ERIE, rsc: "1" }, "GET"],
    ["/raffles", { ...ERIE, "next-router-prefetch": "1" }, "GET"],
    ["/raffles", ERIE, "POST"],
    ["/raffles/", ERIE, "GET"],
    ["/RAFFLES", ERIE, "GET"],
    ["/account", ERIE, "GET"],
    ["/api/live?ids=1", ERIE, "GET"],
    ["/v/en/raffle/quilt-id.3", ERIE, "GET"],
    ["http://localhost/raffles", ERIE, "GET"],
  ] as const)
    expect([path, (await ask(path, headers, method)).status]).toEqual([path, 599]);
  keeps = false;
  expect((await ask("/raffles", ERIE)).status).toBe(599);
  keeps = true;
});

test("J6 where the rules cannot be had nothing that is ready goes out", async () => {
  const failing = createReadyPages({ ...parts, rules: { current: () => Promise.reject(new Error("away")) } }, find);
  const request = { method: "GET", url: "/raffles", headers: ERIE } as unknown as http.IncomingMessage;
  expect(await failing(request, {} as http.ServerResponse)).toBe(false);
});

test("P7 a page without its content policy, or one that the framework made for something missing, is not sent", async () => {
  const page = { kind: "APP_PAGE", html: "<p>x</p>", status: 200, headers: { "content-security-policy": "p" } };
  for (const wrong of [
    { ...page, headers: {} },
    { ...page, status: 404 },
    { ...page, kind: "FETCH" },
  ]) {
    const one = createReadyPages(parts, () => wrong);
    const request = { method: "GET", url: "/raffles", headers: ERIE } as unknown as http.IncomingMessage;
    expect(await one(request, {} as http.ServerResponse)).toBe(false);
  }
});

test("P7 the same bytes come plain, with gzip and with Brotli, and a browser that has them is told so", async () => {
  const plain = await ask("/raffles/the-quilt", ERIE);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  const brotli = await ask("/raffles/the-quilt", { ...ERIE, "accept-encoding": "gzip, deflate, br" });
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.body)).toEqual(plain.body);
  const gzip = await ask("/raffles/the-quilt", { ...ERIE, "accept-encoding": "br;q=0, gzip" });
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.body)).toEqual(plain.body);
  expect(plain.headers.etag).toBeTruthy();
  expect([brotli.headers.etag, gzip.headers.etag]).toEqual([plain.headers.etag, plain.headers.etag]);
  expect(brotli.headers.vary).toContain("Accept-Encoding");

  const again = await ask("/raffles/the-quilt", { ...ERIE, "if-none-match": plain.headers.etag! });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  expect(again.headers["cache-control"]).toBe("private, max-age=0, must-revalidate");
  // Where the raffle is closed, having had its page is no way to it.
  const closed = { ...ERIE, "x-drawbridge-geo-areas": "US,US-UT,US-49035", "if-none-match": plain.headers.etag! };
  expect((await ask("/raffles/the-quilt", closed)).status).toBe(451);
  const head = await ask("/raffles/the-quilt", ERIE, "HEAD");
  expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([200, 0, String(plain.body.length)]);
});

test("P7 cookies are read as the middleware reads them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[ !-~]{0,12}$/), { maxLength: 5 }).map((list) => list.join("; ").trim()),
      (cookie) => {
        const ours = readCookies(cookie);
        const theirs = new NextRequest("http://localhost/", { headers: { cookie } }).cookies;
        expect(Object.fromEntries(ours)).toEqual(
          Object.fromEntries(theirs.getAll().map(({ name, value }) => [name, value])),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

test("P7 encodings and ETags are read from what browsers really send", () => {
  expect(encodingFor(undefined)).toBeNull();
  expect(encodingFor("gzip, deflate, br, zstd")).toBe("br");
  expect(encodingFor("gzip;q=1.0, br;q=0.000")).toBe("gzip");
  expect(encodingFor("identity, brx, xgzip")).toBeNull();
  expect(isUnchanged('"a", W/"b"', 'W/"b"')).toBe(true);
  expect(isUnchanged('"b"', 'W/"b"')).toBe(true);
  expect(isUnchanged('"bc"', 'W/"b"')).toBe(false);
  expect(isUnchanged(undefined, 'W/"b"')).toBe(false);
});
