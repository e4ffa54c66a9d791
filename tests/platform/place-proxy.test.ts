import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AfterBodyOpens } from "@/dev/place-proxy/control";
import { allCounties, standingPlace } from "@/dev/place-proxy/places";
import { type PlaceProxy, startPlaceProxy } from "@/dev/place-proxy/server";

let app: http.Server;
let proxy: PlaceProxy;
let seen: http.IncomingHttpHeaders = {};
beforeAll(async () => {
  app = http.createServer((request, response) => {
    seen = request.headers;
    const isPage = request.url !== "/data.json";
    response.writeHead(request.url === "/closed" ? 451 : 200, {
      "content-type": isPage ? "text/html" : "application/json",
      etag: '"one"',
    });
    response.write(isPage ? "<!doctype html><html><bo" : "{}");
    response.end(isPage ? 'dy class="x"><p>é</p></body></html>' : "");
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  proxy = await startPlaceProxy({
    port: 0,
    appPort: (app.address() as AddressInfo).port,
    proxySecret: "shared",
    links: [["Mail that was sent", "http://localhost:9/"]],
  });
});
afterAll(async () => {
  await proxy.close();
  app.close();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(proxy.url + path, { headers: { accept: "text/html", ...headers }, redirect: "manual" });

test("P5 a newcomer stands in Erie County; what a client sends in the headers' names is dropped", async () => {
  await get("/", {
    "x-drawbridge-geo-areas": "US,US-UT",
    "x-vercel-ip-country": "CA",
    "x-drawbridge-proxy-secret": "guess",
    "x-forwarded-for": "1.2.3.4",
  });
  expect(seen).toMatchObject({
    "x-drawbridge-proxy-secret": "shared",
    "x-drawbridge-geo-areas": "US,US-NY,US-36029",
    "x-vercel-ip-country": "US",
    "x-vercel-ip-country-region": "NY",
    "x-vercel-ip-postal-code": "14127",
  });
  expect(seen["x-forwarded-for"]).not.toBe("1.2.3.4");
});

test("J8 moving takes one form: the headers change and the chosen place goes", async () => {
  const html = await (await get("/raffles?sort=ends")).text();
  expect(html).toContain("Demonstration: you stand in Erie County, New York");
  expect(html).toContain('value="US-49035"');
  expect(html).toContain('name="back" value="/raffles?sort=ends"');
  const moved = await fetch(`${proxy.url}/__standing/move`, {
    method: "POST",
    body: new URLSearchParams({ to: "US-49035", back: "/raffles" }),
    redirect: "manual",
  });
  expect(moved.status).toBe(303);
  expect(moved.headers.get("location")).toBe("/raffles");
  const cookies = moved.headers.getSetCookie();
  expect(cookies.some((cookie) => cookie.startsWith("drawbridge_place=;"))).toBe(true);
  const there = await get("/closed", { cookie: cookies[0]!.split(";")[0]! });
  expect(there.status).toBe(451);
  expect(await there.text()).toContain("you stand in Salt Lake County, Utah");
  expect(seen["x-drawbridge-geo-areas"]).toBe("US,US-UT,US-49035");
  await get("/", { cookie: "standing_place=hidden" });
  expect(seen["x-vercel-ip-country"]).toBeUndefined();
});

test("J8 the control changes pages alone, and never to another site", async () => {
  const data = await get("/data.json");
  expect(await data.text()).toBe("{}");
  expect(data.headers.get("etag")).toBe('"one"');
  const page = await get("/");
  expect(page.headers.get("etag")).toBeNull();
  expect(await page.text()).toMatch(/<body class="x"><standing-place[\s\S]*<p>é<\/p><\/body>/);
  for (const back of ["//evil.example", "https://evil.example", "/\\evil.example"]) {
    const moved = await fetch(`${proxy.url}/__standing/move`, {
      method: "POST",
      body: new URLSearchParams({ to: "US-36029", back }),
      redirect: "manual",
    });
    expect(moved.headers.get("location")).toBe("/");
  }
  expect((await fetch(`${proxy.url}/__standing/move`, { method: "POST", body: "to=XX" })).status).toBe(400);
  const whole = new AfterBodyOpens("!");
  const bytes = Buffer.from("<html><body>é</body>");
  const out = Buffer.concat([...bytes].map((byte) => whole.push(Buffer.from([byte]))));
  expect(out.toString()).toBe("<html><body>!é</body>");
});

test("P8 the control puts no link before the page's own, and its buttons lead to what stands beside", async () => {
  const html = await (await get("/")).text();
  expect(/<standing-place[\s\S]*<\/standing-place>/.exec(html)![0]).not.toContain("<a ");
  const beside = await (await get("/__standing/beside?to=0")).text();
  expect(beside).toContain("0;url=http://localhost:9/");
  expect((await get("/__standing/beside?to=7")).status).toBe(404);
});

test("J8 one can stand in every county, found by name", async () => {
  expect([...allCounties.values()].flat().length).toBeGreaterThan(3100);
  expect(standingPlace("US-22071")?.name).toBe("Orleans Parish, Louisiana");
  const found = await (await get("/__standing/everywhere?q=orleans")).text();
  expect(found).toContain('value="US-22071"');
  expect(found).not.toContain('value="US-36029"');
});

test("P9 until the application is ready the page shows how far the start is", async () => {
  proxy.starting(["Building the pages"]);
  const waiting = await get("/");
  expect(waiting.status).toBe(503);
  expect(await waiting.text()).toContain("Building the pages");
  proxy.ready();
  expect((await get("/")).status).toBe(200);
});
