import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { POST } from "@/app/api/choices/route";

async function choose(fields: Record<string, string>, referer?: string) {
  const headers: Record<string, string> = {
    host: "venue.example",
    "content-type": "application/x-www-form-urlencoded",
  };
  if (referer) headers.referer = referer;
  const body = new URLSearchParams(fields).toString();
  return POST(new NextRequest("https://venue.example/api/choices", { method: "POST", headers, body }));
}

test("P9 a chosen language is kept and one is back where one was", async () => {
  const response = await choose({ locale: "es" }, "https://venue.example/raffles?sort=price");
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/raffles?sort=price");
  expect(response.headers.getSetCookie()).toEqual(["drawbridge_locale=es; Path=/; Max-Age=31536000; SameSite=Lax"]);
});

test("P25 nobody is sent to another site, and unknown choices set nothing", async () => {
  for (const referer of [
    "https://elsewhere.example/raffles",
    "https://venue.example//elsewhere.example",
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
