import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { askToLeave, nameGuest, playOn } from "@/server/games/syndicates/keep-members";
import { findPassings } from "@/server/games/syndicates/membership-store";
import { acceptShare, endOffer, offerShare } from "@/server/games/syndicates/pass-share";
import { findPayouts } from "@/server/games/syndicates/payout-store";
import { printStatement } from "@/server/games/syndicates/print-statement";
import { drawsLeft, mostFor } from "@/server/games/syndicates/remaining-draws";
import { readIssuedStatement, showMembership } from "@/server/games/syndicates/show-membership";
import { isSigned, statementKey } from "@/server/games/syndicates/statement";
import { findSlug, findStatements } from "@/server/games/syndicates/store";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { openWorld, refusal, START, type World } from "./world";

let world: World;
let manager: Actor;
let member: Actor;
let friend: Actor;
// Results stay: each test has a lottery of its own.
beforeEach(async () => {
  world = await openWorld({ poolSize: 12 });
  manager = await world.member();
  member = await world.member();
  friend = await world.member();
});
afterEach(() => world.close());

/** Saturday, Monday and Wednesday; drawn at 03:59Z of the day after, sold until about 02:59Z. */
const DRAWS = ["2026-11-21", "2026-11-23", "2026-11-25"];
const AFTER_FIRST = "2026-11-22T06:00:00Z";
const AFTER_LAST = "2026-11-26T06:00:00Z";

/** Two lines in three draws, $12: shares of $4, one the manager's, two the member's. */
async function playing(): Promise<string> {
  const id = await world.offer(manager, { draws: DRAWS });
  await world.take(manager, id);
  await world.take(member, id, 2);
  expect(await world.state(id)).toBe("playing");
  return id;
}
const offer = (id: string, over: Partial<Parameters<typeof offerShare>[2]> = {}, from = member) =>
  offerShare(world.deps, from, { syndicateId: id, shareNumber: 2, email: friend.email, priceMinor: 0, ...over });
const accept = (passingId: string, who = friend) =>
  acceptShare(world.deps, who, { passingId, conditionsVersion: 1, presence: null });
const publish = async (date: string, main: number[], bonus: number[]) => {
  world.lottery.book.publish("us-powerball", date, { main, bonus });
  await world.work();
  await world.work();
};
const WON = [[4, 8, 19, 60, 61], [10]] as const;

test("S9 a share is passed on for the draws that are left: money, ownership and statements at once; each draw's prize is its owner's", async () => {
  const id = await playing();
  world.clock.set(new Date(AFTER_FIRST));
  // The first draw is over, its result is not in: two of three are left, so $2.66 is the most.
  expect(await refusal(offer(id, { priceMinor: 267 }))).toBe("passingPrice");
  const passing = await offer(id, { priceMinor: 266 });
  expect(await accept(passing)).toMatchObject({ shareNumber: 2, priceMinor: 266, fromDraw: "2026-11-23" });
  expect(await world.wallet(friend)).toBe(10_000 - 266);
  expect(await world.wallet(member)).toBe(10_000 - 800 + 266);
  expect((await world.shares(id)).map(({ holderId }) => holderId)).toEqual([
    manager.memberId,
    friend.memberId,
    member.memberId,
  ]);
  const [mine, theirs] = [
    await findStatements(world.db, id, member.memberId),
    await findStatements(world.db, id, friend.memberId),
  ];
  expect([mine.map(({ issue }) => issue), theirs.map(({ issue }) => issue)]).toEqual([[2, 1], [1]]);
  const said = (body: string) => JSON.parse(body) as { draws: string[]; shares: Array<{ number: number }> };
  expect(said(mine[1]!.body)).toMatchObject({ draws: DRAWS, shares: [{ number: 2 }, { number: 3 }] });
  expect(said(mine[0]!.body)).toMatchObject({ draws: DRAWS.slice(1), shares: [{ number: 3 }] });
  expect(said(theirs[0]!.body)).toMatchObject({ draws: DRAWS.slice(1), shares: [{ number: 2 }] });
  expect(isSigned(theirs[0]!.body, theirs[0]!.signature, statementKey(world.deps.venueSecret))).toBe(true);
  expect(await world.db.syndicateSignature.count({ where: { syndicateId: id, memberId: friend.memberId } })).toBe(1);
  const evidence = await world.db.decisionEvidence.findMany({ where: { gameId: id, memberId: friend.memberId } });
  expect(evidence.map(({ purpose, decision }) => [purpose, decision])).toEqual([["share", "open"]]);
  const slug = await findSlug(world.db, id);
  expect((await readIssuedStatement(world.deps, member, slug, 1)).body).toBe(mine[1]!.body);
  expect(await refusal(readIssuedStatement(world.deps, friend, slug, 2))).toBe("notFound");
  const owner = { name: "Test Member", locale: "en" };
  const pdf = await printStatement(mine[0]!, owner, world.deps.venueSecret, await wordsOf("en"));
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");

  // $100 in the first draw, and in the second: the first is the former owner's.
  const before = [await world.wallet(member), await world.wallet(friend)];
  await publish("2026-11-21", [...WON[0]], [...WON[1]]);
  expect([await world.wallet(member), await world.wallet(friend)]).toEqual([before[0]! + 6_666, before[1]]);
  world.clock.set(new Date("2026-11-24T06:00:00Z"));
  await publish("2026-11-23", [...WON[0]], [...WON[1]]);
  expect([await world.wallet(member), await world.wallet(friend)]).toEqual([
    before[0]! + 6_666 + 3_333,
    before[1]! + 3_333,
  ]);
  // A correction of the first draw, after all this, is the former owner's too.
  await publish("2026-11-21", [4, 8, 19, 27, 61], [26]);
  const first = (await findPayouts(world.db, id)).filter(({ drawDate }) => drawDate === "2026-11-21");
  expect(first.flatMap(({ parts }) => parts).some(({ memberId }) => memberId === friend.memberId)).toBe(false);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("S9 never for a running draw: from the end of its sales on a change counts from the next, and after the last there is none", async () => {
  const id = await playing();
  const early = await offer(id, { shareNumber: 3, priceMinor: 400 });
  expect((await accept(early)).fromDraw).toBe("2026-11-21");
  const [stale, gift] = [
    await offer(id, { priceMinor: 400 }),
    await offer(id, { shareNumber: 1, email: member.email }, manager),
  ];
  world.clock.set(new Date("2026-11-22T03:30:00Z"));
  expect(await refusal(accept(stale))).toBe("passingStale");
  expect((await accept(gift, member)).fromDraw).toBe("2026-11-23");
  await endOffer(world.deps, member, stale, "withdrawn");
  world.clock.set(new Date("2026-11-26T03:30:00Z"));
  expect(await refusal(offer(id))).toBe("noDrawLeft");
  // Nor by any other way: the database knows the results.
  await publish("2026-11-21", [60, 61, 62, 63, 64], [1]);
  const owner = { syndicateId: id, shareNumber: 2, step: 2, fromDraw: "2026-11-21", memberId: friend.memberId };
  await expect(
    world.db.syndicateOwner.create({ data: { ...owner, passingId: stale, recordedAt: world.clock.now() } }),
  ).rejects.toThrow();
  await expect(
    world.db.syndicateShare.updateMany({
      where: { syndicateId: id, number: 2 },
      data: { holderId: friend.memberId },
    }),
  ).rejects.toThrow(/has an owner/);
});

test("S9 S12 whoever takes a share over is admitted like everybody who joins, and the offer is theirs alone", async () => {
  const id = await playing();
  const utah = { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [], postalCode: "84101" };
  const in5days = new Date(START.getTime() + 5 * 86_400_000);
  const cases: Array<[string, Actor]> = [
    ["insufficientBalance", await world.member(399)],
    ["entryClosed", await world.member(1_000, utah)],
    ["entryClosed", await world.member(1_000, { birthDate: new Date("2010-01-01") })],
    ["barred", await world.member(1_000, { excludedUntil: in5days })],
  ];
  for (const [code, who] of cases) {
    const passing = await offer(id, { email: who.email, priceMinor: 400 });
    expect(await refusal(accept(passing, who))).toBe(code);
    await endOffer(world.deps, member, passing, "withdrawn");
  }
  const passing = await offer(id, { priceMinor: 400 });
  expect(await refusal(accept(passing, manager))).toBe("notFound");
  expect(
    await refusal(acceptShare(world.deps, friend, { passingId: passing, conditionsVersion: 2, presence: null })),
  ).toBe("conditionsChanged");
  expect(await refusal(offer(id))).toBe("passingOpen");
  expect(await refusal(offer(id, { shareNumber: 1 }))).toBe("notFound");
  expect(await refusal(offer(id, { shareNumber: 3, email: member.email }))).toBe("passToSelf");
  expect(await refusal(offer(id, { shareNumber: 3, priceMinor: -1 }))).toBe("passingPrice");
  const before = world.deps.limits.admitStake;
  Object.assign(world.deps.limits, {
    admitStake: async () => {
      throw Object.assign(new Error("limit"), { name: "AppError", code: "lossLimit", status: 409 });
    },
  });
  expect(await refusal(accept(passing))).toBe("lossLimit");
  Object.assign(world.deps.limits, { admitStake: before });
  expect(await world.wallet(friend)).toBe(10_000);
  expect(await refusal(endOffer(world.deps, manager, passing, "declined"))).toBe("notFound");
  await endOffer(world.deps, friend, passing, "declined");
  expect(await refusal(accept(passing))).toBe("passingOver");
  expect((await findPassings(world.db, id)).map(({ state }) => state)).not.toContain("offered");
  expect((await world.shares(id))[1]!.holderId).toBe(member.memberId);
  // The page is there for its people and for whom something is offered to.
  const slug = await findSlug(world.db, id);
  expect(await refusal(showMembership(world.deps, friend, slug))).toBe("notFound");
  await offer(id);
  const seen = await showMembership(world.deps, friend, slug);
  expect([seen.offers.length, seen.ownShares.length, seen.leavers.length]).toEqual([1, 0, 0]);
});

test("S9 a share that many press for at once changes hands once, and is paid for once", async () => {
  const id = await playing();
  const passing = await offer(id, { priceMinor: 400 });
  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => refusal(accept(passing))),
    refusal(endOffer(world.deps, member, passing, "withdrawn")),
  ]);
  const taken = (await findPassings(world.db, id))[0]!.state === "accepted";
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(1);
  expect(new Set(answers)).toEqual(new Set(["no error", "passingOver"]));
  expect(await world.wallet(friend)).toBe(10_000 - (taken ? 400 : 0));
  expect(await world.db.syndicateOwner.count({ where: { syndicateId: id, shareNumber: 2 } })).toBe(taken ? 2 : 1);
});

test("S9 it plays on: the same conditions, its people asked, without whoever asked to leave, and with whom the manager named", async () => {
  const id = await world.offer(manager, { name: "Again", weights: [2, 1, 1] });
  await world.take(manager, id, 0, { numbers: [1] });
  await world.take(member, id, 0, { numbers: [2] });
  await world.take(friend, id, 0, { numbers: [3] });
  expect(await refusal(askToLeave(world.deps, await world.member(), id, true))).toBe("notFound");
  expect(await refusal(askToLeave(world.deps, manager, id, true))).toBe("managerStays");
  await askToLeave(world.deps, friend, id, true);
  await askToLeave(world.deps, friend, id, true);
  await askToLeave(world.deps, member, id, true);
  await askToLeave(world.deps, member, id, false);
  expect(
    await refusal(nameGuest(world.deps, member, { syndicateId: id, email: "new@example.org", isWanted: true })),
  ).toBe("notFound");
  await nameGuest(world.deps, manager, { syndicateId: id, email: "New@Example.org", isWanted: true });
  const wish = { syndicateId: id, draws: ["2026-11-28"], requestKey: newId(), presence: null };
  expect(await refusal(playOn(world.deps, manager, wish))).toBe("notSettled");
  world.clock.set(new Date(AFTER_LAST));
  await publish("2026-11-21", [60, 61, 62, 63, 64], [1]);
  expect(await world.state(id)).toBe("settled");
  expect(await refusal(playOn(world.deps, member, wish))).toBe("notFound");
  const [first, second] = await Promise.all([playOn(world.deps, manager, wish), playOn(world.deps, manager, wish)]);
  expect(first.id).toBe(second.id);
  expect(await refusal(playOn(world.deps, manager, { ...wish, requestKey: newId() }))).toBe("continuedAlready");
  const next = await world.db.syndicate.findUniqueOrThrow({ where: { gameId: first.id } });
  expect(next).toMatchObject({ continuesId: id, name: "Again", state: "open", draws: ["2026-11-28"] });
  // An hour before the draw, or the lottery's limit less its margin, as before.
  expect(next.cutOffAt.toISOString().slice(10)).toBe(
    (await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } })).cutOffAt.toISOString().slice(10),
  );
  expect((await world.shares(first.id)).map(({ weight, holderId }) => [weight, holderId])).toEqual([
    [2, null],
    [1, null],
    [1, null],
  ]);
  const invited = await world.db.syndicateInvitation.findMany({ where: { syndicateId: first.id } });
  expect(invited.map(({ memberId, email }) => memberId ?? email).sort()).toEqual(
    [member.memberId, "new@example.org"].sort(),
  );
  const letters = await world.db.outbox.findMany({
    where: { kind: { in: ["syndicates.notice", "syndicates.invitation"] } },
  });
  const told = letters.map(({ payload }) => payload as { syndicateId: string; notice?: string; to?: object });
  expect(told.filter(({ syndicateId }) => syndicateId === first.id)).toHaveLength(2);
  await world.take(member, first.id);
  expect((await showMembership(world.deps, friend, await findSlug(world.db, id))).next).toBe(first.slug);
});

test("S9 S3 bought first: nobody is asked to play on before the ticket is there", async () => {
  const id = await world.offer(manager, { mode: "bought-first" });
  await world.take(member, id, 3);
  world.clock.set(new Date(AFTER_LAST));
  await world.work();
  await publish("2026-11-21", [60, 61, 62, 63, 64], [1]);
  await world.work();
  expect(await world.state(id)).toBe("settled");
  world.lottery.faults.add({ kind: "error", method: "POST", path: "/v1/tickets", times: 1 });
  const wish = { syndicateId: id, draws: ["2026-11-28"], requestKey: newId(), presence: null };
  const next = await playOn(world.deps, manager, wish);
  expect(await world.state(next.id)).toBe("buying");
  expect(await world.db.syndicateInvitation.count({ where: { syndicateId: next.id } })).toBe(0);
  world.clock.advanceSeconds(700);
  await world.work();
  expect(await world.state(next.id)).toBe("open");
  expect(await world.db.syndicateInvitation.count({ where: { syndicateId: next.id } })).toBe(1);
  world.lottery.faults.clear();
});

test("S9 the draws that are left are those after the last that has begun, and a share is worth its part of them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 99_999 }),
      (open, price) => {
        const draws = open.map((_, at) => `2026-11-${10 + at}`);
        const left = drawsLeft(draws, open);
        expect(draws.slice(draws.length - left.length)).toEqual(left);
        expect(open.slice(open.length - left.length).every(Boolean)).toBe(true);
        if (left.length < draws.length) expect(open[open.length - left.length - 1]).toBe(false);
        const most = mostFor(price, draws.length, left.length);
        expect(most * draws.length <= price * left.length && (most + 1) * draws.length > price * left.length).toBe(
          true,
        );
      },
    ),
  );
});
