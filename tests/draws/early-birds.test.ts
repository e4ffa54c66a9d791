import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "../support/database";
import {
  makeAuthorisedOrder,
  makeMember,
  makeOrganisation,
  makeRaffle,
  NOW,
  rulesVersion,
  seedAreas,
} from "../support/fixtures";

let fresh: FreshDatabase;
let db: Database;
let organisationId: string;
let members: string[];
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 16 });
  db = fresh.db;
  await seedAreas(db);
  organisationId = await makeOrganisation(db);
  members = await Promise.all(Array.from({ length: 8 }, () => makeMember(db)));
});
afterAll(() => fresh.drop());

const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);

async function raffleWith(triggers: Array<{ count?: number; at?: Date }>, cap = 1000): Promise<[string, string[]]> {
  const raffleId = await makeRaffle(db, { organisationId, cap });
  const ids: string[] = [];
  for (const [index, trigger] of triggers.entries()) {
    const { id } = await db.drawing.create({
      data: {
        id: newId(),
        raffleId,
        kind: "early-bird",
        position: index + 1,
        triggerCount: trigger.count ?? null,
        triggerAt: trigger.at ?? null,
        drawAt: trigger.at ?? minutes(60),
      },
    });
    ids.push(id);
  }
  return [raffleId, ids];
}

const at = (when: Date | undefined) => when ?? null;

async function issue(raffleId: string, quantity: number, when = NOW): Promise<string> {
  const order = await makeAuthorisedOrder(db, { raffleId, memberId: members[0]!, quantity });
  await db.query({
    text: 'select outcome from issue_tickets($1::uuid, $2::bigint, \'{"input":{},"decision":"open"}\', $3::timestamptz)',
    values: [order, await rulesVersion(db), when],
  });
  return order;
}

// What settles and what takes back looks for early birds itself: nobody else has to (but for a date, which is computed).
const settle = (raffleId: string, order: string, when = NOW) =>
  db.query({
    text: "select outcome, $3::text from settle_order($1::uuid, $2::timestamptz)",
    values: [order, when, raffleId],
  });
const takeBack = (raffleId: string, order: string, when = NOW) =>
  db.query({
    text: "select outcome, $3::text from take_back_tickets($1::uuid, 'declined', $2::timestamptz)",
    values: [order, when, raffleId],
  });
const look = (raffleId: string, when?: Date) =>
  db.query({ text: "select trigger_early_birds($1::uuid, $2::timestamptz)", values: [raffleId, at(when)] });

const orderOf = async (drawingId: string) => {
  const row = await db.drawing.findUniqueOrThrow({ where: { id: drawingId } });
  return row.triggerOrder === null ? null : Number(row.triggerOrder);
};

test("R3 a drawing triggered at N takes the 1st to the Nth ticket sold, though N falls within one order", async () => {
  const [raffleId, [five, twelve]] = await raffleWith([{ count: 5 }, { count: 12 }]);
  const first = await issue(raffleId, 3);
  await settle(raffleId, first);
  expect(await orderOf(five!)).toBeNull();
  const big = await issue(raffleId, 10);
  expect(await orderOf(five!), "ten are issued but not paid").toBeNull();
  await settle(raffleId, big);
  expect([await orderOf(five!), await orderOf(twelve!)]).toEqual([5, 12]);
  const sales = await db.raffleSales.findUniqueOrThrow({ where: { raffleId } });
  expect(sales.nextTrigger).toBeNull();
});

test("R3 a ticket taken back is not counted, though its number is sold again; one not settled holds up what is behind it", async () => {
  const [raffleId, [drawing]] = await raffleWith([{ count: 4 }]);
  const [a, b, c] = [await issue(raffleId, 2), await issue(raffleId, 3), await issue(raffleId, 2)];
  await settle(raffleId, c);
  await settle(raffleId, a);
  expect(await orderOf(drawing!), "four are settled, but b may still be").toBeNull();
  await takeBack(raffleId, b);
  // 1, 2 and then 6, 7: numbers 3 to 5 were issued and taken back.
  expect(await orderOf(drawing!)).toBe(7);
  const again = await issue(raffleId, 3);
  await settle(raffleId, again);
  const numbers = await db.ticket.findMany({ where: { orderId: again }, select: { sequence: true, issueOrder: true } });
  expect(numbers.map(({ sequence }) => sequence).sort()).toEqual([3, 4, 5]);
  expect(numbers.every(({ issueOrder }) => issueOrder > 7n)).toBe(true);
  expect(await orderOf(drawing!)).toBe(7);
});

test("R3 a later void never untriggers a drawing, and a void before still counts as sold", async () => {
  const [raffleId, [two, four]] = await raffleWith([{ count: 2 }, { count: 4 }]);
  const a = await issue(raffleId, 2);
  await settle(raffleId, a);
  expect(await orderOf(two!)).toBe(2);
  await db.query({
    text: "select outcome from void_tickets($1::uuid, null, 'asked', $2::timestamptz)",
    values: [a, NOW],
  });
  await look(raffleId, NOW);
  expect(await orderOf(two!)).toBe(2);
  const b = await issue(raffleId, 2);
  await settle(raffleId, b);
  expect(await orderOf(four!)).toBe(4);
  await expect(db.drawing.update({ where: { id: two! }, data: { triggerOrder: 1n } })).rejects.toThrow(/cannot change/);
  await expect(
    db.drawing.update({ where: { id: two! }, data: { triggerOrder: null, triggeredAt: null } }),
  ).rejects.toThrow(/cannot change/);
});

test("R3 a date triggers by itself: whoever looks later finds the last ticket issued before the moment", async () => {
  const [raffleId, [drawing, later]] = await raffleWith([{ at: minutes(10) }, { at: minutes(60 * 25) }]);
  await settle(raffleId, await issue(raffleId, 3, minutes(9)), minutes(9));
  await settle(raffleId, await issue(raffleId, 2, minutes(10)), minutes(10));
  const order = await issue(raffleId, 1, minutes(30));
  await look(raffleId, minutes(30));
  expect(await orderOf(drawing!)).toBe(3);
  await settle(raffleId, order, minutes(30));
  const row = await db.drawing.findUniqueOrThrow({ where: { id: drawing! } });
  expect(row.triggeredAt).toEqual(minutes(10));
  // A date after the close never comes.
  await look(raffleId, minutes(60 * 48));
  expect(await orderOf(later!)).toBeNull();
});

test("R3 whichever comes first, decided by the ticket and not by who looked first", async () => {
  const [raffleId, [drawing]] = await raffleWith([{ count: 3, at: minutes(10) }]);
  const a = await issue(raffleId, 2, minutes(1));
  const b = await issue(raffleId, 2, minutes(2));
  await settle(raffleId, a, minutes(3));
  await look(raffleId, minutes(11));
  expect(await orderOf(drawing!), "b decides whether the count came first").toBeNull();
  await settle(raffleId, b, minutes(12));
  expect(await orderOf(drawing!)).toBe(3);

  const [other, [second]] = await raffleWith([{ count: 3, at: minutes(10) }]);
  const c = await issue(other, 2, minutes(1));
  const d = await issue(other, 2, minutes(2));
  await settle(other, c, minutes(3));
  await takeBack(other, d, minutes(12));
  await look(other, minutes(12));
  expect(await orderOf(second!), "the moment came first").toBe(4);
  await settle(other, await issue(other, 5, minutes(20)), minutes(20));
  expect(await orderOf(second!)).toBe(4);
});

/** Sixty-four clients buy and settle at once; a third of the captures fail. Answers what a naive trigger would have said. */
async function rush(raffleId: string, counts: number[]): Promise<Map<number, number>> {
  const naive = new Map<number, number>();
  await Promise.all(
    Array.from({ length: 64 }, async (_, client) => {
      const random = () => (Math.sin(client * 97 + 13) + 1) / 2;
      for (let turn = 0; turn < 2; turn++) {
        const order = await issue(raffleId, 1 + ((client + turn) % 4));
        const [seen] = await db.query<{ issued: number; last: number }>({
          text: "select issued, (next_issue_order - 1)::int as last from raffle_sales where raffle_id = $1::uuid",
          values: [raffleId],
        });
        for (const count of counts) if (seen!.issued >= count && !naive.has(count)) naive.set(count, seen!.last);
        if (random() < 0.34) await takeBack(raffleId, order);
        else await settle(raffleId, order);
      }
    }),
  );
  return naive;
}

test("R3 sixty-four clients at once, captures failing: exactly the Nth ticket sold, where a naive count goes wrong", async () => {
  const counts = [1, 20, 50, 90];
  const [raffleId, ids] = await raffleWith(counts.map((count) => ({ count })));
  const naive = await rush(raffleId, counts);
  const sold = await db.ticket.findMany({
    where: { raffleId, state: { in: ["valid", "voided"] } },
    orderBy: { issueOrder: "asc" },
    select: { issueOrder: true },
  });
  expect(sold.length).toBeGreaterThan(counts.at(-1)!);
  expect(await db.ticket.count({ where: { raffleId, state: "taken_back" } })).toBeGreaterThan(20);
  const exact = counts.map((count) => Number(sold[count - 1]!.issueOrder));
  expect(await Promise.all(ids.map(orderOf))).toEqual(exact);
  // The control: the counter of what is issued, read when it first passes N, names other tickets.
  expect(counts.map((count) => naive.get(count))).not.toEqual(exact);
}, 60_000);
