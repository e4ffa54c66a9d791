import { type NextFetchEvent, NextRequest } from "next/server";
import { afterEach, expect, test, vi } from "vitest";
import { createGate } from "@/server/edge/gate";
import type { GateRules } from "@/server/edge/gate-rules";
import type { SeenPlace } from "@/server/edge/seen-place";

const PROXY = "proxy-secret-of-the-tests";
const classId = "c".repeat(32);

/** One raffle, open in Erie County alone. */
const rules = {
  mapId: "m".repeat(32),
  find: (slug: string) => (slug === "the-quilt" ? { id: "quilt-id", revision: 3 } : null),
  refusal: (_id: string, place: SeenPlace | null) =>
    place?.alternatives[0]?.[2]?.includes("US-36029")
      ? null
      : { decision: "closed" as const, code: "not-permitted", areaId: "US-UT", missing: null },
  showsDetail: () => false,
  see: () => ({ classId, open: [], listed: [], undecidedCount: 0, missing: null }),
} as unknown as GateRules;

const gate = createGate({
  rules: { current: async () => ({ version: "1-x", snapshot: rules }) },
  origin: "http://127.0.0.1:1",
  secret: "app-secret-of-the-tests-alone",
  proxySecret: PROXY,
  locales: ["en"],
  defaultLocale: "en",
  localeCookie: "drawbridge_locale",
});
const ask = (path: string, areas: string) =>
  gate(
    new NextRequest(new URL(path, "http://localhost:3000"), {
      headers: { "x-drawbridge-proxy-secret": PROXY, "x-drawbridge-geo-areas": areas },
    }),
    { waitUntil: () => {} } as unknown as NextFetchEvent,
  );

afterEach(() => vi.unstubAllGlobals());

test("J13 the tables behind a raffle's maps stand behind the gate of the raffle", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ classId }));
  const open = await ask("/raffles/the-quilt/counties", "US,US-NY,US-36029");
  expect(open.headers.get("x-middleware-rewrite")).toBe("http://localhost:3000/v/en/raffle/quilt-id.3/counties");
  expect(open.headers.get("cache-control")).toContain("private");
  const closed = await ask("/raffles/the-quilt/counties", "US,US-UT,US-49035");
  expect(closed.status).toBe(451);
  expect(closed.headers.get("x-middleware-rewrite")).toBe(
    `http://localhost:3000/v/en/${classId}/closed/not-permitted.US-UT`,
  );
  expect((await ask("/raffles/another/counties", "US,US-NY,US-36029")).status).toBe(404);
});
