import { NextRequest } from "next/server";
import { beforeAll, expect, test } from "vitest";
import { POST } from "@/app/api/choices/route";
import type { Database } from "@/server/kernel/db";
import { APP_URL, serveWith } from "@/tests/security/support";

// The choices touch no database; whoever did would fail here.
beforeAll(() => {
  serveWith(null as unknown as Database, new Date());
});

const HOST = new URL(APP_URL).host;

async function choose(fields: Record<string, string>, referer?: string) {
  const headers: Record<string, string> = {
    host: HOST,
    origin: APP_URL,
    "content-type": "application/x-www-form-urlencoded",
  };
  if (referer) headers.referer = referer;
  const body = new URLSearchParams(fields).toString();
  return POST(new NextRequest(`${APP_URL}/api/choices`, { method: "POST", headers, body }));
}

test("P9 a chosen language is kept and one is back where one was", async () => {
  const response = await choose({ locale: "es" }, `${APP_URL}/raffles?sort=price`);
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/raffles?sort=price");
  expect(response.headers.getSetCookie()).toEqual([
    "drawbridge_locale=es; Path=/; Max-Age=31536000; SameSite=Lax; Secure",
  ]);
});

test("P25 nobody is sent to another site, and unknown choices set nothing", async () => {
  for (const referer of [
    "https://elsewhere.example/raffles",
    `${APP_URL}//elsewhere.example`,
    "not an address",
    undefined,
  ]) {
    const response = await choose({ locale: "xx", theme: "red; Path=/" }, referer);
    expect(response.headers.get("location")).toBe("/");
    expect(response.headers.getSetCookie()).toEqual([]);
  }
});

test("P8 the appearance is kept, and the system's again on wish", async () => {
  expect((await choose({ theme: "dark" })).headers.getSetCookie()[0]).toContain("drawbridge_theme=dark;");
  expect((await choose({ theme: "system" })).headers.getSetCookie()[0]).toContain("Max-Age=0");
});
