import { afterAll, beforeAll, expect, test } from "vitest";
import { type OddsDrawing, type OddsFacts, raffleOdds } from "@/server/draws/raffle-odds";
import { readMemberOdds } from "@/server/draws/read-odds";
import { newId } from "@/server/kernel/ids";
import type { Chance } from "@/server/tickets/chances";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

const text = (chance: Chance | null) => chance && `${chance.numerator}/${chance.denominator}`;
const now = new Date("2026-11-20T17:00:00Z");
const later = new Date("2026-12-20T17:00:00Z");

const drawing = (over: Partial<OddsDrawing>): OddsDrawing => ({
  id: newId(),
  kind: "main",
  position: 1,
  prize: "A prize",
  triggerCount: null,
  triggerAt: null,
  isFixed: false,
  winners: 1,
  entries: 10,
  mine: 2,
  returns: false,
  ...over,
});
const facts = (drawings: OddsDrawing[], over: Partial<OddsFacts> = {}): OddsFacts => ({
  now,
  closesAt: later,
  whenSold: 100,
  winAgain: true,
  drawings,
  ...over,
});

test("D5 one drawing: now by what is sold, and when all are sold by the cap", () => {
  const odds = raffleOdds(facts([drawing({ winners: 2 })]));
  expect(text(odds.all.oneNow)).toBe("1/5");
  expect(text(odds.all.oneWhenSold)).toBe("1/50");
  expect(text(odds.all.mineNow)).toBe("17/45"); // 1 − (8 × 7) / (10 × 9)
  expect(text(odds.all.mineWhenSold)).toBe("197/4950"); // 1 − (98 × 97) / (100 × 99)
});

test("D5 an early bird that waits for a count would lapse at present sales, and its prizes join the main drawing", () => {
  const early = drawing({ kind: "early-bird", triggerCount: 50, winners: 1 });
  const odds = raffleOdds(facts([early, drawing({ winners: 1 })]));
  expect(odds.drawings[0]).toMatchObject({ lapsesNow: true, oneNow: null, mineNow: null });
  expect(text(odds.drawings[0]!.oneWhenSold)).toBe("1/50");
  expect(text(odds.drawings[1]!.oneNow)).toBe("1/5"); // two prizes among ten
  expect(text(odds.drawings[1]!.oneWhenSold)).toBe("1/100");
  expect(text(odds.all.oneWhenSold)).toBe("149/5000"); // 1 − 49/50 × 99/100
});

test("D5 a ticket bought from now on has missed an early bird that is triggered", () => {
  const early = drawing({ kind: "early-bird", triggerCount: 5, isFixed: true, entries: 5, mine: 1, winners: 1 });
  const odds = raffleOdds(facts([early, drawing({})]));
  expect(text(odds.drawings[0]!.oneNow)).toBe("1/5");
  expect(text(odds.all.oneNow)).toBe("1/10");
  expect(text(odds.all.mineNow)).toBe("9/25"); // 1 − 4/5 × 8/10
});

test("D5 without a cap, and after the close, there is no second figure", () => {
  expect(raffleOdds(facts([drawing({})], { whenSold: null })).all.mineWhenSold).toBeNull();
  expect(raffleOdds(facts([drawing({})], { now: later })).all.mineWhenSold).toBeNull();
});

test("B3 D5 a tray has odds for each of its prizes, from the tickets that lie on it", () => {
  const pools = [
    drawing({ kind: "pool", entries: 4, mine: 1 }),
    drawing({ kind: "pool", position: 2, entries: 10, mine: 0 }),
  ];
  const odds = raffleOdds(facts(pools));
  expect(odds.drawings.map(({ mineNow }) => text(mineNow))).toEqual(["1/4", "0/1"]);
  expect(text(odds.all.mineNow)).toBe("1/4");
  expect(odds.all.oneNow).toBeNull();
  expect(odds.drawings[0]!.mineWhenSold).toBeNull();
});

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

test("D5 a member's odds come from the tickets and drawings as they stand, and move with them", async () => {
  const raffleId = await venue.raffle({ cap: 100 });
  const { db } = venue;
  const slug = (await db.game.findUniqueOrThrow({ where: { id: raffleId } })).slug;
  const drawAt = new Date(now.getTime() + 25 * 3_600_000);
  const main = await db.drawing.create({ data: { id: newId(), raffleId, kind: "main", position: 1, drawAt } });
  const prize = { raffleId, heading: "A prize", valueMinor: 100 };
  await db.prize.create({ data: { ...prize, id: newId(), drawingId: main.id, groupPosition: 1, quantity: 2 } });
  const early = newId();
  await db.drawing.create({
    data: { id: early, raffleId, kind: "early-bird", position: 1, triggerCount: 20, drawAt },
  });
  await db.prize.create({ data: { ...prize, id: newId(), drawingId: early, groupPosition: 1 } });

  const buyer = await venue.buyer();
  const other = await venue.buyer();
  for (const [who, count] of [
    [buyer, 4],
    [other, 6],
  ] as const) {
    const { orderId } = await venue.toGateway(who.actor, raffleId, count);
    await venue.type(orderId);
    await venue.settle(orderId);
  }
  const read = () => readMemberOdds(venue, buyer.actor, slug);
  const first = await read();
  expect(first.tickets).toBe(4);
  expect(first.odds.drawings.map(({ kind }) => kind)).toEqual(["early-bird", "main"]);
  expect(text(first.odds.drawings[1]!.oneNow)).toBe("3/10"); // the early bird's prize joins
  expect(text(first.odds.drawings[0]!.mineWhenSold)).toBe("1/5"); // 4 of 20
  expect(text(first.odds.drawings[1]!.oneWhenSold)).toBe("1/50");

  // Ten more are sold and the early bird falls due with the tenth ticket: its list is fixed.
  await db.drawing.update({ where: { id: early }, data: { triggeredAt: now, triggerOrder: 10n } });
  const { orderId } = await venue.toGateway(other.actor, raffleId, 10);
  await venue.type(orderId);
  await venue.settle(orderId);
  const second = await read();
  expect(text(second.odds.drawings[0]!.mineNow)).toBe("2/5"); // 4 of 10
  expect(text(second.odds.drawings[1]!.oneNow)).toBe("1/10"); // 2 of 20

  await expect(readMemberOdds(venue, (await venue.buyer()).actor, slug)).rejects.toMatchObject({ status: 404 });
});
