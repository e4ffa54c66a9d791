import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { requestActivation, withdrawRequest } from "@/server/games/raffles/activate-raffle";
import { readDashboard } from "@/server/games/raffles/dashboard/read-dashboard";
import { readPublicRaffle } from "@/server/games/raffles/public-raffle-store";
import {
  approveActivation,
  readOutcome,
  refuseActivation,
  reviewActivation,
  waitingRequests,
} from "@/server/games/raffles/requests/decide-activation";
import { areasToAsk, requestOutcome } from "@/server/games/raffles/requests/request";
import { findOpenRequest, findRequests } from "@/server/games/raffles/requests/request-store";
import { editRaffle, ownRaffle } from "@/server/games/raffles/save-raffle";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { residencePlace } from "@/server/jurisdiction/entry";
import { fixedClock } from "@/server/kernel/clock";
import { makeMember } from "@/tests/support/fixtures";
import { draft } from "../raffles/support";
import { codeOf, type RunningVenue, runningVenue } from "./support";

const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
let venue: RunningVenue;

beforeAll(async () => {
  venue = await runningVenue(clock);
});
afterAll(() => venue.fresh.drop());
beforeEach(() => venue.db.outbox.deleteMany());
afterEach(() => venue.setting("activation_mode", "organisation"));

const NY = { areaId: "US-NY", coverage: "wide" as const, permitNumber: "GC-1", validFrom: null, validTo: null };
const UT = { areaId: "US-UT", coverage: "wide" as const, permitNumber: "UT-1", validFrom: null, validTo: null };

async function letters(): Promise<string[]> {
  const rows = await venue.db.outbox.findMany({ where: { kind: "raffles.request-letter" } });
  const members = await venue.db.member.findMany();
  return rows
    .map((row) => row.payload as { letter: string; memberId: string })
    .map(({ letter, memberId }) => `${letter} ${members.find(({ id }) => id === memberId)?.email}`)
    .sort();
}

async function stateOf(id: string) {
  return (await ownRaffle(venue.deps, venue.own, id)).facts.state;
}

test("R11 what is handed in to an administrator is refused with a reason, handed in again and approved; both are told", async () => {
  const { deps, own, admin, newYork } = venue;
  await venue.setting("activation_mode", "administrator");
  const id = await venue.created();
  const answer = await requestActivation(deps, own, id, "  The permit came this morning.  ");
  expect(answer).toEqual({ ok: true, state: "pending-activation" });
  expect(await letters()).toEqual(["handed-in admin@example.org"]);
  const [waits] = await waitingRequests(deps, admin);
  expect(waits).toMatchObject({ raffleId: id, note: "The permit came this morning.", areaId: null });
  expect(await waitingRequests(deps, newYork)).toEqual([]);
  expect(await codeOf(reviewActivation(deps, newYork, id))).toBe("notFound");
  expect(await codeOf(refuseActivation(deps, admin, id, " "))).toBe("reasonNeeded");
  await refuseActivation(deps, admin, id, "The rules name no claim date.");
  expect(await stateOf(id)).toBe("draft");
  // An old link leads to what became of it, for whom it was asked and for nobody else.
  expect(await readOutcome(deps, admin, id)).toMatchObject({
    requests: [{ state: "refused", decisions: [{ reason: "The rules name no claim date." }] }],
  });
  expect(await readOutcome(deps, newYork, id)).toBeNull();
  expect((await ownRaffle(deps, own, id)).suspendedReason).toBe("The rules name no claim date.");
  expect(await codeOf(approveActivation(deps, admin, id))).toBe("changedMeanwhile");
  await requestActivation(deps, own, id);
  expect(await readOutcome(deps, admin, id)).toBeNull();
  const review = await reviewActivation(deps, admin, id);
  expect(review.earlier[0]?.decisions[0]).toMatchObject({ state: "refused", reason: "The rules name no claim date." });
  expect(await approveActivation(deps, admin, id, review.raffle.revision)).toEqual({ ok: true, state: "active" });
  const raffle = await ownRaffle(deps, own, id);
  expect([raffle.facts.state, raffle.lockedAt !== null, raffle.suspendedReason]).toEqual(["active", true, null]);
  expect(await letters()).toEqual([
    "approved own@example.org",
    "handed-in admin@example.org",
    "handed-in admin@example.org",
    "refused own@example.org",
  ]);
  const lines = await venue.db.auditEntry.findMany({
    where: { subject: `raffle:${id}`, action: { not: "edit-raffle" } },
  });
  expect(lines.map(({ action }) => action)).toEqual([
    "hand-in-raffle",
    "refuse-raffle",
    "hand-in-raffle",
    "activate-raffle",
  ]);
});

test("R11 the regulator of the governing jurisdiction alone gives the word, and no other regulator sees it", async () => {
  const { deps, own, admin, newYork, utah } = venue;
  await venue.setting("activation_mode", "regulator");
  const id = await venue.created({ permissions: [NY, UT] });
  await requestActivation(deps, own, id);
  expect(await letters()).toEqual(["handed-in ny@example.org"]);
  expect(await waitingRequests(deps, utah)).toEqual([]);
  expect(await codeOf(approveActivation(deps, utah, id))).toBe("notFound");
  expect(await codeOf(approveActivation(deps, admin, id))).toBe("notFound");
  expect(await waitingRequests(deps, newYork)).toHaveLength(1);
  expect(await approveActivation(deps, newYork, id)).toEqual({ ok: true, state: "active" });
  // One word opens all of it: Utah's permission counts as it stands.
  expect((await venue.db.game.findUniqueOrThrow({ where: { id } })).approvedPerArea).toBe(false);
});

test("R11 a change after the request needs a new request, and what was not looked at is not activated", async () => {
  const { deps, own, admin } = venue;
  await venue.setting("activation_mode", "administrator");
  const id = await venue.created();
  await requestActivation(deps, own, id);
  const seen = await reviewActivation(deps, admin, id);
  const { revision } = await ownRaffle(deps, own, id);
  expect((await editRaffle(deps, own, id, revision, draft({ title: "Another title" }))).ok).toBe(true);
  expect(await stateOf(id)).toBe("draft");
  expect((await findRequests(venue.db, id))[0]?.state).toBe("superseded");
  expect(await codeOf(approveActivation(deps, admin, id))).toBe("changedMeanwhile");
  await requestActivation(deps, own, id);
  expect(await codeOf(approveActivation(deps, admin, id, seen.raffle.revision))).toBe("changedMeanwhile");
  expect(await stateOf(id)).toBe("pending-activation");
});

test("R11 a request is taken back while it waits, once, by its own organisation", async () => {
  const { deps, own, foreign, admin } = venue;
  await venue.setting("activation_mode", "administrator");
  const id = await venue.created();
  expect(await codeOf(withdrawRequest(deps, own, id))).toBe("changedMeanwhile");
  await requestActivation(deps, own, id);
  expect(await codeOf(withdrawRequest(deps, foreign, id))).toBe("raffleNotFound");
  const presses = await Promise.all([1, 2, 3].map(() => codeOf(withdrawRequest(deps, own, id))));
  expect(presses.filter((code) => code === "done")).toHaveLength(1);
  expect(await stateOf(id)).toBe("draft");
  expect((await findRequests(venue.db, id))[0]?.state).toBe("withdrawn");
  expect(await codeOf(approveActivation(deps, admin, id))).toBe("changedMeanwhile");
});

test("R11 of two who press at once one hands in, and of two who decide at once one has decided", async () => {
  const { deps, own, admin } = venue;
  await venue.setting("activation_mode", "administrator");
  const id = await venue.created();
  const presses = await Promise.all([1, 2, 3].map(() => codeOf(requestActivation(deps, own, id))));
  expect(presses.filter((code) => code === "done")).toHaveLength(1);
  expect(await findRequests(venue.db, id)).toHaveLength(1);
  const words = await Promise.all([
    codeOf(approveActivation(deps, admin, id)),
    codeOf(refuseActivation(deps, admin, id, "No.")),
    codeOf(approveActivation(deps, admin, id)),
  ]);
  expect(words.filter((code) => code === "done")).toHaveLength(1);
  const drawings = await venue.db.drawing.findMany({ where: { raffleId: id } });
  expect(venue.seen.rounds.filter((round) => drawings.some((one) => one.id === round)).length).toBeLessThanOrEqual(1);
});

test("R11 where each regulator speaks for their area, only areas whose word is given are open", async () => {
  const { deps, own, newYork, utah, admin } = venue;
  await venue.setting("activation_mode", "regulators");
  const [buffalo, saltLake] = await Promise.all([
    makeMember(venue.db),
    makeMember(venue.db, { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [], postalCode: "84101" }),
  ]);
  const id = await venue.created({ permissions: [NY, UT], minimumAge: 18 });
  const open = async (memberId: string) => {
    const residence = await venue.db.member.findUniqueOrThrow({ where: { id: memberId } });
    const presence = residencePlace(residence);
    return (await authoriseEntry(venue.db, { gameId: id, memberId, presence, now: clock.now() })).allowed;
  };
  await requestActivation(deps, own, id);
  expect(await letters()).toEqual(["handed-in ny@example.org", "handed-in ut@example.org"]);
  expect(await codeOf(approveActivation(deps, admin, id))).toBe("notFound");
  await approveActivation(deps, newYork, id);
  expect(await stateOf(id)).toBe("active");
  expect([await open(buffalo), await open(saltLake)]).toEqual([true, false]);
  expect((await ownRaffle(deps, own, id)).lockedAt).not.toBeNull();
  const shown = async () => (await readPublicRaffle(venue.db, id))?.permissions.map(({ areaId }) => areaId);
  expect(await shown()).toEqual(["US-NY"]);
  // Utah says no, is asked again with a note, and says yes: nothing else changes.
  await refuseActivation(deps, utah, id, "Not yet.");
  expect([await stateOf(id), await open(saltLake)]).toEqual(["active", false]);
  expect(await findOpenRequest(venue.db, id)).toBeNull();
  await requestActivation(deps, own, id, "The permit is here.");
  expect((await findOpenRequest(venue.db, id))?.decisions.map(({ areaId }) => areaId)).toEqual(["US-UT"]);
  await approveActivation(deps, utah, id);
  expect([await open(buffalo), await open(saltLake)]).toEqual([true, true]);
  expect(await shown()).toEqual(["US-NY", "US-UT"]);
  expect(await codeOf(requestActivation(deps, own, id))).toBe("nobodyToAsk");
});

test("R11 when every area's regulator refuses, the raffle is a draft again", async () => {
  const { deps, own, newYork, utah } = venue;
  await venue.setting("activation_mode", "regulators");
  const id = await venue.created({ permissions: [NY, UT] });
  await requestActivation(deps, own, id);
  await refuseActivation(deps, utah, id, "No raffles here.");
  expect(await stateOf(id)).toBe("pending-activation");
  await refuseActivation(deps, newYork, id, "The rules are short.");
  expect(await stateOf(id)).toBe("draft");
  expect((await findRequests(venue.db, id))[0]?.state).toBe("refused");
});

test("R11 two areas that approve at once both open, and the raffle is activated once", async () => {
  const { deps, own, newYork, utah } = venue;
  await venue.setting("activation_mode", "regulators");
  const id = await venue.created({ permissions: [NY, UT] });
  await requestActivation(deps, own, id);
  const codes = await Promise.all([
    codeOf(approveActivation(deps, newYork, id)),
    codeOf(approveActivation(deps, utah, id)),
  ]);
  expect(codes).toEqual(["done", "done"]);
  const approvals = await venue.db.gameApproval.findMany({ where: { gameId: id }, orderBy: { areaId: "asc" } });
  expect(approvals.map(({ areaId }) => areaId)).toEqual(["US-NY", "US-UT"]);
  expect((await findRequests(venue.db, id))[0]?.state).toBe("approved");
  expect(await venue.db.campaign.count({ where: { raffleId: id } })).toBe(1);
});

test("R11 the first ticket locks a raffle that is not active yet, and it can still be activated", async () => {
  const { deps, own } = venue;
  const id = await venue.created();
  await venue.db.raffleSales.update({ where: { raffleId: id }, data: { issued: 1 } });
  const { lockedAt, revision } = await ownRaffle(deps, own, id);
  expect(lockedAt).not.toBeNull();
  expect(await codeOf(editRaffle(deps, own, id, revision, draft()))).toBe("raffleLocked");
  const version = (await venue.db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } })).version;
  await venue.db.raffleSales.update({ where: { raffleId: id }, data: { issued: 2 } });
  expect((await venue.db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } })).version).toBe(version);
  expect((await requestActivation(deps, own, id)).ok).toBe(true);
  expect((await ownRaffle(deps, own, id)).lockedAt).toEqual(lockedAt);
});

test("R11 who is asked: nobody twice, nobody for a closed area, nobody who has spoken", () => {
  const area = fc.constantFrom("US-NY", "US-UT", "US-36029", "US-36055");
  fc.assert(
    fc.property(fc.array(area), fc.array(area), fc.array(area), (permitted, exclusions, approved) => {
      const subject = {
        governingAreaId: "US-NY",
        permissions: permitted.map((areaId) => ({ areaId, coverage: "wide" as const })),
        exclusions,
        approved,
      };
      const asked = areasToAsk("regulators", subject);
      expect(new Set(asked).size).toBe(asked.length);
      for (const one of new Set(permitted)) {
        expect(asked.includes(one)).toBe(!exclusions.includes(one) && !approved.includes(one));
      }
      expect(areasToAsk("administrator", subject)).toEqual([null]);
      expect(areasToAsk("regulator", subject)).toEqual(["US-NY"]);
    }),
  );
  const word = fc.constantFrom("waiting" as const, "approved" as const, "refused" as const);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (states) => {
      const outcome = requestOutcome(states.map((state) => ({ state })));
      expect(outcome === "open").toBe(states.includes("waiting"));
      expect(outcome === "refused").toBe(states.every((state) => state === "refused"));
    }),
  );
});

test("R11 an organisation is told of an area for which nobody acts here", async () => {
  const { deps, own } = venue;
  await venue.setting("activation_mode", "regulators");
  await venue.db.area.upsert({
    where: { id: "US-OH" },
    create: { id: "US-OH", tier: "subdivision", name: "Ohio" },
    update: {},
  });
  const ohio = { ...NY, areaId: "US-OH" };
  const id = await venue.created({ permissions: [NY, ohio] });
  await requestActivation(deps, own, id);
  const view = await readDashboard(deps, own, id);
  expect(view.voiceless).toEqual(["US-OH"]);
  expect(view.steps).toEqual([{ step: "wait-for-word", count: 2 }]);
});
