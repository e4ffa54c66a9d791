import { afterAll, beforeAll, expect, test } from "vitest";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import type { RaffleDraft } from "@/server/games/raffles/draft";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { createRaffle } from "@/server/games/raffles/save-raffle";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { fixedClock } from "@/server/kernel/clock";
import {
  type AuthorizedOrganiser,
  authoriseAdministrator,
  authoriseOrganiser,
  authoriseRegulator,
} from "@/server/people/authority";
import type { PeopleDeps } from "@/server/people/ports";
import { openStops } from "@/server/regulators/list-stops";
import { overseeGames, overseenGame } from "@/server/regulators/oversee-games";
import type { RegulatorDeps } from "@/server/regulators/ports";
import { addToAreaList, readAreaLaw, removeFromAreaList, setAreaLaw } from "@/server/regulators/set-area-law";
import { liftStop, stopGame } from "@/server/regulators/stop-game";
import { testDecision, testMap } from "@/server/regulators/test-decision";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, scope, seedAreas, testDeps } from "../people/support";
import { draft, organisation, raffleDeps } from "../raffles/support";

const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
let fresh: FreshDatabase;
let people: PeopleDeps;
let raffles: RaffleDeps;
let deps: RegulatorDeps;
let own: AuthorizedOrganiser;
let published = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, clock.now());
  people = testDeps(fresh.db, clock);
  const made = await raffleDeps(fresh.db, clock);
  raffles = made.deps;
  deps = {
    db: fresh.db,
    clock,
    tree: made.tree,
    publishSnapshot: async () => {
      published++;
    },
  };
  const organisationId = await organisation(fresh.db, "LPL");
  const organiser = await member(people, "org@example.org", [{ kind: "organisation", organisationId }]);
  own = authoriseOrganiser(organiser, organisationId);
});
afterAll(() => fresh.drop());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

async function active(change: Partial<RaffleDraft> = {}): Promise<string> {
  const answer = await createRaffle(raffles, own, draft(change));
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  const activated = await requestActivation(raffles, own, answer.raffleId);
  if (!activated.ok) throw new Error(JSON.stringify(activated.faults));
  return answer.raffleId;
}

let count = 0;
async function regulator(areaId: string) {
  const actor = await member(people, `regulator${count++}@example.org`, [{ kind: "regulator", areaId }]);
  return authoriseRegulator(actor, areaId, scope);
}

const permit = (areaId: string) => [
  { areaId, coverage: "wide" as const, permitNumber: "P-1", validFrom: null, validTo: null },
];

test("X1 a regulator sees what is operated in or offered into their area and below, and nothing else", async () => {
  const state = await active({ title: "For the state" });
  const monroe = await active({ title: "For Monroe", permissions: permit("US-36055") });
  const notErie = await active({ title: "Without Erie", exclusions: ["US-36029"] });
  const draftOnly = await createRaffle(raffles, own, draft({ title: "Nobody's business yet" }));
  const ids = async (areaId: string, mode: "both" | "offered" | "operated" = "both") =>
    (await overseeGames(deps, await regulator(areaId), mode)).games.map(({ id }) => id).sort();
  expect(await ids("US-NY")).toEqual([state, monroe, notErie].sort());
  expect(await ids("US-36029", "offered")).toEqual([state]);
  expect(await ids("US-36029", "operated")).toEqual([state, monroe, notErie].sort()); // the organisation sits there
  expect(await ids("US-36055", "offered")).toEqual([state, monroe, notErie].sort());
  expect(await ids("US-UT")).toEqual([]);
  expect(await ids("US")).toContain(monroe);
  expect(draftOnly.ok && (await ids("US-NY")).includes(draftOnly.raffleId)).toBe(false);
  const utah = await regulator("US-UT");
  expect(await codeOf(overseenGame(deps, utah, state))).toBe("notFound");
  expect(await codeOf(stopGame(deps, utah, state, "Not mine"))).toBe("notFound");
  const overview = await overseeGames(deps, await regulator("US-NY"));
  expect(overview.openByCounty).toEqual({ "US-36029": 1, "US-36055": 3 });
});

test("X5 a stop refuses entry from its commit on, and a second person lifts it", async () => {
  const game = await active({ title: "To be stopped" });
  const buyer = await member(people, "buyer@example.org");
  const entry = () =>
    authoriseEntry(fresh.db, {
      gameId: game,
      memberId: buyer.memberId,
      presence: { alternatives: [[["US"], ["US-NY"], null, null]] },
      now: clock.now(),
    });
  const before = await entry();
  expect(before.allowed).toBe(true);
  const erie = await regulator("US-36029");
  expect(await codeOf(stopGame(deps, erie, game, " "))).toBe("reasonNeeded");
  expect(await codeOf(stopGame(deps, erie, game, "x".repeat(1001)))).toBe("reasonTooLong");
  const atOnce = published;
  const presses = await Promise.all([1, 2, 3].map(() => codeOf(stopGame(deps, erie, game, "Permit withdrawn"))));
  expect(presses.sort()).toEqual(["done", "stoppedAlready", "stoppedAlready"]);
  expect(published).toBe(atOnce + 1);
  const after = await entry();
  expect(after.allowed).toBe(false);
  expect(after.reasons.map(({ code }) => code)).toContain("stopped");
  expect(after.rulesVersion).toBeGreaterThan(before.rulesVersion);
  const seen = await overseenGame(deps, erie, game);
  const stop = seen.stops[0]!;
  expect(seen.game.stoppedAt).not.toBeNull();
  expect(await codeOf(liftStop(deps, erie, stop.id, "A mistake"))).toBe("anotherPersonNeeded");
  expect(await codeOf(liftStop(deps, await regulator("US-36055"), stop.id, "Not mine"))).toBe("notFound");
  const admin = authoriseAdministrator(await member(people, "stops@example.org", [{ kind: "administrator" }]));
  const listed = (await openStops(deps, admin)).find(({ id }) => id === stop.id);
  expect(listed).toMatchObject({ title: "To be stopped", areaId: "US-36029", mayLift: true });
  expect(await codeOf(liftStop(deps, await regulator("US-36029"), stop.id, "Renewed"))).toBe("done");
  expect((await openStops(deps, admin)).some(({ id }) => id === stop.id)).toBe(false);
  expect((await entry()).allowed).toBe(true);
  const audit = await fresh.db.auditEntry.findMany({ where: { subject: `raffle:${game}`, areaId: "US-36029" } });
  expect(audit.map(({ action }) => action).sort()).toEqual(["lift-stop", "stop-game"]);
});

test("R16 the law of an area is versioned: what was in force stays, and a regulator sets their own area's alone", async () => {
  const monroe = await regulator("US-36055");
  const law = { minimumAge: 21, requirements: { presence: "resident" as const }, source: "County code 4" };
  expect(await setAreaLaw(deps, monroe, "US-36055", law)).toBe(1);
  clock.advanceSeconds(60);
  expect(await setAreaLaw(deps, monroe, "US-36055", { ...law, minimumAge: 18 })).toBe(2);
  const { versions } = await readAreaLaw(deps, monroe, "US-36055");
  expect(versions.map(({ version, minimumAge }) => [version, minimumAge])).toEqual([
    [2, 18],
    [1, 21],
  ]);
  expect(versions[1]!.validTo).toEqual(versions[0]!.validFrom);
  expect(await codeOf(setAreaLaw(deps, monroe, "US-36029", law))).toBe("notFound");
  expect(await codeOf(readAreaLaw(deps, monroe, "US-NY"))).toBe("notFound");
  const odd = { ...law, requirements: { rafflesAllowd: false } as never };
  expect(await codeOf(setAreaLaw(deps, monroe, "US-36055", odd))).toBe("lawMalformed");
  const racing = await Promise.all(Array.from({ length: 4 }, () => setAreaLaw(deps, monroe, "US-36055", law)));
  expect(racing.sort()).toEqual([3, 4, 5, 6]);
});

test("J12 an exclusion kept for an area wins over every game's own list, and can be taken back", async () => {
  const game = await active({ title: "Wide open" });
  const admin = authoriseAdministrator(await member(people, "areas@example.org", [{ kind: "administrator" }]));
  const monroe = { alternatives: [[["US"], ["US-NY"], ["US-36055"], ["US-3663000"]]] };
  const decision = async () => (await testDecision(deps, own, game, monroe, "1990-01-01")).decision.decision;
  expect(await decision()).toBe("open");
  const entry = { areaId: "US-36055", list: "exclusion" as const, coverage: null, reason: "No raffles here" };
  await addToAreaList(deps, admin, entry);
  expect(await codeOf(addToAreaList(deps, admin, entry))).toBe("listedAlready");
  expect(await decision()).toBe("closed");
  const { lists } = await readAreaLaw(deps, admin, "US-36055");
  expect(await codeOf(removeFromAreaList(deps, await regulator("US-36029"), "US-36055", lists[0]!.id))).toBe(
    "notFound",
  );
  await removeFromAreaList(deps, admin, "US-36055", lists[0]!.id);
  expect(await decision()).toBe("open");
  const opened = { ...entry, list: "permission" as const, coverage: "wide" as const };
  expect(await codeOf(addToAreaList(deps, admin, opened))).toBe("listsKeptPerGame");
});

test("J15 the tester gives decision, reasons and a map, for one's own games alone", async () => {
  const game = await active({ title: "Village only", permissions: permit("US-3655266"), minimumAge: 21 });
  const village = { alternatives: [[["US"], ["US-NY"], ["US-36029"], ["US-3602955277", "US-3655266"]]] };
  const town = { alternatives: [[["US"], ["US-NY"], ["US-36029"], ["US-3602955277"]]] };
  const decide = async (place: typeof village, born: string | null) =>
    (await testDecision(deps, own, game, place, born)).decision;
  expect((await decide(village, "1990-01-01")).decision).toBe("open");
  expect((await decide(town, "1990-01-01")).decision).toBe("closed");
  expect((await decide(village, "2008-01-01")).reasons.map(({ code }) => code)).toContain("under-age");
  expect(await decide(village, null)).toMatchObject({ decision: "undecided", missing: ["age"] });
  expect(await testMap(deps, own, game, "US-NY")).toEqual({ open: [], undecided: ["US-36029"] });
  const other = await organisation(fresh.db, "MFS");
  const stranger = await member(people, "stranger@example.org", [{ kind: "organisation", organisationId: other }]);
  expect(await codeOf(testMap(deps, authoriseOrganiser(stranger, other), game, "US-NY"))).toBe("notFound");
  expect(await codeOf(testDecision(deps, await regulator("US-UT"), game, village, null))).toBe("notFound");
});
