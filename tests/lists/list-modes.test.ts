import { afterAll, beforeAll, expect, test } from "vitest";
import { derivedPermissions } from "@/server/jurisdiction/list-modes";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import {
  addToOrganisationList,
  readOrganisationLists,
  removeFromOrganisationList,
} from "@/server/people/keep-organisation-lists";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "@/tests/support/fixtures";

let fresh: FreshDatabase;
let organisationId: string;
let raffleId: string;
let published = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  organisationId = await makeOrganisation(fresh.db, {
    registration: "NY-123",
    areaIds: ["US", "US-NY", "US-36029", "US-3611000"],
  });
  raffleId = await makeRaffle(fresh.db, { organisationId, exclusions: ["US-36055"] });
});
afterAll(() => fresh.drop());

const deps = () => ({
  db: fresh.db,
  clock: { now: () => NOW },
  publishSnapshot: async () => {
    published++;
  },
});

async function organiser() {
  const memberId = await makeMember(fresh.db);
  const role = { id: newId(), kind: "organisation" as const, organisationId, areaId: null, status: "active" as const };
  const facts = { memberId, sessionId: newId(), email: "a@example.test", givenName: "A", secondFactor: true };
  return authoriseOrganiser(proveActor({ ...facts, roles: [role] }), organisationId);
}

const setMode = (value: string) =>
  fresh.db.venueSetting.upsert({
    where: { key: "list_mode" },
    create: { key: "list_mode", value, updatedAt: NOW },
    update: { value },
  });

async function inForce() {
  const { games } = await loadRules(fresh.db, { id: raffleId }, NOW);
  const { permissions, exclusions } = games[0]!.rules;
  return {
    permissions: permissions.map(({ area, coverage }) => `${area} ${coverage}`),
    exclusions: exclusions.map(({ area, cause }) => `${area} ${cause}`),
  };
}

test("J12 each of the five modes takes its lists from where it says", async () => {
  const by = await organiser();
  await setMode("per-game");
  expect(await inForce()).toEqual({ permissions: ["US-NY wide"], exclusions: ["US-36055 game"] });

  await setMode("per-organisation");
  expect(await inForce()).toEqual({ permissions: [], exclusions: [] });
  const version = async () => (await fresh.db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } })).version;
  const before = await version();
  const entry = { coverage: null, permitNumber: null, validFrom: null, validTo: null };
  await addToOrganisationList(deps(), by, {
    ...entry,
    areaId: "US-UT",
    list: "permission",
    coverage: "local",
    permitNumber: " UT 7 ",
  });
  await addToOrganisationList(deps(), by, { ...entry, areaId: "US-49035", list: "exclusion" });
  expect(await version()).toBeGreaterThan(before);
  expect(published).toBe(2);
  expect(await inForce()).toEqual({ permissions: ["US-UT local"], exclusions: ["US-49035 game"] });

  await setMode("derived");
  expect(await inForce()).toEqual({ permissions: ["US-NY wide"], exclusions: ["US-49035 game"] });

  const area = { reason: "A test", validFrom: null, validTo: null, createdAt: NOW };
  await fresh.db.areaListEntry.createMany({
    data: [
      { ...area, id: newId(), areaId: "US-NY", list: "permission", coverage: "not_required" },
      { ...area, id: newId(), areaId: "US-36029", list: "exclusion" },
    ],
  });
  for (const mode of ["per-area", "per-regulator"]) {
    await setMode(mode);
    expect(await inForce()).toEqual({
      permissions: ["US-NY not-required"],
      exclusions: ["US-36029 area", "US-36055 game"],
    });
  }
  // Whatever the mode, an area's exclusion wins.
  for (const mode of ["per-game", "per-organisation", "derived", "no such mode"]) {
    await setMode(mode);
    expect((await inForce()).exclusions).toContain("US-36029 area");
  }
});

test("J12 derived lists are local where areas below permit on their own, and open the organisation's own areas there", async () => {
  const place = { governingAreaId: "US-NY", ownBelow: ["US-36029"], registration: "NY-123" };
  const words = (localPermitNeeded: boolean) =>
    derivedPermissions({ ...place, localPermitNeeded }).map((one) => `${one.area} ${one.coverage} ${one.permitNumber}`);
  expect(words(false)).toEqual(["US-NY wide NY-123"]);
  expect(words(true)).toEqual(["US-NY local NY-123", "US-36029 local NY-123"]);

  await fresh.db.areaRule.create({
    data: {
      id: newId(),
      areaId: "US-NY",
      version: 1,
      rules: { localPermitNeeded: true },
      validFrom: new Date("2020-01-01"),
      createdAt: NOW,
    },
  });
  await setMode("derived");
  // Below the governing state lie the county and the city; the country above it is no permission.
  expect((await inForce()).permissions).toEqual(["US-NY local", "US-36029 local", "US-3611000 local"]);
});

test("J12 an organisation's list refuses what is listed, unknown, too long or kept elsewhere, and somebody else's entries", async () => {
  const by = await organiser();
  await setMode("per-organisation");
  const entry = { list: "permission", coverage: "wide", permitNumber: null, validFrom: null, validTo: null } as const;
  await addToOrganisationList(deps(), by, { ...entry, areaId: "US-NY" });
  const refused = (over: object) => addToOrganisationList(deps(), by, { ...entry, areaId: "US-NY", ...over });
  await expect(refused({})).rejects.toMatchObject({ code: "listedAlready" });
  await expect(refused({ areaId: "US-XX" })).rejects.toMatchObject({ code: "unknownArea" });
  await expect(refused({ areaId: "US", permitNumber: "9".repeat(61) })).rejects.toMatchObject({
    code: "permitTooLong",
  });
  await expect(refused({ areaId: "US", validFrom: NOW, validTo: NOW })).rejects.toMatchObject({ code: "beforeStart" });
  const { entries } = await readOrganisationLists(deps(), by);
  const other = await makeOrganisation(fresh.db);
  await fresh.db.organisationListEntry.create({
    data: { id: newId(), organisationId: other, areaId: "US-UT", list: "exclusion", createdAt: NOW },
  });
  const theirs = await fresh.db.organisationListEntry.findFirstOrThrow({ where: { organisationId: other } });
  await expect(removeFromOrganisationList(deps(), by, theirs.id)).rejects.toMatchObject({ status: 404 });
  await removeFromOrganisationList(deps(), by, entries[0]!.id);
  expect((await readOrganisationLists(deps(), by)).entries).toHaveLength(entries.length - 1);
  await setMode("derived");
  await expect(refused({ areaId: "US" })).rejects.toMatchObject({ code: "listsKeptElsewhere" });
  await setMode("per-game");
  await expect(refused({ areaId: "US" })).rejects.toMatchObject({ code: "listsKeptElsewhere" });
});
