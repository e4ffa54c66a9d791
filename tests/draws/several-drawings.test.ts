import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceDrawing, advanceDrawings } from "@/server/draws/advance-drawings";
import type { Certificate } from "@/server/draws/certificate";
import { freezeDrawing } from "@/server/draws/freeze-drawing";
import { nameRound, roundNaming } from "@/server/draws/name-round";
import { verifyCertificate } from "@/server/draws/verify";
import { proveMember, readFullCertificate, readList, watchDrawing } from "@/server/draws/watch-drawing";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { TEST_CHAIN } from "./fixtures";
import { BEFORE, CLOSES_AT, DRAW_AT, drawWorld, seedRaffle } from "./seeding";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterAll(() => fresh.drop());

const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);
const WEEK = 7 * 86_400;

interface Extra {
  kind: "early-bird" | "pool";
  position: number;
  count?: number;
  at?: Date;
  prizes: string[];
}

/** A world with a raffle of 12 tickets, and drawings beside the main one. Rounds are named as at activation. */
async function world(extras: Extra[], options: Parameters<typeof seedRaffle>[1] & { raffle?: object } = {}) {
  const made = drawWorld(fresh.db);
  const raffle = await seedRaffle(fresh.db, options);
  if (options.raffle) await fresh.db.raffle.update({ where: { gameId: raffle.game.id }, data: options.raffle });
  const ids: string[] = [];
  for (const extra of extras) {
    const id = newId();
    ids.push(id);
    await fresh.db.drawing.create({
      data: {
        id,
        raffleId: raffle.game.id,
        kind: extra.kind,
        position: extra.position,
        triggerCount: extra.count ?? null,
        triggerAt: extra.at ?? null,
        drawAt: extra.at ?? DRAW_AT,
        reserveCount: 2,
      },
    });
    for (const [index, heading] of extra.prizes.entries()) {
      await fresh.db.prize.create({
        data: {
          id: newId(),
          raffleId: raffle.game.id,
          drawingId: id,
          groupPosition: index + 1,
          heading,
          valueMinor: 100,
        },
      });
    }
  }
  await fresh.db.transaction((tx) => roundNaming(TEST_CHAIN).nameRound(tx, raffle.drawing.id, BEFORE));
  return { ...made, ...raffle, main: raffle.drawing.id, ids, raffleId: raffle.game.id };
}

const drawing = (id: string) => fresh.db.drawing.findUniqueOrThrow({ where: { id } });

/** Lets a drawing be drawn and shown, and answers its certificate, checked. */
async function drawn(made: Awaited<ReturnType<typeof world>>, id: string): Promise<Certificate> {
  const { drawAt } = await drawing(id);
  made.clock.set(later(drawAt, 6));
  await advanceDrawing(made.deps, id);
  const { revealEndsAt } = await drawing(id);
  made.clock.set(later(revealEndsAt!, 1));
  const certificate = (await readFullCertificate(made.deps, id))!;
  expect(verifyCertificate(JSON.parse(JSON.stringify(certificate))).faults).toEqual([]);
  return certificate;
}

/** A ticket whose money is not captured yet. */
async function issuedTicket(raffleId: string, holderId: string, issueOrder: number, issuedAt: Date): Promise<string> {
  const { id: _, ...order } = await fresh.db.ticketOrder.findFirstOrThrow({ where: { raffleId } });
  const orderId = newId();
  const states = { state: "issued" as const, quantity: 1, wanted: 1, capturedAt: null };
  await fresh.db.ticketOrder.create({
    data: { ...order, ...states, id: orderId, idempotencyKey: orderId, issuedAt } as never,
  });
  const id = newId();
  const ticket = { raffleId, orderId, holderId, issueOrder: BigInt(issueOrder), issuedAt, validationCode: id };
  const number = `ISSUED-${id.slice(-12)}`;
  await fresh.db.ticket.create({
    data: { ...ticket, id, state: "issued", sequence: issueOrder, number, pricePaidMinor: 2500 },
  });
  await fresh.db.raffleSales.update({ where: { raffleId }, data: { issued: { increment: 1 } } });
  return id;
}

test("R3 an early bird is named, frozen and drawn while sales go on, with its own list and certificate", async () => {
  const made = await world([{ kind: "early-bird", position: 1, count: 5, prizes: ["A kite"] }]);
  const { deps, clock, ids, raffleId, main } = made;
  expect((await watchDrawing(deps, ids[0]!)).trigger).toMatchObject({ count: 5, triggeredAt: null });
  clock.set(later(BEFORE, WEEK));
  await fresh.db.query({
    text: "select trigger_early_birds($1::uuid, $2::timestamptz)::text",
    values: [raffleId, clock.now()],
  });
  // Whoever looks moves it on: nothing has to run.
  const view = await watchDrawing(deps, ids[0]!);
  expect(view).toMatchObject({ phase: "waiting", list: { count: 5 }, title: null, levels: [] });
  const row = await drawing(ids[0]!);
  expect(row.drawAt.getTime()).toBeGreaterThanOrEqual(clock.now().getTime() + 20_000);
  const sales = await fresh.db.raffleSales.findUniqueOrThrow({ where: { raffleId } });
  expect(sales.frozenAt, "sales go on").toBeNull();
  const list = (await readList(deps, ids[0]!))!;
  expect(list.list.entries.map((number) => Number(number.split("-").at(-1)))).toEqual([1, 2, 3, 4, 5]);

  const certificate = await drawn(made, ids[0]!);
  expect(certificate.drawing).toMatchObject({ kind: "early-bird", trigger: { count: 5, order: 5 } });
  expect(certificate.drawings.map(({ kind, state }) => [kind, state])).toEqual([
    ["early-bird", "this"],
    ["main", "to-come"],
  ]);
  expect((await fresh.db.game.findUniqueOrThrow({ where: { id: raffleId } })).state).toBe("active");
  expect(await proveMember(deps, ids[0]!, made.holders[0]!.id)).not.toEqual([]);

  clock.set(later(CLOSES_AT, 1));
  expect(await advanceDrawing(deps, main)).toMatchObject({ outcome: "not-yet" });
  const last = await drawn(made, main);
  expect(last.list.count, "its winner stays in the drum").toBe(12);
  expect(last.drawings[0]).toMatchObject({ state: "drawn", root: certificate.list.root });
  expect((await fresh.db.game.findUniqueOrThrow({ where: { id: raffleId } })).state).toBe("drawn");
});

test("R3 where the rules say so a winner leaves all later drawings, and the certificate names the ticket", async () => {
  const made = await world(
    [
      { kind: "early-bird", position: 1, count: 4, prizes: ["A kite"] },
      { kind: "early-bird", position: 2, count: 8, prizes: ["A drum"] },
    ],
    { raffle: { earlyBirdsWinAgain: false } },
  );
  const { deps, clock, ids, raffleId, main } = made;
  clock.set(later(BEFORE, WEEK));
  await advanceDrawings(deps);
  await fresh.db.query({
    text: "select trigger_early_birds($1::uuid, $2::timestamptz)::text",
    values: [raffleId, clock.now()],
  });
  // The second waits for the first, whose winner it must leave out.
  expect(await freezeDrawing(deps, ids[1]!)).toEqual({ outcome: "waiting", reason: "early-bird" });
  await freezeDrawing(deps, ids[0]!);
  const first = await drawn(made, ids[0]!);
  await freezeDrawing(deps, ids[1]!);
  const second = await drawn(made, ids[1]!);
  const won = first.winners[0]!.ticket;
  expect(second.drawing.without).toEqual([won]);
  expect(second.list.count).toBe(7);
  expect(second.list.entries).not.toContain(won);
  clock.set(later(CLOSES_AT, 1));
  await freezeDrawing(deps, main);
  const last = await drawn(made, main);
  expect([...last.drawing.without].sort()).toEqual([won, second.winners[0]!.ticket].sort());
  expect(last.list.count).toBe(10);
});

test("R3 an early bird that the last ticket triggers is held before the main list is frozen, and both are in time", async () => {
  const made = await world([{ kind: "early-bird", position: 1, count: 12, prizes: ["A kite"] }], {
    raffle: { earlyBirdsWinAgain: false, drawAt: CLOSES_AT },
  });
  const { deps, clock, ids, main } = made;
  clock.set(later(CLOSES_AT, 1));
  expect(await freezeDrawing(deps, main)).toEqual({ outcome: "waiting", reason: "early-bird" });
  // As the worker would, every few seconds.
  for (let second = 3; second < 90; second += 3) {
    clock.set(later(CLOSES_AT, second));
    for (const id of [main, ids[0]!]) await advanceDrawing(deps, id);
  }
  expect((await drawing(ids[0]!)).state).toBe("drawn");
  const row = await drawing(main);
  expect(row.state).not.toBe("missed");
  expect(row.entryCount ?? 11).toBe(11);
});

test("R3 early birds that were never triggered lapse: their prizes join the main drawing before its list is frozen", async () => {
  const made = await world([
    { kind: "early-bird", position: 1, count: 12, prizes: ["A kite"] },
    { kind: "early-bird", position: 2, count: 500, prizes: ["A drum", "A flute"] },
    { kind: "early-bird", position: 3, at: later(BEFORE, -WEEK), prizes: ["A bell"] },
  ]);
  const { deps, clock, ids, main } = made;
  clock.set(later(CLOSES_AT, 1));
  expect(await freezeDrawing(deps, main)).toMatchObject({ outcome: "frozen", count: 12 });
  expect((await drawing(ids[0]!)).triggerOrder).toBe(12n);
  expect((await drawing(ids[1]!)).endedReason).toBe("lapsed");
  // It fell due by its date before anybody had a ticket, so nobody could have won it.
  expect((await drawing(ids[2]!)).endedReason).toBe("lapsed");
  const list = (await readList(deps, main))!;
  expect(list.drawing.levels.map(({ label, prizes }) => [label, prizes[0]])).toEqual([
    ["First Prize", "A wooden sailing boat"],
    ["Second Prize", "A brass lantern"],
    ["Third Prize", "A drum"],
    ["Fourth Prize", "A flute"],
    ["Fifth Prize", "A bell"],
  ]);
  expect(list.drawings.map(({ state }) => state)).toEqual(["to-come", "lapsed", "lapsed", "this"]);
  const audit = await fresh.db.auditEntry.count({
    where: { action: "lapse-early-bird", subject: `drawing:${ids[1]}` },
  });
  expect(audit).toBe(1);
  expect((await watchDrawing(deps, ids[1]!)).phase).toBe("cancelled");
});

test("R3 a dated early bird waits for what was issued before the moment, and for nothing that came after", async () => {
  const moment = later(BEFORE, WEEK);
  const made = await world([{ kind: "early-bird", position: 1, at: moment, prizes: ["A kite"] }]);
  const { deps, clock, ids, raffleId } = made;
  const { holders } = made;
  const pending = await issuedTicket(raffleId, holders[0]!.id, 13, later(moment, -60));
  await issuedTicket(raffleId, holders[0]!.id, 14, later(moment, 60));
  clock.set(later(moment, 1));
  await fresh.db.game.update({ where: { id: raffleId }, data: { state: "suspended" } });
  expect(await freezeDrawing(deps, ids[0]!)).toEqual({ outcome: "waiting", reason: "suspended" });
  await fresh.db.game.update({ where: { id: raffleId }, data: { state: "active" } });
  expect(await freezeDrawing(deps, ids[0]!)).toEqual({ outcome: "waiting", reason: "capture" });
  expect((await drawing(ids[0]!)).round, "no round is named while it waits").toBeNull();
  await fresh.db.ticket.update({ where: { id: pending }, data: { state: "taken_back" } });
  expect(await freezeDrawing(deps, ids[0]!)).toMatchObject({ outcome: "frozen", count: 12 });
  expect((await drawing(ids[0]!)).triggeredAt).toEqual(moment);
});

test("T5 early birds of a raffle that is numbered at its close number their own list, and the close goes on from there", async () => {
  const made = await world([{ kind: "early-bird", position: 1, count: 5, prizes: ["A kite"] }], {
    numbering: "at_close",
  });
  const { deps, clock, ids, main, raffleId } = made;
  clock.set(later(BEFORE, WEEK));
  await fresh.db.query({
    text: "select trigger_early_birds($1::uuid, $2::timestamptz)::text",
    values: [raffleId, clock.now()],
  });
  await freezeDrawing(deps, ids[0]!);
  expect(await fresh.db.ticket.count({ where: { raffleId, sequence: { not: null } } })).toBe(5);
  clock.set(later(CLOSES_AT, 1));
  await freezeDrawing(deps, main);
  const all = await fresh.db.ticket.findMany({ where: { raffleId }, orderBy: { issueOrder: "asc" } });
  expect(all.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 12 }, (_, at) => at + 1));
});

test("B3 each prize of a tray has a drawing of the tickets placed on it; one without tickets ends without a winner", async () => {
  const made = await world(
    [
      { kind: "pool", position: 1, prizes: ["A kite"] },
      { kind: "pool", position: 2, prizes: ["A drum"] },
      { kind: "pool", position: 3, prizes: ["A bell"] },
    ],
    { raffle: { format: "tricky-tray" } },
  );
  const { deps, clock, ids, main, raffleId } = made;
  await fresh.db.prize.deleteMany({ where: { drawingId: main } });
  await fresh.db.ticket.updateMany({ where: { raffleId, issueOrder: { lte: 5 } }, data: { poolId: ids[0]! } });
  await fresh.db.ticket.updateMany({ where: { raffleId, issueOrder: { gt: 5 } }, data: { poolId: ids[1]! } });
  expect((await drawing(ids[2]!)).round).not.toBeNull();
  clock.set(later(CLOSES_AT, 1));
  await advanceDrawings(deps);
  expect((await drawing(main)).endedReason).toBe("pools");
  expect(await Promise.all(ids.map(async (id) => (await drawing(id)).entryCount))).toEqual([5, 7, 0]);
  const certificates = [];
  for (const id of ids) certificates.push(await drawn(made, id));
  expect(certificates.map(({ winners }) => winners.length)).toEqual([1, 1, 0]);
  expect(certificates[0]!.drawing.kind).toBe("pool");
  expect((await fresh.db.game.findUniqueOrThrow({ where: { id: raffleId } })).state).toBe("drawn");
});

test("B2 the pot of a 50/50 is fixed at the freeze from the sales that count, and its parts come to it exactly", async () => {
  const made = await world([], {
    raffle: { format: "fifty-fifty", potShareBasisPoints: 5000, potSeedMinor: 1, potMinimumMinor: 10 },
  });
  const { deps, clock, main, raffleId } = made;
  await fresh.db.prize.deleteMany({ where: { drawingId: main, groupPosition: 1 } });
  await fresh.db.query({
    text: "update ticket set state = 'voided' where raffle_id = $1::uuid and issue_order = 12",
    values: [raffleId],
  });
  clock.set(later(CLOSES_AT, 1));
  await freezeDrawing(deps, main);
  expect((await watchDrawing(deps, main)).pot).toMatchObject({ salesMinor: 11 * 2500, potMinor: 13_751 });
  const certificate = await drawn(made, main);
  expect(certificate.winners.map(({ amountMinor }) => amountMinor)).toEqual([6876, 6875]);
  const rows = await fresh.db.winner.findMany({ where: { drawingId: main, groupPosition: { not: null } } });
  expect(rows.reduce((sum, { amountMinor }) => sum + amountMinor!, 0)).toBe(13_751);
});

test("D4 a ticket voided after the freeze of an early bird cannot take its prize: the next reserve has it", async () => {
  const made = await world([{ kind: "early-bird", position: 1, count: 3, prizes: ["A kite"] }]);
  const { deps, clock, ids, raffleId } = made;
  clock.set(later(BEFORE, WEEK));
  await fresh.db.query({
    text: "select trigger_early_birds($1::uuid, $2::timestamptz)::text",
    values: [raffleId, clock.now()],
  });
  await freezeDrawing(deps, ids[0]!);
  await fresh.db.query({
    text: "update ticket set state = 'voided' where raffle_id = $1::uuid and issue_order <> 2",
    values: [raffleId],
  });
  await drawn(made, ids[0]!);
  const holding = await fresh.db.winner.findMany({
    where: { drawingId: ids[0]!, groupPosition: { not: null }, state: "unclaimed" },
  });
  expect(holding).toHaveLength(1);
  const ticket = await fresh.db.ticket.findUniqueOrThrow({ where: { id: holding[0]!.ticketId } });
  expect(ticket.issueOrder).toBe(2n);
});

test("D2 a drawing by hand has no round to name or to miss", async () => {
  const made = await world([]);
  const other = await seedRaffle(fresh.db);
  await fresh.db.drawing.update({ where: { id: other.drawing.id }, data: { method: "hand" } });
  await fresh.db.transaction((tx) => roundNaming(TEST_CHAIN).nameRound(tx, other.drawing.id, BEFORE));
  await expect(fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, other.drawing.id, BEFORE))).rejects.toMatchObject(
    { code: "drawing_by_hand" },
  );
  made.clock.set(later(CLOSES_AT, 30 * 86_400));
  const waiting = { ...made.deps, readiness: { waitsFor: async () => "books" as const } };
  expect(await freezeDrawing(waiting, other.drawing.id)).toEqual({ outcome: "waiting", reason: "books" });
  expect((await watchDrawing(waiting, other.drawing.id)).delayed).toBe("books");
  expect(await freezeDrawing(made.deps, other.drawing.id)).toMatchObject({ outcome: "frozen", count: 12 });
});

test("T8 the list waits for paper, says why, and is frozen when that is accounted for", async () => {
  const made = await world([]);
  const waits: Array<"books" | "reconciliation" | null> = ["books", "reconciliation", null];
  made.deps.readiness = { waitsFor: async () => waits[0]! };
  made.clock.set(later(CLOSES_AT, 1));
  expect(await freezeDrawing(made.deps, made.main)).toEqual({ outcome: "waiting", reason: "books" });
  waits.shift();
  expect(await freezeDrawing(made.deps, made.main)).toEqual({ outcome: "waiting", reason: "reconciliation" });
  expect((await watchDrawing(made.deps, made.main)).delayed).toBe("reconciliation");
  waits.shift();
  expect(await freezeDrawing(made.deps, made.main)).toMatchObject({ outcome: "frozen" });
});
