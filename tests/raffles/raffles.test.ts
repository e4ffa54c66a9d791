import { afterAll, beforeAll, expect, test } from "vitest";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { approveActivation } from "@/server/games/raffles/requests/decide-activation";
import { changeExtraCost, createRaffle, editRaffle, ownRaffle } from "@/server/games/raffles/save-raffle";
import { resumeRaffle, suspendRaffle } from "@/server/games/raffles/suspend-raffle";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { type AuthorizedOrganiser, authoriseAdministrator, authoriseOrganiser } from "@/server/people/authority";
import type { PeopleDeps } from "@/server/people/ports";
import { setVenueSetting } from "@/server/people/set-venue-setting";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, seedAreas, testDeps } from "../people/support";
import { draft, organisation, raffleDeps } from "./support";

const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
let fresh: FreshDatabase;
let people: PeopleDeps;
let deps: RaffleDeps;
let seen: { published: number; rounds: string[] };
let own: AuthorizedOrganiser;
let foreign: AuthorizedOrganiser;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, clock.now());
  people = testDeps(fresh.db, clock);
  ({ deps, seen } = await raffleDeps(fresh.db, clock));
  const [one, two] = [await organisation(fresh.db, "LPL"), await organisation(fresh.db, "MFS")];
  const first = await member(people, "own@example.org", [{ kind: "organisation", organisationId: one }]);
  const second = await member(people, "foreign@example.org", [{ kind: "organisation", organisationId: two }]);
  own = authoriseOrganiser(first, one);
  foreign = authoriseOrganiser(second, two);
});
afterAll(() => fresh.drop());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

async function created(change = {}): Promise<string> {
  const answer = await createRaffle(deps, own, draft(change));
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  return answer.raffleId;
}

test("R9 a draft is saved and read back, numbered in its organisation, with an audit line a field", async () => {
  const ids = await Promise.all([created(), created(), created()]);
  const raffles = await Promise.all(ids.map((id) => ownRaffle(deps, own, id)));
  expect(raffles.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
  expect(raffles[0]!.draft).toEqual(draft());
  const before = await fresh.db.auditEntry.count({ where: { subject: `raffle:${ids[0]}` } });
  const saved = await editRaffle(
    deps,
    own,
    ids[0]!,
    raffles[0]!.revision,
    draft({ priceMinor: 1500, rulesText: "New" }),
  );
  expect(saved.ok).toBe(true);
  const lines = await fresh.db.auditEntry.findMany({ where: { subject: `raffle:${ids[0]}` }, orderBy: { id: "asc" } });
  expect(lines.slice(before).map((line) => [line.before, line.after, line.actorId])).toEqual([
    [{ priceMinor: 1000 }, { priceMinor: 1500 }, own.actor.memberId],
    [{ rulesText: "One ticket, one chance." }, { rulesText: "New" }, own.actor.memberId],
  ]);
  expect((await ownRaffle(deps, own, ids[0]!)).rulesVersion).toBe(1);
  const texts = await fresh.db.raffleRulesText.findMany({ where: { raffleId: ids[0]! } });
  expect(texts.map(({ text }) => text)).toEqual(["New"]); // nobody was shown the draft's first one
  // What was handed in has been read: a change of it is a new version.
  await fresh.db.game.update({ where: { id: ids[0]! }, data: { state: "pending_activation" } });
  const { revision } = await ownRaffle(deps, own, ids[0]!);
  await editRaffle(deps, own, ids[0]!, revision, draft({ priceMinor: 1500, rulesText: "Newer" }));
  expect((await ownRaffle(deps, own, ids[0]!)).rulesVersion).toBe(2);
  expect(await fresh.db.raffleRulesText.count({ where: { raffleId: ids[0]! } })).toBe(2);
});

test("R9 what somebody else saved in between is not overwritten", async () => {
  const id = await created();
  const { revision } = await ownRaffle(deps, own, id);
  expect(await codeOf(editRaffle(deps, own, id, revision, draft({ title: "First" })))).toBe("done");
  expect(await codeOf(editRaffle(deps, own, id, revision, draft({ title: "Second" })))).toBe("changedMeanwhile");
  expect((await ownRaffle(deps, own, id)).draft.title).toBe("First");
});

test("P25 another organisation's raffle does not exist, whatever is done with its id", async () => {
  const id = await created();
  const { revision } = await ownRaffle(deps, own, id);
  expect(await codeOf(ownRaffle(deps, foreign, id))).toBe("raffleNotFound");
  expect(await codeOf(editRaffle(deps, foreign, id, revision, draft()))).toBe("raffleNotFound");
  expect(await codeOf(requestActivation(deps, foreign, id))).toBe("raffleNotFound");
  expect(await codeOf(suspendRaffle(deps, foreign, id, "Because"))).toBe("raffleNotFound");
  expect(await codeOf(changeExtraCost(deps, foreign, id, 1))).toBe("raffleNotFound");
  expect(await codeOf(ownRaffle(deps, own, "' or 1=1 --"))).toBe("raffleNotFound");
  expect(await codeOf(ownRaffle(deps, own, newId()))).toBe("raffleNotFound");
});

test("R11 activation locks the raffle, names the round and publishes, once however often it is pressed", async () => {
  const id = await created();
  const { revision } = await ownRaffle(deps, own, id);
  const published = seen.published;
  const presses = await Promise.all(Array.from({ length: 4 }, () => codeOf(requestActivation(deps, own, id))));
  expect(presses.sort()).toEqual(["changedMeanwhile", "changedMeanwhile", "changedMeanwhile", "done"]);
  const raffle = await ownRaffle(deps, own, id);
  expect(raffle.facts.state).toBe("active");
  expect(raffle.drawing?.round).toBe("1000");
  expect(seen.rounds.filter((drawing) => drawing === raffle.drawing?.id)).toHaveLength(1);
  expect(seen.published).toBe(published + 1);
  expect(await codeOf(editRaffle(deps, own, id, revision, draft()))).toBe("raffleLocked");
  expect(await codeOf(editRaffle(deps, own, id, raffle.revision, draft()))).toBe("raffleLocked");
  expect(await codeOf(changeExtraCost(deps, own, id, 5000))).toBe("done");
  expect((await ownRaffle(deps, own, id)).draft.extraCostMinor).toBe(5000);
});

test("R16 a ban of the governing area, or of one above it, refuses the activation by its name", async () => {
  const id = await created();
  await fresh.db.areaRule.create({
    data: {
      id: newId(),
      areaId: "US",
      version: 1,
      rules: { onlineSaleAllowed: false },
      validFrom: new Date("2026-01-01T00:00:00Z"),
      createdAt: clock.now(),
    },
  });
  const refused = await requestActivation(deps, own, id);
  expect(refused).toMatchObject({
    ok: false,
    faults: [{ code: "onlineSaleForbidden", params: { area: "United States" } }],
  });
  await fresh.db.areaRule.deleteMany({ where: { areaId: "US" } });
  expect((await requestActivation(deps, own, id)).ok).toBe(true);
});

test("J7 without any age figure on the way a raffle is refused, and with one of its own it goes", async () => {
  await fresh.db.areaRule.updateMany({ where: { areaId: "US-NY" }, data: { minimumAge: null } });
  const id = await created();
  expect(await requestActivation(deps, own, id)).toMatchObject({ ok: false, faults: [{ code: "noAgeKnown" }] });
  const aged = await created({ minimumAge: 18 });
  expect((await requestActivation(deps, own, aged)).ok).toBe(true);
  await fresh.db.areaRule.updateMany({ where: { areaId: "US-NY" }, data: { minimumAge: 18 } });
});

test("R11 in the second mode an administrator activates what was handed in", async () => {
  const admin = authoriseAdministrator(await member(people, "admin@example.org", [{ kind: "administrator" }]));
  const setting = { db: fresh.db, clock, publishSnapshot: async () => {} };
  await setVenueSetting(setting, admin, "activation_mode", "administrator");
  const id = await created();
  expect(await requestActivation(deps, own, id)).toEqual({ ok: true, state: "pending-activation" });
  expect((await ownRaffle(deps, own, id)).lockedAt).toBeNull();
  expect(await approveActivation(deps, admin, id)).toEqual({ ok: true, state: "active" });
  await setVenueSetting(setting, admin, "activation_mode", "organisation");
});

test("R8 a raffle is suspended with a reason and resumed, by its organisation", async () => {
  const id = await created();
  await requestActivation(deps, own, id);
  expect(await codeOf(suspendRaffle(deps, own, id, "  "))).toBe("reasonNeeded");
  await suspendRaffle(deps, own, id, "The boat leaks");
  expect((await ownRaffle(deps, own, id)).facts.state).toBe("suspended");
  expect(await codeOf(suspendRaffle(deps, own, id, "Again"))).toBe("changedMeanwhile");
  await resumeRaffle(deps, own, id);
  expect((await ownRaffle(deps, own, id)).facts.state).toBe("active");
});

test("J12 where lists are kept per area, a raffle brings none of its own", async () => {
  const admin = authoriseAdministrator(await member(people, "lists@example.org", [{ kind: "administrator" }]));
  const setting = { db: fresh.db, clock, publishSnapshot: async () => {} };
  await setVenueSetting(setting, admin, "list_mode", "per-area");
  expect(await createRaffle(deps, own, draft())).toMatchObject({ ok: false, faults: [{ code: "listsKeptPerArea" }] });
  const id = await created({ permissions: [] });
  expect(await requestActivation(deps, own, id)).toMatchObject({ ok: false, faults: [{ code: "noPermission" }] });
  await setVenueSetting(setting, admin, "list_mode", "per-game");
});
