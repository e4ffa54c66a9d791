import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GET as watchDraw } from "@/app/api/draws/[id]/route";
import { POST as askClass } from "@/app/api/internal/class/route";
import { GET as live } from "@/app/api/live/route";
import { POST as callApi, GET as readApi } from "@/app/api/trpc/[trpc]/route";
import { POST as takeWebhook } from "@/app/api/webhooks/stripe/connect/route";
import { limitedForm, limitedRequest, readBody } from "@/server/api/limited-body";
import { requireSameOrigin } from "@/server/api/report-error";
import { sessionIdOf } from "@/server/api/session-cookie";
import { internalSignature } from "@/server/edge/internal-call";
import { placeHeader, type SeenPlace } from "@/server/edge/seen-place";
import type { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { startSession } from "@/server/people/start-session";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";
import { APP_URL, environment, loginCookie, serveWith, streamed } from "./support";

let fresh: FreshDatabase;
let clock: ReturnType<typeof fixedClock>;
let raffleId = "";
let cookie = "";
const at = (areas: SeenPlace["alternatives"][number]): SeenPlace => ({
  source: "chosen",
  alternatives: [areas],
  label: "",
  ageAtLeast: null,
  revision: 0,
});
const ERIE = at([["US"], ["US-NY"], ["US-36029"], []]);
const UTAH = at([["US"], ["US-UT"], ["US-49035"], []]);

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  ({ clock } = serveWith(fresh.db, NOW));
  const organisationId = await makeOrganisation(fresh.db, { name: "The Secret Society" });
  raffleId = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-36029", coverage: "wide" }],
    raffle: { title: "The secret quilt" },
  });
  const memberId = await makeMember(fresh.db);
  const { sessionId } = await fresh.db.transaction((tx) => startSession(tx, memberId, "", NOW));
  cookie = await loginCookie(memberId, sessionId);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  await fresh.db.rateLimit.deleteMany();
});

const own = { "content-type": "application/json", origin: APP_URL, "sec-fetch-site": "same-origin" };

function mutate(name: string, input: unknown, headers: Record<string, string>) {
  const body = JSON.stringify({ json: input });
  return callApi(new Request(`${APP_URL}/api/trpc/${name}`, { method: "POST", headers, body }));
}

async function told(answer: Response): Promise<{ status: number; code: string; text: string }> {
  const text = await answer.text();
  const code = /"message":"(\w+)"/.exec(text)?.[1] ?? /"code":"(\w+)"/.exec(text)?.[1] ?? "";
  return { status: answer.status, code, text };
}

const wish = (change: Record<string, unknown> = {}) => ({
  raffleId,
  quantity: 1,
  shortfall: "none",
  idempotencyKey: newId(),
  ...change,
});

test("P25 a change that another site's page sends is refused", async () => {
  for (const foreign of [
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${APP_URL}.evil.example` },
    { origin: APP_URL.replace("https", "http") },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
  ] as Array<Record<string, string>>) {
    const answer = await told(
      await mutate("tickets.hold", wish(), { "content-type": "application/json", cookie, ...foreign }),
    );
    expect([foreign, answer.status, answer.code]).toEqual([foreign, 403, "foreignOrigin"]);
  }
  expect(() => requireSameOrigin(new Headers({ origin: APP_URL }), APP_URL)).not.toThrow();
  expect(await fresh.db.ticketOrder.count()).toBe(0);
});

test("P25 no change is made by a GET, nor without a login, nor with a login somebody made up", async () => {
  const input = encodeURIComponent(JSON.stringify({ json: wish() }));
  const read = await readApi(new Request(`${APP_URL}/api/trpc/tickets.hold?input=${input}`, { headers: { cookie } }));
  expect(read.status).toBeGreaterThanOrEqual(400);
  expect(await told(await mutate("tickets.hold", wish(), own))).toMatchObject({ status: 401, code: "loginNeeded" });
  const member = await makeMember(fresh.db);
  for (const forged of [
    "__Secure-next-auth.session-token=garbage",
    "__Secure-next-auth.session-token=",
    "__Secure-next-auth.session-token=%E0%A4%A",
    await loginCookie(member, newId()),
    await loginCookie(member, "' OR 1=1 --"),
    cookie.replace(/.{6}$/, "AAAAAA"),
  ]) {
    const answer = await mutate("tickets.hold", wish(), { ...own, cookie: forged });
    expect([forged.slice(0, 60), answer.status]).toEqual([forged.slice(0, 60), 401]);
  }
  const elsewhere = await loginCookie(member, newId(), "another-secret-altogether");
  expect(await sessionIdOf(new Headers({ cookie: elsewhere }), environment.NEXTAUTH_SECRET)).toBeNull();
  expect(await fresh.db.ticketOrder.count()).toBe(0);
});

test("P25 counts, ids and keys that cannot be are refused by name and change nothing", async () => {
  const bad: Array<Record<string, unknown>> = [
    { quantity: -1 },
    { quantity: 0 },
    { quantity: 1.5 },
    { quantity: 10_000 },
    { quantity: "2" },
    { quantity: 1e308 },
    { quantity: null },
    { raffleId: "x" },
    { raffleId: "' OR 1=1 --" },
    { raffleId: { $ne: null } },
    { shortfall: "all" },
    { idempotencyKey: "a".repeat(10_000) },
    { idempotencyKey: "short" },
    { idempotencyKey: "x\r\nset-cookie: a=b" },
  ];
  for (const change of bad) {
    const answer = await told(await mutate("tickets.hold", wish(change), { ...own, cookie }));
    expect([change, answer.status, answer.code]).toEqual([change, 400, "invalidInput"]);
    expect(answer.text).not.toMatch(/prisma|node_modules|SELECT| at \w/i);
  }
  for (const body of ["", "{", "[]", "null", '{"json":{"__proto__":{"admin":true}}}', "\u0000"]) {
    const request = new Request(`${APP_URL}/api/trpc/tickets.hold`, {
      method: "POST",
      headers: { ...own, cookie },
      body,
    });
    expect((await callApi(request)).status).toBe(400);
  }
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
  expect(await fresh.db.ticketOrder.count()).toBe(0);
});

test("P25 a hold of a raffle that is closed to the person says the reason and nothing of the raffle", async () => {
  const answer = await told(
    await mutate("tickets.hold", wish(), { ...own, cookie, "x-drawbridge-presence": placeHeader(UTAH) }),
  );
  expect(answer.code).toBe("entryClosed");
  expect(answer.text).not.toContain("secret quilt");
  expect(answer.text).not.toContain("Secret Society");
  const unknown = await told(await mutate("tickets.hold", wish({ raffleId: newId() }), { ...own, cookie }));
  expect(unknown).toMatchObject({ status: 404, code: "raffleNotFound" });
});

test("P25 bodies beyond the limit are not read to their end, with or without a length", async () => {
  const headers = { ...own, cookie };
  const long = new Request(`${APP_URL}/api/trpc/tickets.hold`, { method: "POST", headers, body: "a".repeat(70_000) });
  expect((await callApi(long)).status).toBe(413);
  const unnamed = new Request(`${APP_URL}/api/trpc/tickets.hold`, { ...streamed(50_000_000), headers });
  expect((await callApi(unnamed)).status).toBe(413);
  const hook = new Request(`${APP_URL}/api/webhooks/stripe/connect`, streamed(50_000_000));
  expect((await takeWebhook(hook)).status).toBe(413);
  const inner = new Request(`${APP_URL}/api/internal/class`, streamed(50_000_000));
  expect((await askClass(inner)).status).toBe(404);
  const form = new Request(APP_URL, { method: "POST", body: new URLSearchParams({ zip: "1".repeat(70_000) }) });
  await expect(limitedForm(form)).rejects.toMatchObject({ status: 413 });
  const small = await limitedForm(
    new Request(APP_URL, { method: "POST", body: new URLSearchParams({ zip: "14202" }) }),
  );
  expect(small.get("zip")).toBe("14202");
  expect((await readBody(new Request(APP_URL, streamed(1000)), 1000)).length).toBe(1000);
  expect((await limitedRequest(new Request(APP_URL))).method).toBe("GET");
});

test("P25 a batch holds ten calls and no more", async () => {
  const names = (count: number) => Array.from({ length: count }, () => "tickets.check").join(",");
  const input = (count: number) =>
    encodeURIComponent(
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [at, { json: { code: "x" } }]))),
    );
  const call = (count: number) =>
    readApi(new Request(`${APP_URL}/api/trpc/${names(count)}?batch=1&input=${input(count)}`));
  expect((await call(10)).status).toBe(200);
  expect((await call(11)).status).toBe(400);
});

test("P25 an internal address does not exist for anybody but the gate", async () => {
  const path = "/api/internal/class";
  const body = JSON.stringify({ place: null, locale: "en" });
  const call = (header: string | null, sent = body) =>
    askClass(
      new Request(`${APP_URL}${path}`, {
        method: "POST",
        body: sent,
        headers: header === null ? {} : { "x-drawbridge-internal": header },
      }),
    );
  const now = clock.now().getTime();
  expect((await call(null)).status).toBe(404);
  expect((await call(await internalSignature(path, body, now, "another-secret-altogether"))).status).toBe(404);
  expect((await call(await internalSignature(path, body, now - 120_000, environment.APP_SECRET))).status).toBe(404);
  expect((await call(await internalSignature(path, body, now, environment.APP_SECRET), `${body} `)).status).toBe(404);
  expect((await call(await internalSignature(path, body, now, environment.APP_SECRET))).status).toBe(200);
});

test("P25 figures of what is closed here are answered exactly as what does not exist", async () => {
  const ask = async (ids: string, place: SeenPlace | null) => {
    const headers: Record<string, string> = place ? { "x-drawbridge-place": placeHeader(place) } : {};
    const answer = await live(new Request(`${APP_URL}/api/live?ids=${ids}`, { headers }));
    return { text: await answer.text(), status: answer.status, cache: answer.headers.get("cache-control") };
  };
  const closed = await ask(raffleId, UTAH);
  expect(closed).toEqual(await ask(newId(), UTAH));
  expect(closed).toEqual(await ask(raffleId, null));
  expect(closed.cache).toBe("private, no-store");
  expect((await ask(raffleId, ERIE)).text).toContain(raffleId);
  expect((await ask(`${"x,".repeat(5000)}${encodeURIComponent("'--")}`, ERIE)).status).toBe(200);
});

test("P25 a draw names neither raffle nor organisation while tickets are on sale", async () => {
  const drawingId = newId();
  await fresh.db.drawing.create({
    data: {
      id: drawingId,
      raffleId,
      kind: "main",
      position: 1,
      method: "beacon",
      drawAt: new Date(NOW.getTime() + 90_000_000),
    },
  });
  const answer = await watchDraw(new Request(APP_URL), { params: Promise.resolve({ id: drawingId }) });
  const text = await answer.text();
  expect(answer.status).toBe(200);
  expect(text).not.toContain("secret quilt");
  expect(text).not.toContain("Secret Society");
  for (const id of ["x", newId(), "../../etc/passwd"]) {
    expect((await watchDraw(new Request(APP_URL), { params: Promise.resolve({ id }) })).status).toBe(404);
  }
});

test("P25 a forged webhook is refused and nothing of it is kept", async () => {
  for (const signature of ["", "t=1,v1=00", `t=${Math.floor(Date.now() / 1000)},v1=${"0".repeat(64)}`]) {
    const request = new Request(`${APP_URL}/api/webhooks/stripe/connect`, {
      method: "POST",
      headers: { "stripe-signature": signature },
      body: JSON.stringify({ id: "evt_1", type: "payment_intent.succeeded", data: { object: {} } }),
    });
    expect((await takeWebhook(request)).status).toBe(400);
  }
  expect(await fresh.db.webhookEvent.count()).toBe(0);
});
