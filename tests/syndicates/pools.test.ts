import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { answerCutOff } from "@/server/games/syndicates/answer-cut-off";
import type { Conditions } from "@/server/games/syndicates/conditions";
import { digestOf } from "@/server/games/syndicates/create-syndicate";
import { acceptShare, offerShare } from "@/server/games/syndicates/pass-share";
import { findPayouts } from "@/server/games/syndicates/payout-store";
import { bringLines } from "@/server/games/syndicates/pools/bring-lines";
import { createPool } from "@/server/games/syndicates/pools/create-pool";
import { nextPoolStep, type PoolFacts } from "@/server/games/syndicates/pools/pool";
import { findContributions } from "@/server/games/syndicates/pools/pool-store";
import { showPool } from "@/server/games/syndicates/pools/show-pool";
import { isSigned, statementKey } from "@/server/games/syndicates/statement";
import { findStatement, findSyndicate } from "@/server/games/syndicates/store";
import { SYNDICATE_MOVES, SYNDICATE_STATES } from "@/server/games/syndicates/syndicate";
import { newId } from "@/server/kernel/ids";
import { LotteryRefusal, lotteryUnavailable } from "@/server/lotteries/ports";
import { PURCHASE_STATES } from "@/server/lotteries/purchase-states";
import type { Actor } from "@/server/people/authority";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let manager: Actor;
let member: Actor;
let third: Actor;
beforeEach(async () => {
  world = await openWorld({ poolSize: 12 });
  manager = await world.member();
  member = await world.member();
  third = await world.member();
});
afterEach(() => world.close());

const forbid = (areaId = "US-NY", isAllowed = false) =>
  world.db.areaRule.create({
    data: {
      ...{ id: newId(), areaId, version: 1, minimumAge: null, rules: { ticketSharesAllowed: isAllowed } },
      ...{ source: "a test", confidence: "high", validFrom: START, createdAt: START },
    },
  });
const pool = async (over: Partial<Parameters<typeof createPool>[2]> = {}, who = manager) =>
  (
    await createPool(world.deps, who, {
      ...{ name: "Whole Lines", game: "us-powerball", draws: [DRAW], leastLines: 3, mostLines: 10, leadMinutes: 60 },
      ...{ isPublic: true, requestKey: newId(), presence: null, ...over },
    })
  ).id;
const line = (last: number, bonus = 10) => ({ main: [4, 8, 19, 27, last], bonus: [bonus] });
const bring = (
  who: Actor,
  syndicateId: string,
  entries: unknown[],
  over: Partial<Parameters<typeof bringLines>[2]> = {},
) =>
  bringLines(world.deps, who, {
    ...{ syndicateId, entries, requestKey: newId(), conditionsVersion: 1, invitation: null, presence: null, ...over },
  });
const toCutOff = async (id: string) => {
  world.clock.set((await findSyndicate(world.db, id))!.cutOffAt);
  await world.work();
  await world.work();
};

test("S11 R16 where the law forbids fractions of a ticket none is offered, sold or passed on, and the refusal names the area", async () => {
  const id = await world.offer(manager, { draws: [DRAW, "2026-11-23"], weights: [1, 1] });
  await world.take(manager, id, 2);
  const passing = await offerShare(world.deps, manager, {
    syndicateId: id,
    shareNumber: 1,
    email: member.email,
    priceMinor: 0,
  });
  const open = await world.offer(manager);
  await forbid();
  expect(await refusal(world.offer(manager))).toBe("sharesForbidden");
  await expect(world.take(member, open)).rejects.toMatchObject({
    code: "sharesForbidden",
    params: { area: "New York" },
  });
  expect(
    await refusal(acceptShare(world.deps, member, { passingId: passing, conditionsVersion: 1, presence: null })),
  ).toBe("sharesForbidden");
  expect(await world.wallet(member)).toBe(10_000);
  // Whole lines are lawful there.
  await bring(member, await pool(), [line(34)]);
});

test("S11 members bring whole lines of their own: a ticket each, prizes shared by lines, statements before the draw", async () => {
  const id = await pool();
  await bring(manager, id, [line(34)]);
  await bring(member, id, [line(35, 11), line(36, 11)]);
  await bring(third, id, [line(37, 11)]);
  expect(await world.wallet(member)).toBe(9_600);
  expect(await world.balance(`escrow:${id}`)).toBe(800);
  expect(await world.state(id)).toBe("open");
  await toCutOff(id);
  expect(await world.state(id)).toBe("playing");
  expect(await world.balance(`escrow:${id}`)).toBe(0);
  const brought = await findContributions(world.db, id);
  expect(
    brought.map(({ memberId, numbers, ticket }) => [memberId, numbers, ticket!.state, ticket!.priceMinor]),
  ).toEqual([
    [manager.memberId, [1], "confirmed", 200],
    [member.memberId, [2, 3], "confirmed", 400],
    [third.memberId, [4], "confirmed", 200],
  ]);
  expect(new Set(brought.map(({ ticket }) => ticket!.reference)).size).toBe(3);
  const statement = (await findStatement(world.db, id, member.memberId))!;
  expect(isSigned(statement.body, statement.signature, statementKey(world.deps.venueSecret))).toBe(true);
  const said = JSON.parse(statement.body) as { entries: unknown[]; totalWeight: number; reference: string };
  expect([said.entries.length, said.totalWeight, said.reference]).toEqual([2, 4, brought[1]!.ticket!.reference]);
  expect(statement.datedAt < new Date("2026-11-22T03:59:00Z")).toBe(true);

  // Three and the bonus of the manager's line: $100, which is everybody's by lines: 25, 50, 25.
  const before = await Promise.all([manager, member, third].map((who) => world.wallet(who)));
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 60, 61], bonus: [10] });
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("settled");
  // The other three lines match three numbers, $7 each: $121 for four lines.
  expect((await findPayouts(world.db, id)).reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(12_100);
  const after = await Promise.all([manager, member, third].map((who) => world.wallet(who)));
  const got = after.map((now, at) => now - before[at]!);
  expect(got.reduce((sum, one) => sum + one, 0)).toBe(12_100);
  expect(Math.abs(got[1]! - 6_050)).toBeLessThanOrEqual(2);
  const shown = await showPool(world.deps, (await findSyndicate(world.db, id))!);
  expect(shown.contributions.map(({ shown: ticket }) => ticket!.draws[0]!.prizeMinor)).toEqual([10_000, 1_400, 700]);
  const conditions = await world.db.syndicateConditions.findMany({ where: { syndicateId: id } });
  expect(digestOf(conditions[0]!.data as unknown as Conditions)).toBe(conditions[0]!.digest);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("S11 with too few lines, or one person's alone, nothing is bought and everybody has their money back, once", async () => {
  const [few, alone, called] = [
    await pool({ leastLines: 3 }),
    await pool({ leastLines: 2 }),
    await pool({ leastLines: 2 }),
  ];
  await bring(member, few, [line(34)]);
  await bring(third, few, [line(35)]);
  await bring(member, alone, [line(34), line(35), line(36)]);
  await bring(member, called, [line(34)]);
  await bring(third, called, [line(34)]);
  expect(await refusal(answerCutOff(world.deps, manager, { syndicateId: called, answer: "keep" }))).toBe(
    "syndicateClosed",
  );
  await answerCutOff(world.deps, manager, { syndicateId: called, answer: "cancel" });
  world.clock.set((await findSyndicate(world.db, few))!.cutOffAt);
  await Promise.all([world.work(), world.work()]);
  for (const id of [few, alone, called]) expect(await world.state(id)).toBe("cancelled");
  expect([await world.wallet(member), await world.wallet(third)]).toEqual([10_000, 10_000]);
  expect(await world.db.lotteryPurchase.count()).toBe(0);
  expect(await refusal(bring(third, few, [line(34)]))).toBe("syndicateClosed");
});

test("S11 a line too many, twice the same press, and whoever may not: refused, and nothing is taken", async () => {
  const id = await pool({ mostLines: 4 });
  const utah = { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [], postalCode: "84101" };
  const in5days = new Date(START.getTime() + 5 * 86_400_000);
  const cases: Array<[string, () => Promise<unknown>]> = [
    ["insufficientBalance", async () => bring(await world.member(199), id, [line(34)])],
    ["entryClosed", async () => bring(await world.member(500, utah), id, [line(34)])],
    ["entryClosed", async () => bring(await world.member(500, { birthDate: new Date("2010-01-01") }), id, [line(34)])],
    ["barred", async () => bring(await world.member(500, { excludedUntil: in5days }), id, [line(34)])],
    ["conditionsChanged", async () => bring(member, id, [line(34)], { conditionsVersion: 2 })],
    ["lotteryEntryWrong", async () => bring(member, id, [line(4)])],
    ["poolLinesOnly", async () => bring(member, id, [{ ...line(34), addOns: ["power-play"] }])],
    ["notFound", async () => bring(member, await pool({ isPublic: false }), [line(34)])],
    ["notFound", async () => world.take(member, id)],
  ];
  for (const [code, work] of cases) expect(await refusal(work())).toBe(code);
  expect(await world.balance(`escrow:${id}`)).toBe(0);
  const requestKey = newId();
  const same = await Promise.all(
    Array.from({ length: 5 }, () => bring(member, id, [line(34), line(35)], { requestKey })),
  );
  expect(new Set(same.map(({ numbers }) => numbers.join())).size).toBe(1);
  const people = await Promise.all(Array.from({ length: 6 }, () => world.member(500)));
  const answers = await Promise.all(people.map((who) => refusal(bring(who, id, [line(36)]))));
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(2);
  expect(new Set(answers)).toEqual(new Set(["no error", "poolFull"]));
  expect(await world.balance(`escrow:${id}`)).toBe(800);
  expect((await findSyndicate(world.db, id))!.shareCount).toBe(4);
  const row = { syndicateId: id, number: 9, weight: 1, priceMinor: 1, state: "offered" };
  await expect(world.db.syndicateShare.create({ data: row })).rejects.toThrow(/no line can be brought/);
});

test("S11 a ticket that the lottery refuses goes back to whoever brought it, and the others play; lines that were never sold all go back", async () => {
  const id = await pool();
  await bring(manager, id, [line(34)]);
  await bring(member, id, [line(35), line(36)]);
  await bring(third, id, [line(37)]);
  const picky = world.with({
    buy: (wish) =>
      wish.entries.length === 2
        ? Promise.reject(new LotteryRefusal("not-sold", "Not these lines."))
        : world.client.buy(wish),
  });
  Object.assign(world.deps.agent, { lottery: picky.agent.lottery });
  await toCutOff(id);
  Object.assign(world.deps.agent, { lottery: world.client });
  await world.work();
  expect(await world.state(id)).toBe("playing");
  expect(await world.wallet(member)).toBe(10_000);
  expect((await world.shares(id)).map(({ state }) => state)).toEqual(["held", "returned", "returned", "held"]);
  expect(await findStatement(world.db, id, member.memberId)).toBe(null);
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 60, 61], bonus: [26] });
  await world.work();
  await world.work();
  // $7 twice, for two lines.
  expect(
    (await findPayouts(world.db, id))[0]!.parts.map(({ shareNumber, amountMinor }) => [shareNumber, amountMinor]),
  ).toEqual([
    [1, 700],
    [4, 700],
  ]);
  world.clock.set(START);
  const silent = await pool({ draws: ["2026-11-28"] });
  await bring(member, silent, [line(35), line(36)]);
  await bring(third, silent, [line(37)]);
  const mute = world.with({ quote: () => Promise.reject(lotteryUnavailable(new Error("silence"))) });
  Object.assign(world.deps.agent, { lottery: mute.agent.lottery });
  await toCutOff(silent);
  expect(await world.state(silent)).toBe("placing");
  world.clock.set((await findSyndicate(world.db, silent))!.salesCloseAt);
  await Promise.all([world.work(), world.work()]);
  await world.work();
  Object.assign(world.deps.agent, { lottery: world.client });
  expect(await world.state(silent)).toBe("failed");
  expect(await world.wallet(member)).toBe(10_000);
  expect(await world.balance(`escrow:${silent}`)).toBe(0);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("S11 whatever the facts, the next step of a pool is one that its state allows, and it always ends", () => {
  const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21) + minutes * 60_000);
  const facts: fc.Arbitrary<PoolFacts> = fc.record({
    state: fc.constantFrom(...SYNDICATE_STATES),
    cutOffAt: fc.constant(at(60)),
    salesCloseAt: fc.constant(at(90)),
    answer: fc.constantFrom(null, "cancel", "public"),
    leastLines: fc.integer({ min: 2, max: 5 }),
    lines: fc.nat(8),
    people: fc.nat(4),
    tickets: fc.array(fc.constantFrom(null, ...PURCHASE_STATES), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(facts, fc.integer({ min: 0, max: 120 }), (one, minute) => {
      const step = nextPoolStep(one, at(minute));
      if (step.do === "move") expect(SYNDICATE_MOVES[one.state]).toContain(step.to);
      if (step.do === "move" && step.to === "placing")
        expect(one.lines >= one.leastLines && one.people >= 2).toBe(true);
      if (step.do === "move" && step.to === "playing")
        expect(one.tickets.every((ticket) => ticket === "confirmed")).toBe(true);
      if (step.do === "ask") expect(minute).toBeLessThan(90);
      if (one.state === "open" && minute >= 60) expect(step.do).toBe("move");
    }),
    { numRuns: 2_000 },
  );
});
