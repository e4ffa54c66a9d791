import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { holdInstead } from "@/server/tickets/hold-instead";
import { findOpenOrderIn } from "@/server/tickets/order-view-store";
import { quickPick, readPicks } from "@/server/tickets/picks";
import { checkPlacements, firstPlacements } from "@/server/tickets/placements";
import { readChoices } from "@/server/tickets/read-choices";
import { readOrder } from "@/server/tickets/read-order";
import { makeAuthorisedOrder, NOW } from "@/tests/support/fixtures";
import { decideSimply, openTestVenue, type TestVenue } from "@/tests/support/venue";
import { refusal, waysToBuy } from "@/tests/support/ways";

let venue: TestVenue;
const { addPools, board, hold, issue, pay, ticketsOf } = waysToBuy(() => venue);

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterAll(() => venue.close());

test("B13 numbers are held like tickets: one that somebody else has is named, the others can be kept", async () => {
  const raffleId = await board(50);
  const first = await venue.buyer();
  expect(await hold({ raffleId, picks: [7, 21] }, first)).toMatchObject({ quantity: 2, picks: [7, 21] });
  expect(await refusal(hold({ raffleId, picks: [8, 21, 22] }))).toEqual({
    code: "numbersTaken",
    params: { numbers: "21", count: 1 },
  });
  const rest = await hold({ raffleId, picks: [8, 21, 22], shortfall: "remaining" });
  expect(rest).toMatchObject({ quantity: 2, wanted: 3, picks: [8, 22] });
  for (const picks of [[0], [51], [3, 3]]) {
    expect((await refusal(hold({ raffleId, picks }))).code).toBe("badPicks");
  }
  const held = await venue.db.ticketOrder.findMany({ where: { raffleId } });
  const { memberId } = first;
  const choices = await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW });
  expect(choices?.board).toMatchObject({ size: 50, sold: [] });
  expect(choices?.board?.held.toSorted((a, b) => a - b)).toEqual([7, 8, 21, 22]);
  await pay(held.find((order) => order.memberId === memberId)!.id, first);
  expect((await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW }))?.board?.sold).toEqual([
    7, 21,
  ]);
  expect((await refusal(hold({ raffleId, picks: [7] }))).params).toEqual({ numbers: "7", count: 1 });
});

test("B13 one's own number that is set aside already may be asked for again; the earlier order gives way to the new", async () => {
  const raffleId = await board(50);
  const [own, other] = [await venue.buyer(), await venue.buyer()];
  const input = { raffleId, quantity: 2, shortfall: "none" as const, presence: null };
  const left: unknown[] = [];
  const instead = async (picks: number[], shortfall: "none" | "remaining" = "none") => {
    const open = await findOpenOrderIn(venue.db, raffleId, own.memberId);
    const wish = { ...input, quantity: picks.length, shortfall, picks, idempotencyKey: newId() };
    return holdInstead({ ...venue.deps, decideEntry: decideSimply }, own.actor, wish, open, (error) =>
      left.push(error),
    );
  };
  const first = await instead([7, 21]);
  await hold({ raffleId, picks: [30] }, other);

  // A number of somebody else's beside it: nothing is given up for a wish that cannot be.
  expect(await refusal(instead([7, 30]))).toMatchObject({ code: "numbersTaken", params: { numbers: "7, 30" } });
  expect((await findOpenOrderIn(venue.db, raffleId, own.memberId))?.id).toBe(first.orderId);

  const second = await instead([7, 22]);
  expect(second).toMatchObject({ quantity: 2, picks: [7, 22] });
  const third = await instead([22, 23, 30], "remaining");
  expect(third).toMatchObject({ quantity: 2, picks: [22, 23] });
  const orders = await venue.db.ticketOrder.findMany({ where: { raffleId, memberId: own.memberId } });
  const stateOf = (id: string) => orders.find((order) => order.id === id)?.state;
  expect([first, second, third].map(({ orderId }) => stateOf(orderId))).toEqual(["cancelled", "cancelled", "held"]);
  expect(left).toEqual([]);
  expect(await hold({ raffleId, picks: [7, 21] }, other)).toMatchObject({ picks: [7, 21] });
});

test("B13 a hold that has ended gives its numbers back; with KV away the database decides who has one", async () => {
  const raffleId = await board(10);
  const [one, two] = [await venue.buyer(), await venue.buyer()];
  const first = await hold({ raffleId, picks: [4] }, one);
  venue.clock.advanceSeconds(601);
  const second = await hold({ raffleId, picks: [4] }, two);
  await pay(second.orderId, two);
  // The first one comes back too late: the number is gone, and the order ends with its name.
  expect(await refusal(pay(first.orderId, one))).toMatchObject({ code: "no error" });
  expect(await venue.db.ticketOrder.findUnique({ where: { id: first.orderId } })).toMatchObject({
    state: "lost",
    reason: "numbersTaken",
    reasonParams: { numbers: "4", count: 1 },
  });
});

test("B13 64 buyers want the same number: one has it, where a naive check gives it to several", async () => {
  const raffleId = await board(100);
  const { memberId } = await venue.buyer();
  const free = { unitPriceMinor: 0, ticketsMinor: 0, totalMinor: 0, venueFeeMinor: 0 };
  const orders = await Promise.all(
    Array.from({ length: 64 }, () => makeAuthorisedOrder(venue.db, { raffleId, memberId, ...free, picks: [13] })),
  );
  const answers = await Promise.all(orders.map(issue));
  expect(answers.filter((answer) => answer.outcome === "issued")).toHaveLength(1);
  expect(answers.filter((answer) => answer.outcome === "number-taken" && answer.taken?.[0] === 13)).toHaveLength(63);
  expect(await venue.db.ticket.count({ where: { raffleId, pickedNumber: 13 } })).toBe(1);

  await venue.db.query({ text: "create table naive_pick (n int not null)" });
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      const rows = await venue.db.query({ text: "select 1 from naive_pick where n = 13" });
      if (rows.length === 0) await venue.db.query({ text: "insert into naive_pick values (13)" });
    }),
  );
  const [had] = await venue.db.query<{ n: number }>({ text: "select count(*)::int as n from naive_pick" });
  expect(had?.n).toBeGreaterThan(1);
});

test("B13 without a wish free numbers are picked, until there are none", async () => {
  const raffleId = await board(12);
  await hold({ raffleId, picks: [1, 2, 3] });
  const picked = await hold({ raffleId, quantity: 5 });
  expect(picked.picks).toHaveLength(5);
  expect(picked.picks.every((number) => number > 3)).toBe(true);
  expect(await refusal(hold({ raffleId, quantity: 5 }))).toEqual({ code: "fewerLeft", params: { left: 4 } });
  expect((await hold({ raffleId, quantity: 5, shortfall: "remaining" })).quantity).toBe(4);
  expect((await refusal(hold({ raffleId }))).code).toBe("allSetAside");
});

test("B13 numbers as people type them", () => {
  expect(readPicks(" 7, 21;300\n5-8 ", 500)).toEqual([5, 6, 7, 8, 21, 300]);
  expect(readPicks("", 500)).toEqual([]);
  for (const typed of ["7a", "8-5", "-3", "1.5", "1234567"]) expect(readPicks(typed, 500)).toBeNull();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.nat(300),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (size, count, dice) => {
        const gone = new Set([1, 5, 9]);
        const picks = quickPick(size, gone, count, (below) => Math.floor((dice.next().value ?? 0) * below));
        expect(new Set(picks).size).toBe(picks.length);
        expect(picks.every((number) => number >= 1 && number <= size && !gone.has(number))).toBe(true);
        expect(picks).toHaveLength(
          Math.min(count, Array.from({ length: size }, (_, at) => at + 1).filter((n) => !gone.has(n)).length),
        );
      },
    ),
  );
});

test("B3 each ticket of a tray stands on the prize it was placed on, and the page counts them", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { format: "tricky-tray" } });
  const [quilt, basket] = (await addPools(raffleId, ["Quilt", "Basket"])) as [string, string];
  const buyer = await venue.buyer();
  const placements = [
    { drawingId: quilt, count: 2 },
    { drawingId: basket, count: 1 },
  ];
  expect((await refusal(hold({ raffleId, quantity: 3 }))).code).toBe("placementsNeeded");
  expect(await refusal(hold({ raffleId, quantity: 4, placements }))).toEqual({
    code: "placementsDiffer",
    params: { placed: 3, quantity: 4 },
  });
  const elsewhere = [{ drawingId: newId(), count: 1 }];
  expect((await refusal(hold({ raffleId, quantity: 1, placements: elsewhere }))).code).toBe("unknownPrize");
  const held = await hold({ raffleId, quantity: 3, placements }, buyer);
  await pay(held.orderId, buyer);
  expect((await ticketsOf(held.orderId)).map((ticket) => ticket.poolId)).toEqual([quilt, quilt, basket]);
  const { memberId } = buyer;
  const choices = await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW });
  expect(choices?.pools.map(({ heading, placed, oddsNow }) => [heading, placed, oddsNow?.oneIn])).toEqual([
    ["Quilt", 2, 3],
    ["Basket", 1, 2],
  ]);
  expect(await readOrder(venue.db, buyer.actor, held.orderId)).toMatchObject({
    placements: [
      { heading: "Quilt", count: 2 },
      { heading: "Basket", count: 1 },
    ],
  });
});

test("B3 a prize whose drawing is over takes no tickets: neither held nor issued", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { format: "tricky-tray" } });
  const [quilt] = (await addPools(raffleId, ["Quilt", "Basket"])) as [string, string];
  const buyer = await venue.buyer();
  const held = await hold({ raffleId, placements: [{ drawingId: quilt, count: 1 }] }, buyer);
  await venue.db.drawing.update({ where: { id: quilt }, data: { state: "cancelled", endedReason: "test" } });
  await pay(held.orderId, buyer);
  expect(await venue.db.ticketOrder.findUnique({ where: { id: held.orderId } })).toMatchObject({
    state: "refused",
    reason: "prizeGone",
  });
});

test("B3 placements are exact: as many as tickets, each prize once, and the first ones where fewer are left", () => {
  const placement = fc.record({ drawingId: fc.constantFrom("a", "b", "c"), count: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(placement, { maxLength: 8 }), fc.nat(60), (wished, kept) => {
      const total = wished.reduce((sum, one) => sum + one.count, 0);
      fc.pre(total > 0);
      const placed = checkPlacements(wished, ["a", "b", "c"], total);
      expect(placed.reduce((sum, one) => sum + one.count, 0)).toBe(total);
      expect(new Set(placed.map((one) => one.drawingId)).size).toBe(placed.length);
      const first = firstPlacements(placed, kept);
      expect(first.reduce((sum, one) => sum + one.count, 0)).toBe(Math.min(kept, total));
    }),
  );
});
