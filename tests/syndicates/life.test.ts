import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { advanceSyndicate } from "@/server/games/syndicates/advance-syndicate";
import { answerCutOff } from "@/server/games/syndicates/answer-cut-off";
import { findPayouts } from "@/server/games/syndicates/payout-store";
import { printStatement } from "@/server/games/syndicates/print-statement";
import { isSigned, statementKey } from "@/server/games/syndicates/statement";
import { findStatement } from "@/server/games/syndicates/store";
import { lotteryUnavailable } from "@/server/lotteries/ports";
import type { Actor } from "@/server/people/authority";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let manager: Actor;
let member: Actor;
beforeAll(async () => {
  world = await openWorld();
});
beforeEach(async () => {
  world.clock.set(START);
  world.lottery.faults.clear();
  manager = await world.member();
  member = await world.member();
});
afterAll(() => world.close());

/** Sales of Powerball close at 2026-11-22T02:59Z here or before; both moments follow from the conditions. */
const times = async (id: string) => {
  const one = await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } });
  return { cutOff: one.cutOffAt, decideBy: one.decideBy, close: one.salesCloseAt };
};
const ticketsOf = (id: string) => world.db.lotteryPurchase.findMany({ where: { subject: `syndicate:${id}` } });
const drawn = (main: number[], bonus: number[]) => world.lottery.book.publish("us-powerball", DRAW, { main, bonus });
const kept = async (id: string) => (await world.balance(`escrow:${id}`)) === 0;

test("S2 agreed: when the last share is paid for, the agent buys the ticket, once, from escrow", async () => {
  const id = await world.offer(manager);
  await world.take(manager, id);
  await world.take(member, id, 2);
  expect(await world.state(id)).toBe("playing");
  const tickets = await ticketsOf(id);
  expect(tickets.map(({ state, priceMinor }) => [state, priceMinor])).toEqual([["confirmed", 400]]);
  expect(await kept(id)).toBe(true);
  await world.work();
  expect(await ticketsOf(id)).toHaveLength(1);
});

test("S3 bought first: the manager's money is there before anything is bought, and nobody is let in before the ticket", async () => {
  const poor = await world.member(399);
  expect(await refusal(world.offer(poor, { mode: "bought-first" }))).toBe("insufficientBalance");
  expect(await world.db.syndicate.count({ where: { managerId: poor.memberId } })).toBe(0);
  world.lottery.faults.add({ kind: "error", method: "POST", path: "/v1/tickets", times: 1 });
  const id = await world.offer(manager, { mode: "bought-first" });
  expect(await world.state(id)).toBe("buying");
  expect(await refusal(world.take(member, id))).toBe("syndicateClosed");
  world.clock.advanceSeconds(700);
  await world.work();
  expect(await world.state(id)).toBe("open");
  await world.take(member, id);
  expect(await world.wallet(manager)).toBe(9_600);
  world.clock.set((await times(id)).cutOff);
  await answerCutOff(world.deps, manager, { syndicateId: id, answer: "keep" });
  expect(await world.state(id)).toBe("playing");
  expect(await world.wallet(manager)).toBe(9_734);
  expect(await kept(id)).toBe(true);
  expect((await world.shares(id)).map(({ state }) => state)).toEqual(["held", "kept", "kept"]);
});

test("S6 without an answer the agreed rule applies: cancel gives everybody back what they paid, once", async () => {
  const id = await world.offer(manager, { mode: "bought-first", unsoldRule: "cancel" });
  await world.take(member, id);
  const { cutOff, decideBy } = await times(id);
  world.clock.set(cutOff);
  await world.work();
  expect(await world.state(id)).toBe("deciding");
  expect(await refusal(world.take(member, id))).toBe("syndicateClosed");
  world.clock.set(decideBy);
  await Promise.all([world.work(), world.work(), advanceSyndicate(world.deps, id)]);
  await world.work();
  expect(await world.state(id)).toBe("cancelled");
  expect((await ticketsOf(id)).map(({ state }) => state)).toEqual(["cancelled"]);
  expect([await world.wallet(manager), await world.wallet(member)]).toEqual([10_000, 10_000]);
  expect(await kept(id)).toBe(true);
});

test("S6 the three answers: the public for a while, the rest to the manager, and cancelling", async () => {
  const open = await world.offer(manager, { isPublic: false, unsoldRule: "keep" });
  const stranger = await world.member();
  expect(await refusal(world.take(stranger, open))).toBe("notFound");
  world.clock.set((await times(open)).cutOff);
  await world.work();
  expect(await refusal(answerCutOff(world.deps, stranger, { syndicateId: open, answer: "cancel" }))).toBe("notFound");
  await answerCutOff(world.deps, manager, { syndicateId: open, answer: "public" });
  await world.take(stranger, open);
  world.clock.set((await times(open)).decideBy);
  await world.work();
  await world.work();
  expect(await world.state(open)).toBe("playing");
  expect((await world.shares(open)).map(({ holderId }) => holderId)).toEqual([
    stranger.memberId,
    manager.memberId,
    manager.memberId,
  ]);
  expect(await world.wallet(manager)).toBe(10_000 - 266);

  world.clock.set(START);
  const called = await world.offer(manager);
  await world.take(member, called);
  await answerCutOff(world.deps, manager, { syndicateId: called, answer: "cancel" });
  expect(await world.state(called)).toBe("cancelled");
  expect(await world.wallet(member)).toBe(10_000);
  expect(await refusal(answerCutOff(world.deps, manager, { syndicateId: called, answer: "keep" }))).toBe(
    "syndicateClosed",
  );
});

test("S6 a manager who vanishes without money: nothing is bought and everybody has their money back", async () => {
  const vanished = await world.member(0);
  const id = await world.offer(vanished, { unsoldRule: "keep" });
  await world.take(member, id);
  world.clock.set((await times(id)).decideBy);
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("cancelled");
  expect(await ticketsOf(id)).toEqual([]);
  expect(await world.wallet(member)).toBe(10_000);
});

test("S6 where the lottery no longer cancels, the manager keeps the rest and the ticket plays", async () => {
  const id = await world.offer(manager, { mode: "bought-first" });
  await world.take(member, id);
  world.clock.set((await times(id)).close);
  await world.work();
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("playing");
  expect((await world.shares(id)).map(({ state }) => state)).toEqual(["held", "kept", "kept"]);
  expect(await world.wallet(manager)).toBe(10_000 - 266);
  expect(await kept(id)).toBe(true);
});

test("S6 the lottery says no: everybody has back what they paid", async () => {
  const deps = world.with({
    quote: async (order) => ({ ...(await world.client.quote(order)), priceMinor: 500 }),
  });
  const id = await world.offer(manager);
  await world.take(manager, id);
  await world.take(member, id, 1);
  const third = await world.member();
  // The price went up after it was agreed to: nobody pays more than they agreed to.
  Object.assign(world.deps.agent, { lottery: deps.agent.lottery });
  await world.take(third, id, 1);
  Object.assign(world.deps.agent, { lottery: world.client });
  expect(await world.state(id)).toBe("failed");
  expect([await world.wallet(member), await world.wallet(third), await world.wallet(manager)]).toEqual([
    10_000, 10_000, 10_000,
  ]);
});

test("S6 a lottery that never answers: no ticket, and when its sales are over everybody has their money back", async () => {
  const silent = world.with({ quote: () => Promise.reject(lotteryUnavailable(new Error("silence"))) });
  const id = await world.offer(manager);
  Object.assign(world.deps.agent, { lottery: silent.agent.lottery });
  await world.take(member, id, 3);
  expect(await world.state(id)).toBe("placing");
  world.clock.set((await times(id)).close);
  await advanceSyndicate(world.deps, id);
  Object.assign(world.deps.agent, { lottery: world.client });
  expect(await world.state(id)).toBe("failed");
  expect(await world.wallet(member)).toBe(10_000);
});

test("S6 an answer that is lost, wrong, or comes twice or late, buys one ticket", async () => {
  for (const kind of ["lost", "twice", "error", "wrong"] as const) {
    world.clock.set(START);
    world.lottery.faults.clear();
    const id = await world.offer(manager, { name: `Fault ${kind}` });
    world.lottery.faults.add({ kind, method: "POST", path: "/v1/tickets", times: 1 });
    await world.take(member, id, 3);
    world.clock.advanceSeconds(700);
    await world.work();
    await world.work();
    expect(await world.state(id), kind).toBe("playing");
    const [purchase] = await ticketsOf(id);
    expect(
      world.lottery.book.tickets.filter(({ key }) => key === purchase!.id),
      kind,
    ).toHaveLength(1);
    expect(await kept(id), kind).toBe(true);
  }
});

test("S8 prizes are paid by weight to the cent, once; a corrected result brings the difference", async () => {
  const id = await world.offer(manager, { weights: [2, 1, 1, 3], name: "Prizes" });
  await world.take(manager, id, 0, { numbers: [1, 2] });
  await world.take(member, id, 2);
  const before = [await world.wallet(manager), await world.wallet(member)];
  world.clock.set(new Date("2026-11-22T05:00:00Z"));
  // Three of five on the first line: $7, which four shares of weight 2, 1, 1, 3 divide without a rest; $100 does not.
  drawn([4, 8, 19, 60, 61], [26]);
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("settled");
  expect(await world.wallet(manager)).toBe(before[0]! + 300);
  expect(await world.wallet(member)).toBe(before[1]! + 400);
  await Promise.all([world.work(), advanceSyndicate(world.deps, id)]);
  expect(await findPayouts(world.db, id)).toHaveLength(1);
  // The bonus was wrong: three and the bonus pay $100, so $93 are still to come: 2657, 1329, 1328, 3986.
  drawn([4, 8, 19, 60, 61], [10]);
  world.clock.advanceSeconds(3600);
  await world.work();
  await world.work();
  const payouts = await findPayouts(world.db, id);
  expect(payouts.map(({ amountMinor }) => amountMinor)).toEqual([700, 9_300]);
  expect(payouts[1]!.parts.map(({ amountMinor }) => amountMinor)).toEqual([2657, 1329, 1328, 3986]);
  expect(await world.wallet(member)).toBe(before[1]! + 400 + 1328 + 3986);
});

test("S5 each owner holds a statement, signed and dated before the draw, that anybody can check", async () => {
  const id = await world.offer(manager);
  await world.take(member, id, 3);
  const statement = (await findStatement(world.db, id, member.memberId))!;
  const key = statementKey(world.deps.venueSecret);
  expect(isSigned(statement.body, statement.signature, key)).toBe(true);
  expect(isSigned(statement.body.replace('"weight":1', '"weight":2'), statement.signature, key)).toBe(false);
  expect(statement.datedAt < new Date("2026-11-22T03:59:00Z")).toBe(true);
  const body = JSON.parse(statement.body) as { reference: string; shares: unknown[]; entries: unknown[] };
  expect(body.reference).toBe((await ticketsOf(id))[0]!.reference);
  expect([body.shares.length, body.entries.length]).toEqual([3, 2]);
  for (const locale of ["en", "es"]) {
    const owner = { name: "Test Member", locale };
    const pdf = await printStatement(statement, owner, world.deps.venueSecret, await wordsOf(locale));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.includes("statement.json")).toBe(true);
  }
});

test("S7 members are told of the cut-off, of the ticket and of the result, once each", async () => {
  const id = await world.offer(manager, { name: "Letters" });
  await world.take(member, id, 3);
  world.clock.set(new Date("2026-11-22T05:00:00Z"));
  drawn([60, 61, 62, 63, 64], [1]);
  await world.work();
  await world.work();
  await world.work();
  const letters = await world.db.outbox.findMany({ where: { kind: "syndicates.letter" } });
  const own = letters.map(({ payload }) => payload as { syndicateId: string; memberId: string; letter: string });
  const to = (who: Actor) =>
    own
      .filter((one) => one.syndicateId === id && one.memberId === who.memberId)
      .map(({ letter }) => letter)
      .sort();
  expect(to(member)).toEqual(["playing", "result"]);
  expect(to(manager)).toEqual(["playing", "reminder", "reminder", "result"]);
});

test("M1 each lottery is played in its own currency, and over several draws with the same numbers", async () => {
  await world.fund(member.memberId, 5_000, "GBP");
  const entries = [{ main: [1, 2, 3, 4, 5, 6] }];
  const id = await world.offer(manager, {
    game: "uk-lotto",
    draws: ["2026-11-21", "2026-11-25"],
    entries,
    weights: [1, 1],
  });
  await world.take(member, id, 2);
  expect(await world.state(id)).toBe("playing");
  const [ticket] = await ticketsOf(id);
  expect([ticket!.currency, ticket!.draws.length]).toEqual(["GBP", 2]);
  expect(await world.balance("venue:lottery:GBP")).toBe(-ticket!.priceMinor);
  expect(await world.wallet(member)).toBe(10_000);
});

test("S6 a draw that is postponed keeps the ticket, and clocks that change between purchase and draw move no moment", async () => {
  // Clocks go back on 1 November; the draw of the 2nd closes at 9 pm by the clock of then.
  world.clock.set(new Date("2026-10-30T12:00:00Z"));
  const id = await world.offer(manager, { draws: ["2026-11-02"], name: "Winter Time" });
  expect((await times(id)).cutOff.toISOString()).toBe("2026-11-03T01:30:00.000Z");
  await world.take(member, id, 3);
  const [drawAt, closesAt] = ["2026-11-04T03:59:00Z", "2026-11-04T02:00:00Z"];
  world.lottery.book.postpone("us-powerball", "2026-11-02", drawAt!, closesAt!);
  world.clock.set(new Date("2026-11-03T05:00:00Z"));
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("playing");
  world.clock.set(new Date("2026-11-04T06:00:00Z"));
  world.lottery.book.publish("us-powerball", "2026-11-02", { main: [60, 61, 62, 63, 64], bonus: [1] });
  await world.work();
  await world.work();
  expect(await world.state(id)).toBe("settled");
});

test("M1 the whole ledger comes to zero after all of this", async () => {
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});
