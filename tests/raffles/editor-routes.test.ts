import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as showImageFile } from "@/app/api/images/[key]/route";
import { POST as sendImage } from "@/app/api/images/route";
import { GET as askAreas } from "@/app/api/organisation/areas/route";
import { POST as askCoverage } from "@/app/api/organisation/coverage/route";
import { POST as saveTyped } from "@/app/api/organisation/form/route";
import { placeHeader } from "@/server/edge/seen-place";
import { newId } from "@/server/kernel/ids";
import { startSession } from "@/server/people/start-session";
import { APP_URL, environment, loginCookie, serveWith } from "../security/support";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";

let fresh: FreshDatabase;
let raffleId = "";
let cookie = "";
let halfway = "";
let stranger = "";

async function cookieOf(organisationId: string, isProven = true): Promise<string> {
  const memberId = await makeMember(fresh.db, { totpConfirmedAt: NOW, totpSecret: "JBSWY3DPEHPK3PXP" });
  await fresh.db.memberRole.create({
    data: { id: newId(), memberId, kind: "organisation", organisationId, createdAt: NOW },
  });
  const { sessionId } = await fresh.db.transaction((tx) => startSession(tx, memberId, "", NOW));
  if (isProven) await fresh.db.session.update({ where: { id: sessionId }, data: { secondFactorAt: NOW } });
  return loginCookie(memberId, sessionId);
}

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  serveWith(fresh.db, NOW);
  const organisationId = await makeOrganisation(fresh.db);
  raffleId = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-36029", coverage: "wide" }],
    raffle: { title: "The quilt" },
  });
  await fresh.db.game.update({ where: { id: raffleId }, data: { state: "draft", lockedAt: null } });
  cookie = await cookieOf(organisationId);
  halfway = await cookieOf(organisationId, false);
  stranger = await cookieOf(await makeOrganisation(fresh.db));
});
afterAll(() => fresh.drop());

const own = { origin: APP_URL, "sec-fetch-site": "same-origin" };
const save = (headers: Record<string, string>, body: unknown) =>
  saveTyped(
    new Request(`${APP_URL}/api/organisation/form?raffle=${raffleId}`, {
      method: "POST",
      headers: { ...own, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    }),
  );
const patch = { revision: 0, patches: [{ field: "summary", before: "", after: "Typed" }] };

test("R9 what is typed is saved for its own organisation alone, from its own page alone, and with the second factor", async () => {
  expect((await save({}, patch)).status).toBe(401);
  expect((await save({ cookie: stranger }, patch)).status).toBe(404);
  expect((await save({ cookie: halfway }, patch)).status).toBe(403);
  expect((await save({ cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" }, patch)).status).toBe(
    403,
  );
  expect((await save({ cookie }, { revision: "x" })).status).toBe(400);
  expect(await fresh.db.raffleForm.count()).toBe(0);
  const answer = await save({ cookie }, patch);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("private, no-store");
  expect(await answer.json()).toMatchObject({ revision: 2, form: { summary: "Typed" }, told: [] });
});

test("J2 the coverage map answers for what stands in the form now, without saving it", async () => {
  const ask = async (fields: Record<string, string>, by = cookie) => {
    const answer = await askCoverage(
      new Request(`${APP_URL}/api/organisation/coverage?raffle=${raffleId}`, {
        method: "POST",
        headers: { ...own, cookie: by },
        body: JSON.stringify({ fields }),
      }),
    );
    return answer.ok ? ((await answer.json()) as { states: Array<{ stateId: string; open: string[] }> }).states : [];
  };
  const lists = { "order.permission": "a", "permission.a.area": "US-NY", "permission.a.coverage": "wide" };
  const whole = await ask(lists);
  expect(whole.map(({ stateId, open }) => [stateId, [...open].sort()])).toEqual([["US-NY", ["US-36029", "US-36055"]]]);
  const less = await ask({ ...lists, "order.exclusion": "b", "exclusion.b.area": "Erie County, New York" });
  expect(less.map(({ open }) => open)).toEqual([["US-36055"]]);
  expect(await ask(lists, stranger)).toEqual([]);
  expect(await fresh.db.raffleForm.count({ where: { form: { path: ["permission.a.area"], equals: "US-NY" } } })).toBe(
    0,
  );
});

test("J2 areas are offered tier by tier, by ZIP and as shapes, to people who are signed in", async () => {
  const ask = async (query: string, headers: Record<string, string> = { cookie }) =>
    askAreas(new Request(`${APP_URL}/api/organisation/areas?${query}`, { headers }));
  expect((await ask("state=US-NY", {})).status).toBe(401);
  const counties = (await (await ask("state=US-NY")).json()).counties as Array<{ id: string }>;
  expect(counties.map(({ id }) => id)).toEqual(["US-36029", "US-36055"]);
  const zip = (await (await ask("zip=14202")).json()).areas as Array<{ id: string }>;
  expect(zip.map(({ id }) => id).sort()).toEqual(["US-36029", "US-3611000"]);
  const shapes = (await (await ask("shapes=US-NY")).json()).counties as Array<{ id: string; name: string }>;
  expect(shapes).toHaveLength(62);
  // By the name that finds it again, not by the short one of the drawing.
  expect(shapes.find(({ id }) => id === "US-36029")?.name).toBe("Erie County");
  expect((await ask("shapes=__proto__")).status).toBe(404);
});

test("R9 a picture comes in by a plain form, is refused in words, and is served with the headers of data", async () => {
  const field = "imageId";
  const send = (file: Blob, headers: Record<string, string> = { cookie }) => {
    const body = new FormData();
    body.append("file", file, "holiday.png");
    return sendImage(
      new Request(`${APP_URL}/api/images?raffle=${raffleId}&of=${field}`, {
        method: "POST",
        headers: { ...own, ...headers },
        body,
      }),
    );
  };
  const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background: "#345" } })
    .png()
    .toBuffer();
  const good = new Blob([new Uint8Array(picture)]);
  expect((await send(good, { cookie: stranger })).status).toBe(404);
  expect((await send(good, {})).headers.get("location")).toContain("fault=loginNeeded");
  expect((await send(good, { cookie, "sec-fetch-site": "cross-site" })).status).toBe(403);
  const bad = await send(new Blob(["<svg xmlns='http://www.w3.org/2000/svg'/>"]));
  expect(bad.headers.get("location")).toContain("fault=imageKindUnknown");
  expect((await send(new Blob([new Uint8Array(13 * 1024 * 1024)]))).headers.get("location")).toContain("imageTooLarge");
  expect(await fresh.db.image.count()).toBe(0);
  expect((await send(good)).headers.get("location")).toContain("added=1");
  const image = await fresh.db.image.findFirstOrThrow();
  expect((await fresh.db.raffle.findUniqueOrThrow({ where: { gameId: raffleId } })).imageId).toBe(image.id);
  const show = (headers: Record<string, string>) => {
    const key = `${image.id}.1.320`;
    return showImageFile(new Request(`${APP_URL}/api/images/${key}`, { headers }), {
      params: Promise.resolve({ key }),
    });
  };
  const shown = await show({ cookie });
  expect(shown.status).toBe(200);
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    "content-type": "image/webp",
    "x-content-type-options": "nosniff",
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  });
  const erie = placeHeader({
    source: "chosen",
    alternatives: [[["US"], ["US-NY"], ["US-36029"], []]],
    label: "",
    ageAtLeast: null,
    revision: 0,
  });
  expect(environment.APP_URL).toBe(APP_URL);
  expect((await show({ "x-drawbridge-place": erie })).status).toBe(404); // a draft's picture is nobody else's
});
