import { type NextFetchEvent, NextRequest } from "next/server";
import { expect, test } from "vitest";
import { createGate } from "@/server/edge/gate";
import type { GateRules } from "@/server/edge/gate-rules";
import { internalSignature, isInternalCall } from "@/server/edge/internal-call";
import { openPlace, PLACE_COOKIE, type SeenPlace, sealPlace } from "@/server/edge/seen-place";

const SECRET = "app-secret-of-the-tests-alone";
const PROXY = "proxy-secret-of-the-tests";
const UTAH: SeenPlace = {
  source: "chosen",
  alternatives: [[["US"], ["US-UT"], ["US-49035"], []]],
  label: "Utah",
  ageAtLeast: null,
  revision: 0,
};

/** Open in Erie County alone; whatever else is asked is closed or not there. */
const rules = {
  mapId: "m".repeat(32),
  find: (slug: string) => (slug === "the-quilt" ? { id: "quilt-id", revision: 3 } : null),
  refusal: (_id: string, place: SeenPlace | null) =>
    place?.alternatives[0]?.[2]?.includes("US-36029")
      ? null
      : { decision: "closed" as const, code: "not-permitted", areaId: "US-UT", missing: null },
  showsDetail: () => false,
  see: () => ({ classId: "c".repeat(32), open: [], listed: [], undecidedCount: 0, missing: null }),
} as unknown as GateRules;

function gateOf(parts: { rulesFail?: boolean; classFails?: boolean } = {}) {
  return createGate({
    rules: {
      current: async () => {
        if (parts.rulesFail) throw new Error("away");
        return { version: "1-x", snapshot: rules };
      },
    },
    origin: "http://127.0.0.1:1",
    secret: SECRET,
    proxySecret: PROXY,
    locales: ["en", "es"],
    defaultLocale: "en",
    localeCookie: "drawbridge_locale",
  });
}

const event = { waitUntil: () => {} } as unknown as NextFetchEvent;
const ask = (path: string, headers: Record<string, string> = {}, gate = gateOf()) =>
  gate(new NextRequest(new URL(path, "http://localhost:3000"), { headers }), event);
/** What the page behind the gate would read in a request header. */
const passedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

const ERIE = { "x-drawbridge-geo-areas": "US,US-NY,US-36029", "x-vercel-ip-country": "US" };

test("P25 place headers of a client are not believed and never reach a page", async () => {
  for (const secret of [undefined, "", "wrong-secret-of-the-tests"]) {
    const sent = {
      ...ERIE,
      "x-drawbridge-place": "eyJzIjoiY2hvc2VuIn0",
      "x-drawbridge-presence": "eyJzIjoiY2hvc2VuIn0",
      ...(secret === undefined ? {} : { "x-drawbridge-proxy-secret": secret }),
    };
    const page = await ask("/account", sent);
    const overridden = page.headers.get("x-middleware-override-headers") ?? "";
    for (const name of Object.keys(sent)) {
      expect(overridden.split(",")).not.toContain(name);
      expect(passedOn(page, name)).toBeNull();
    }
    expect((await ask("/", sent, gateOf())).status).toBe(503); // no class can be registered: nothing is shown
  }
  const trusted = await ask("/account", { ...ERIE, "x-drawbridge-proxy-secret": PROXY });
  expect(passedOn(trusted, "x-drawbridge-presence")).not.toBeNull();
  expect(passedOn(trusted, "x-drawbridge-proxy-secret")).toBeNull();
});

test("J10 where a form leads on, the page is asked for by the browser, whose connection the proxy tells of", async () => {
  const action = await gateOf()(
    new NextRequest(new URL("/login", "http://localhost:3000"), {
      method: "POST",
      headers: { ...ERIE, "x-drawbridge-proxy-secret": PROXY, "next-action": "abc" },
    }),
    event,
  );
  const mark = passedOn(action, "x-drawbridge-of-action");
  expect(mark).toBe("1");
  expect(passedOn(action, "x-drawbridge-presence")).not.toBeNull();
  // The framework asks for the next page with what was passed on, and gets nothing to show.
  const next = await ask("/checkout/the-quilt", { "x-drawbridge-of-action": mark!, rsc: "1" });
  expect(next.status).toBe(204);
  expect(next.headers.get("content-type")).toBeNull();
  const direct = await ask("/checkout/the-quilt", { ...ERIE, "x-drawbridge-proxy-secret": PROXY });
  expect(passedOn(direct, "x-drawbridge-of-action")).toBeNull();
});

test("P25 a raffle is reached by its own address alone, and only where it is open", async () => {
  const erie = { ...ERIE, "x-drawbridge-proxy-secret": PROXY };
  const open = await ask("/raffles/the-quilt", erie);
  expect(open.headers.get("x-middleware-rewrite")).toContain("/v/en/raffle/quilt-id.3");
  for (const path of [
    "/v/en/raffle/quilt-id.3",
    "/V/en/raffle/quilt-id.3",
    "/%76/en/raffle/quilt-id.3",
    "/%2576/en/raffle/quilt-id.3",
    "/%252576/en/raffle/quilt-id.3",
    "/raffles/the-quilt.rsc",
    "/raffles/the-quilt.txt",
    "/raffles/the%2dquilt",
    "/raffles/The-Quilt",
    "/raffles/the-quilt%00",
    "/raffles/..%2fv",
    "/%EF%BD%96/en/missing",
    "/%",
  ]) {
    const answer = await ask(path, erie);
    const to = answer.headers.get("x-middleware-rewrite") ?? "";
    expect(to).not.toContain("quilt-id");
    expect(`${path} ${answer.status}`).toBe(`${path} 404`);
  }
});

test("P25 a tampered, foreign or future place cookie is no place", async () => {
  const now = Date.now();
  const sealed = (await sealPlace(UTAH, now, SECRET))!;
  expect(await openPlace(sealed, now, SECRET)).toEqual(UTAH);
  const [body = "", signature = ""] = sealed.split(".");
  const other = Buffer.from(Buffer.from(body, "base64url").toString().replace("US-49035", "US-36029")).toString(
    "base64url",
  );
  const forged = [
    `${other}.${signature}`,
    `${body}.${signature.slice(0, -1)}`,
    body,
    `${body}.`,
    `.${signature}`,
    "a".repeat(5000),
    (await sealPlace(UTAH, now, "another-secret-altogether"))!,
    (await sealPlace(UTAH, now + 3_600_000, SECRET))!,
    (await sealPlace(UTAH, now - 181 * 24 * 3_600_000, SECRET))!,
  ];
  for (const cookie of forged) {
    expect(await openPlace(cookie, now, SECRET)).toBeNull();
    const page = await ask("/account", { cookie: `${PLACE_COOKIE}=${cookie}` });
    expect(passedOn(page, "x-drawbridge-place")).toBeNull();
  }
});

test("P25 a chosen place decides what is shown and never stands for presence", async () => {
  const cookie = `${PLACE_COOKIE}=${await sealPlace(UTAH, Date.now(), SECRET)}`;
  const page = await ask("/account", { cookie });
  expect(passedOn(page, "x-drawbridge-place")).not.toBeNull();
  expect(passedOn(page, "x-drawbridge-presence")).toBeNull();
});

test("P25 every kind of answer carries its policy and the other headers, and pages are nobody else's to keep", async () => {
  const kinds: Array<[string, number]> = [
    ["/account", 200],
    ["/api/live", 200],
    ["/api/internal/rules", 200],
    ["/v/en/missing", 404],
    ["/raffles/unknown", 404],
    ["/", 503],
  ];
  for (const [path, status] of kinds) {
    const { headers, status: given } = await ask(path);
    expect(`${path} ${given}`).toBe(`${path} ${status}`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("strict-transport-security")).toContain("includeSubDomains");
    expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    if (headers.has("x-middleware-rewrite")) expect(headers.get("cache-control")).toContain("private");
    if (path.startsWith("/api/")) expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  }
  const first = (await ask("/account")).headers.get("content-security-policy") ?? "";
  const second = (await ask("/account")).headers.get("content-security-policy") ?? "";
  expect(first).toContain("frame-ancestors 'none'");
  expect(first).not.toContain("unsafe");
  expect(first).not.toBe(second);
});

test("P25 without rules nothing is open, and the refusal says nothing", async () => {
  const answer = await ask("/raffles/the-quilt", {}, gateOf({ rulesFail: true }));
  expect(answer.status).toBe(503);
  expect(answer.headers.get("x-middleware-rewrite")).toContain("/v/en/unavailable");
});

test("P25 an internal call is good for a minute, for its own path and body, and for nobody else's secret", async () => {
  const now = Date.now();
  const header = await internalSignature("/api/internal/class", "{}", now, SECRET);
  const check = (path: string, body: string, at: number, secret = SECRET, sent: string | null = header) =>
    isInternalCall(sent, path, body, at, secret);
  expect(await check("/api/internal/class", "{}", now + 59_000)).toBe(true);
  expect(await check("/api/internal/class", "{}", now + 61_000)).toBe(false);
  expect(await check("/api/internal/class", "{}", now - 61_000)).toBe(false);
  expect(await check("/api/internal/rules", "{}", now)).toBe(false);
  expect(await check("/api/internal/class", '{"a":1}', now)).toBe(false);
  expect(await check("/api/internal/class", "{}", now, "another-secret-altogether")).toBe(false);
  for (const bad of [null, "", ".", `${now}.`, `${now}.AAAA`, `1e3.${header.split(".")[1]}`]) {
    expect(await check("/api/internal/class", "{}", now, SECRET, bad)).toBe(false);
  }
});
