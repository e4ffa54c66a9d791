import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { POST as callApi } from "@/app/api/trpc/[trpc]/route";
import { createPurchaseEndpoint } from "@/server/api/purchase-endpoint";
import { newId } from "@/server/kernel/ids";
import { startSession } from "@/server/people/start-session";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";
import { APP_URL, environment, loginCookie, serveWith } from "./support";

let fresh: FreshDatabase;
let server: Server;
let raffleId: string;
let memberId: string;
let sessionId: string;
let cookie: string;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  const { services } = serveWith(fresh.db, NOW);
  const organisationId = await makeOrganisation(fresh.db);
  raffleId = await makeRaffle(fresh.db, { organisationId, cap: null });
  memberId = await makeMember(fresh.db);
  ({ sessionId } = await fresh.db.transaction((tx) => startSession(tx, memberId, "", NOW)));
  cookie = await loginCookie(memberId, sessionId);
  const parts = { origin: APP_URL, secret: environment.APP_SECRET, proxySecret: environment.GEO_PROXY_SECRET };
  const answer = createPurchaseEndpoint(parts, () => services);
  server = createServer(async (request, response) => {
    if (!(await answer(request, response))) response.writeHead(299).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await fresh.drop();
});
beforeEach(async () => {
  await fresh.db.rateLimit.deleteMany();
});

const own = { "content-type": "application/json", origin: APP_URL };
const here = {
  "x-drawbridge-proxy-secret": environment.GEO_PROXY_SECRET,
  "x-drawbridge-geo-areas": "US,US-NY,US-36029",
};

interface Told {
  status: number;
  message: string;
  params: unknown;
  fields: unknown;
  orderId: string | undefined;
}

async function read(answer: Response): Promise<Told> {
  const body = (await answer.json()) as {
    error?: { json: { message: string; data: { error: { params: unknown }; fields: unknown } } };
    result?: { data: { json: { orderId: string } } };
  };
  const error = body.error?.json;
  return {
    status: answer.status,
    message: error?.message ?? "",
    params: error?.data.error.params,
    fields: error?.data.fields,
    orderId: body.result?.data.json.orderId,
  };
}

const atFront = (body: string, headers: Record<string, string>, name = "hold") => {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}/api/trpc/tickets.${name}`, { method: "POST", headers, body });
};
const atRouter = (body: string, headers: Record<string, string>, name = "hold") =>
  callApi(new Request(`${APP_URL}/api/trpc/tickets.${name}`, { method: "POST", headers, body }));

const wish = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    json: { ...{ raffleId, quantity: 1, shortfall: "none", idempotencyKey: newId() }, ...change },
  });

test("P7 P25 what the front refuses it refuses as the router does, first things first", async () => {
  const forged = { ...own, cookie: await loginCookie(memberId, sessionId, "another secret of somebody else") };
  const cases: Array<[body: string, headers: Record<string, string>, status: number]> = [
    [wish(), { ...own, cookie, origin: "https://evil.example" }, 403],
    ["not even JSON", { ...own, cookie, origin: "https://evil.example" }, 403],
    [wish(), own, 401],
    [wish(), forged, 401],
    [wish({ quantity: 0 }), own, 401],
    [wish({ quantity: 0 }), { ...own, cookie }, 400],
    [wish({ raffleId: "none" }), { ...own, cookie }, 400],
    [wish({ idempotencyKey: "a b" }), { ...own, cookie }, 400],
    [wish({ raffleId: newId() }), { ...own, cookie }, 404],
    [wish(), { ...own, cookie }, 451],
  ];
  for (const [body, headers, status] of cases) {
    const front = await read(await atFront(body, headers));
    expect(front.status, body).toBe(status);
    if (body.startsWith("{")) expect(front, body).toEqual(await read(await atRouter(body, headers)));
  }
  expect((await atFront("a".repeat(70_000), { ...own, cookie })).status).toBe(413);
  expect((await atFront(wish(), { ...own, cookie }, "cancel")).status).toBe(299);
});

test("P7 U6 a session that is revoked ends at once, also for whoever was here before", async () => {
  const { sessionId: other } = await fresh.db.transaction((tx) => startSession(tx, memberId, "", NOW));
  const headers = { ...own, ...here, cookie: await loginCookie(memberId, other) };
  const body = wish();
  const first = await read(await atFront(body, headers));
  expect(first.status).toBe(200);
  // The same click again is the same order, read ahead of the session this time.
  expect(await read(await atFront(body, headers))).toEqual(first);
  await fresh.db.session.update({ where: { id: other }, data: { revokedAt: NOW } });
  const orders = await fresh.db.ticketOrder.count({ where: { memberId } });
  for (let turn = 0; turn < 40; turn++) expect((await read(await atFront(wish(), headers))).status).toBe(401);
  expect(await fresh.db.ticketOrder.count({ where: { memberId } })).toBe(orders);
  // Nor does its cookie use up the member's attempts.
  expect((await read(await atFront(wish(), { ...own, ...here, cookie }))).status).toBe(200);
});

test("P7 B12 the thirty-first hold of a minute is refused, however many come at once", async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, async () => (await atFront(wish(), { ...own, ...here, cookie })).status),
  );
  expect(answers.filter((status) => status === 200)).toHaveLength(30);
  expect(answers.filter((status) => status === 429)).toHaveLength(10);
});
