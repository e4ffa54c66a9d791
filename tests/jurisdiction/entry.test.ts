import { afterAll, beforeAll, expect, test } from "vitest";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { replayEvidence } from "@/server/jurisdiction/replay-evidence";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "@/tests/support/fixtures";

let fresh: FreshDatabase;
let organisationId: string;
let buffalo: string;
let saltLake: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  organisationId = await makeOrganisation(fresh.db);
  buffalo = await makeMember(fresh.db);
  saltLake = await makeMember(fresh.db, {
    city: "Salt Lake City",
    postalCode: "84101",
    subdivisionId: "US-UT",
    countyIds: ["US-49035"],
    municipalityIds: [],
  });
});
afterAll(() => fresh.drop());

const inNewYork = { alternatives: [[["US"], ["US-NY"], null, null]] };
const inErie = { alternatives: [[["US"], ["US-NY"], ["US-36029"], null]] };
const inUtah = { alternatives: [[["US"], ["US-UT"], null, null]] };

let version = 0;
async function law(areaId: string, rules: object, minimumAge: number | null = null): Promise<void> {
  await fresh.db.areaRule.create({
    data: {
      id: newId(),
      areaId,
      version: ++version,
      minimumAge,
      rules,
      validFrom: new Date("2020-01-01"),
      createdAt: NOW,
    },
  });
}

const may = async (memberId: string, gameId: string, presence: object | null) =>
  authoriseEntry(fresh.db, { gameId, memberId, presence: presence as never, now: NOW });

test("J10 by default both residence and presence have to be open, presence at the state", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId });
  expect((await may(buffalo, gameId, inNewYork)).allowed).toBe(true);
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(true);
  expect(await may(buffalo, gameId, null)).toMatchObject({ allowed: false, reasons: [{ code: "presence-unknown" }] });
  expect((await may(buffalo, gameId, inUtah)).reasons[0]?.text).toMatch(/^Where you are now: /);
  expect((await may(buffalo, gameId, inUtah)).allowed).toBe(false);
  expect((await may(saltLake, gameId, inNewYork)).allowed).toBe(false);
});

test("J10 uncertainty of presence below the state passes if the residence is open", async () => {
  const gameId = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-36029", coverage: "wide" }],
  });
  expect((await may(buffalo, gameId, inNewYork)).allowed).toBe(true);
});

test("J10 the governing law chooses between resident, present and either", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId });
  await law("US-NY", { presence: "resident" });
  expect((await may(buffalo, gameId, null)).allowed).toBe(true);
  expect((await may(saltLake, gameId, inNewYork)).allowed).toBe(false);
  await law("US-NY", { presence: "present" });
  expect((await may(saltLake, gameId, inNewYork)).allowed).toBe(true);
  expect((await may(buffalo, gameId, inUtah)).allowed).toBe(false);
  await law("US-NY", { presence: "either" });
  expect((await may(buffalo, gameId, inUtah)).allowed).toBe(true);
  expect((await may(saltLake, gameId, inUtah)).allowed).toBe(false);
  await law("US-NY", {});
});

test("J10 a regulator may waive presence for the people of their area", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId });
  await law("US-36029", { presenceWaived: true });
  expect((await may(buffalo, gameId, null)).allowed).toBe(true);
  await law("US-36029", {});
  expect((await may(buffalo, gameId, null)).allowed).toBe(false);
});

test("J6 a stop, an unknown residence, unreadable rules and a law that forbids raffles are closed", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId });
  await fresh.db.gameStop.create({
    data: { id: newId(), gameId, areaId: "US-NY", reason: "Complaint", stoppedBy: buffalo, stoppedAt: NOW },
  });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(false);
  const other = await makeRaffle(fresh.db, { organisationId });
  const nowhere = await makeMember(fresh.db, { subdivisionId: "US-XX", countyIds: [], municipalityIds: [] });
  expect((await may(nowhere, other, inErie)).allowed).toBe(false);
  await law("US-36055", { rafflesAllowd: true });
  expect((await may(buffalo, other, inErie)).reasons[0]?.code).toBe("rules-unreadable");
  await law("US-36055", {});
  expect((await may(buffalo, other, inErie)).allowed).toBe(true);
  await law("US-NY", { rafflesAllowed: false });
  expect((await may(buffalo, other, inErie)).reasons[0]?.code).toBe("governing-forbids");
  await law("US-NY", {});
});

test("J7 the highest age of game, governing law, residence and presence applies, from the birthday on", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId, game: { minimumAge: 18 } });
  const young = await makeMember(fresh.db, { birthDate: new Date("2008-11-20") });
  const tooYoung = await makeMember(fresh.db, { birthDate: new Date("2008-11-21") });
  expect((await may(young, gameId, inErie)).allowed).toBe(true);
  expect((await may(tooYoung, gameId, inErie)).allowed).toBe(false);
  await law("US-36029", {}, 21);
  expect((await may(young, gameId, inErie)).allowed).toBe(false);
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(true);
  await law("US-36029", {}, null);
});

test("J12 with lists kept per area, the areas' permissions stand for every game", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId, permissions: [] });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(false);
  await fresh.db.venueSetting.create({ data: { key: "list_mode", value: "per-area", updatedAt: NOW } });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(false);
  await fresh.db.areaListEntry.create({
    data: { id: newId(), areaId: "US-NY", list: "permission", coverage: "wide", reason: "Law", createdAt: NOW },
  });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(true);
  await fresh.db.venueSetting.delete({ where: { key: "list_mode" } });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(false);
});

test("J14 stored evidence is decided again and gives the same answer after the rules have changed", async () => {
  const gameId = await makeRaffle(fresh.db, { organisationId });
  const answer = await may(buffalo, gameId, inErie);
  const id = newId();
  await fresh.db.decisionEvidence.create({
    data: {
      id,
      gameId,
      memberId: buffalo,
      purpose: "issue",
      input: answer.input as never,
      decision: answer.decision,
      reasons: answer.reasons,
      rulesVersion: answer.rulesVersion,
      decidedAt: NOW,
    },
  });
  await fresh.db.gameExclusion.create({ data: { gameId, areaId: "US-36029" } });
  expect((await may(buffalo, gameId, inErie)).allowed).toBe(false);
  // Even the tree may have changed since: the county was split, the state renamed.
  await fresh.db.area.create({ data: { id: "US-36999", tier: "county", name: "New County" } });
  await fresh.db.areaParent.create({ data: { childId: "US-36999", parentId: "US-NY" } });
  expect(await replayEvidence(fresh.db, id)).toMatchObject({ agrees: true, stored: "open" });
});
