import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceDrawing, advanceDrawings } from "@/server/draws/advance-drawings";
import { timeOfRoundMs } from "@/server/draws/beacon";
import { freezeDrawing } from "@/server/draws/freeze-drawing";
import { listDrawings } from "@/server/draws/list-drawings";
import { proofHolds } from "@/server/draws/membership";
import { FREEZE_SECONDS, freezeSeconds, nameRound } from "@/server/draws/name-round";
import { runDrawing } from "@/server/draws/run-drawing";
import { sendDrawLetter } from "@/server/draws/send-draw-letter";
import { verifyCertificate } from "@/server/draws/verify";
import { proveMember, proveTicket, readFullCertificate, readList, watchDrawing } from "@/server/draws/watch-drawing";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { TEST_CHAIN } from "./fixtures";
import { BEFORE, CLOSES_AT, DRAW_AT, drawWorld, seedRaffle } from "./seeding";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterAll(() => fresh.drop());

const at = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);

/** A world with one raffle whose round is named. */
async function named(options: Parameters<typeof seedRaffle>[1] = {}) {
  const world = drawWorld(fresh.db);
  const raffle = await seedRaffle(fresh.db, options);
  const { round } = await fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, raffle.drawing.id, BEFORE));
  return { ...world, ...raffle, round, id: raffle.drawing.id };
}

const stateOf = async (id: string) => (await fresh.db.drawing.findUniqueOrThrow({ where: { id } })).state;

test("D2 the round is named while sales are open, lies after the freeze, and is named once", async () => {
  const { id, round, drawing, game } = await named();
  expect(timeOfRoundMs(TEST_CHAIN, round)).toBeGreaterThanOrEqual(DRAW_AT.getTime());
  await expect(fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, id, BEFORE))).rejects.toMatchObject({
    code: "drawing_round_named",
  });
  await expect(
    fresh.db.drawing.update({ where: { id: drawing.id }, data: { round: BigInt(round + 1) } }),
  ).rejects.toThrow(/round cannot change/);

  const late = await seedRaffle(fresh.db);
  await expect(
    fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, late.drawing.id, CLOSES_AT)),
  ).rejects.toMatchObject({ code: "drawing_sales_over" });
  // A drawing set for the very close still gets the time that a freeze needs.
  await fresh.db.drawing.update({ where: { id: late.drawing.id }, data: { drawAt: game.closesAt } });
  const soon = await fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, late.drawing.id, BEFORE));
  expect(soon.drawAt.getTime()).toBeGreaterThanOrEqual(CLOSES_AT.getTime() + FREEZE_SECONDS * 1000);
  expect([10, 1_000_000, null].map(freezeSeconds)).toEqual([20, 120, 70]);
});

test("D2 the whole way: close, freeze, round, draw, show, certificate, proofs and letters", async () => {
  const { deps, clock, id, game, holders, published } = await named({ tickets: 40 });
  expect((await watchDrawing(deps, id)).phase).toBe("open");
  expect((await watchDrawing(deps, id)).title).toBeNull();
  expect(await freezeDrawing(deps, id)).toEqual({ outcome: "not-yet" });

  clock.set(at(CLOSES_AT, 1));
  const frozen = await watchDrawing(deps, id);
  expect(frozen).toMatchObject({ phase: "waiting", list: { count: 40 } });
  expect(published).toContainEqual({ channel: `draw-${id}`, event: "moved" });
  const list = (await readList(deps, id))!;
  expect(list.list.entries).toHaveLength(40);
  expect(await readFullCertificate(deps, id)).toBeNull();

  const proofs = await proveMember(deps, id, holders[0]!.id);
  expect(proofs).toHaveLength(20);
  expect(proofs.every(proofHolds)).toBe(true);
  expect(proofs[0]!.list.root).toBe(frozen.list!.root);
  expect(await proveTicket(deps, id, "XX-1-0001-0001")).toBeNull();

  clock.set(at(DRAW_AT, 4));
  const begun = await watchDrawing(deps, id);
  expect(begun).toMatchObject({ phase: "showing", winners: [], winnerCount: 3 });
  expect(await readFullCertificate(deps, id)).toBeNull();
  expect(JSON.stringify(begun)).not.toContain(
    (await fresh.db.winner.findFirstOrThrow({ where: { drawingId: id } })).number,
  );

  clock.set(at(DRAW_AT, 25));
  const midway = await watchDrawing(deps, id);
  expect(midway.stage?.shown.length).toBeGreaterThan(0);
  expect(midway.transcript.some(({ code }) => code === "digit")).toBe(true);

  clock.set(at(DRAW_AT, 600));
  const done = await watchDrawing(deps, id);
  expect(done.phase).toBe("done");
  expect(done.winners.map(({ level }) => level)).toEqual([2, 2, 1]);
  const certificate = (await readFullCertificate(deps, id))!;
  const checked = verifyCertificate(JSON.parse(JSON.stringify(certificate)), { publishedRoot: frozen.list!.root });
  expect(checked.faults).toEqual([]);
  expect(certificate.list.entries).toEqual(list.list.entries);
  expect(certificate.terms).toBe(list.terms);
  expect((await fresh.db.game.findUniqueOrThrow({ where: { id: game.id } })).state).toBe("drawn");
  expect(await fresh.db.winner.count({ where: { drawingId: id, reserve: true } })).toBe(3);

  const letters = await fresh.db.outbox.findMany({ where: { kind: "draws.letter" }, orderBy: { createdAt: "asc" } });
  const mine = letters.filter(({ payload }) => (payload as { drawingId: string }).drawingId === id);
  expect(mine.filter(({ payload }) => (payload as { letter: string }).letter === "frozen")).toHaveLength(2);
  const outcomes = mine.filter(({ payload }) => ["won", "drawn"].includes((payload as { letter: string }).letter));
  expect(outcomes).toHaveLength(2);
  // Nobody is told by mail before the page has shown it.
  expect(outcomes.every(({ nextAt }) => nextAt.toISOString() === done.endsAt)).toBe(true);

  const sent: Array<{ to: string; subject: string; text: string }> = [];
  const mail = {
    send: async (message: (typeof sent)[number]) => {
      sent.push(message);
      return { id: "1" };
    },
  };
  for (const letter of mine) {
    await sendDrawLetter({ db: fresh.db, mail, appUrl: "https://venue.example" }, letter.payload as never, letter.id);
  }
  const fixed = sent.find(({ subject }) => subject.startsWith("The list is fixed"))!;
  expect(fixed.text).toContain(frozen.list!.root);
  expect(fixed.text).toContain(proofs[0]!.path[0]);
  expect(sent.some(({ subject }) => subject.startsWith("You have won"))).toBe(true);
});

test("D2 eight runners at once make one freeze and one draw", async () => {
  const { deps, clock, id } = await named();
  clock.set(at(CLOSES_AT, 2));
  const freezes = await Promise.all(Array.from({ length: 8 }, () => freezeDrawing(deps, id)));
  expect(freezes.filter(({ outcome }) => outcome === "frozen")).toHaveLength(1);
  expect(freezes.filter(({ outcome }) => outcome === "already")).toHaveLength(7);
  clock.set(at(DRAW_AT, 3));
  const draws = await Promise.all(Array.from({ length: 8 }, () => runDrawing(deps, id)));
  expect(draws.filter(({ outcome }) => outcome === "drawn")).toHaveLength(1);
  expect(draws.filter(({ outcome }) => outcome === "already")).toHaveLength(7);
  expect(await fresh.db.winner.count({ where: { drawingId: id } })).toBe(6);
  expect(await fresh.db.auditEntry.count({ where: { subject: `drawing:${id}`, action: "draw-winners" } })).toBe(1);
  await expect(fresh.db.drawing.update({ where: { id }, data: { seed: "00" } })).rejects.toThrow(/run once/);
});

test("D2 a crash between the draw and its commit changes nothing: the next run draws the same", async () => {
  const { deps, clock, id } = await named();
  clock.set(at(CLOSES_AT, 2));
  await freezeDrawing(deps, id);
  clock.set(at(DRAW_AT, 3));
  let crash = true;
  let firstSeed = "";
  const breaking = {
    ...deps,
    db: new Proxy(deps.db, {
      get: (target, key) =>
        key !== "transaction"
          ? Reflect.get(target, key)
          : (work: never, options: never) =>
              target.transaction(async (tx) => {
                const result = await (work as (inner: typeof tx) => Promise<unknown>)(tx);
                firstSeed = (await tx.drawing.findUniqueOrThrow({ where: { id } })).seed!;
                if (crash) throw new Error("the process ends here");
                return result;
              }, options),
    }),
  };
  await expect(runDrawing(breaking as typeof deps, id)).rejects.toThrow("the process ends here");
  expect(await stateOf(id)).toBe("frozen");
  expect(await fresh.db.winner.count({ where: { drawingId: id } })).toBe(0);
  crash = false;
  clock.set(at(DRAW_AT, 90));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "drawn", winners: 3 });
  expect((await fresh.db.drawing.findUniqueOrThrow({ where: { id } })).seed).toBe(firstSeed);
});

test("D2 the freeze waits for tickets that are issued and not captured, and leaves voided ones out", async () => {
  const { deps, clock, id, game } = await named({ tickets: 10 });
  const [first, second] = await fresh.db.ticket.findMany({
    where: { raffleId: game.id },
    orderBy: { issueOrder: "asc" },
  });
  // What issuing does, without its order: a ticket whose money is not captured yet.
  const uncaptured = await fresh.db.ticket.create({
    data: {
      ...first!,
      id: crypto.randomUUID(),
      state: "issued",
      issueOrder: 11n,
      sequence: 11,
      number: `${first!.number}-x`,
      validationCode: crypto.randomUUID(),
    },
  });
  await fresh.db.ticket.update({ where: { id: second!.id }, data: { state: "voided" } });
  clock.set(at(CLOSES_AT, 2));
  expect(await advanceDrawing(deps, id)).toEqual({ outcome: "waiting", reason: "capture" });
  expect(await watchDrawing(deps, id)).toMatchObject({ phase: "closing", delayed: "capture" });
  await fresh.db.ticket.update({ where: { id: uncaptured.id }, data: { state: "taken_back" } });
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "frozen", count: 9 });
  const { entries } = (await readList(deps, id))!.list;
  expect(entries).not.toContain(second!.number);
  expect((await fresh.db.drawing.findUniqueOrThrow({ where: { id } })).delayedReason).toBeNull();
  // The frozen list can neither grow nor change.
  await expect(fresh.db.raffleSales.update({ where: { raffleId: game.id }, data: { issued: 11 } })).rejects.toThrow(
    /frozen/,
  );
  await expect(
    fresh.db.drawingEntry.update({ where: { drawingId_index: { drawingId: id, index: 0 } }, data: { number: "X" } }),
  ).rejects.toThrow(/append-only/);
});

test("D2 a freeze that misses its round stops the drawing publicly, and nobody alone names another", async () => {
  const { deps, clock, id, game } = await named({ tickets: 4 });
  clock.set(at(DRAW_AT, 60));
  const report = await advanceDrawings(deps);
  expect(report.failed).toBe(0);
  expect(await stateOf(id)).toBe("missed");
  expect(await watchDrawing(deps, id)).toMatchObject({ phase: "missed", list: null, winners: [] });
  expect((await watchDrawing(deps, id)).transcript[0]!.code).toBe("missed");
  await expect(fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, id, BEFORE))).rejects.toMatchObject({
    code: "drawing_missed",
  });
  expect(await runDrawing(deps, id)).toEqual({ outcome: "not-yet" });
  expect((await fresh.db.game.findUniqueOrThrow({ where: { id: game.id } })).state).toBe("active");
  const letters = await fresh.db.outbox.findMany({ where: { dedupeKey: { startsWith: `draw:missed:${id}` } } });
  expect(letters).toHaveLength(2);
});

test("D2 a drawing whose round was never named while sales were open is missed publicly, not tried for ever", async () => {
  const { deps, clock } = drawWorld(fresh.db);
  const { drawing } = await seedRaffle(fresh.db);
  clock.set(at(CLOSES_AT, 1));
  await freezeDrawing(deps, drawing.id);
  expect(await stateOf(drawing.id)).toBe("missed");
  expect((await watchDrawing(deps, drawing.id)).phase).toBe("missed");
});

test("D2 within the last seconds before the round nothing is frozen any more", async () => {
  const { deps, clock, id, round } = await named({ tickets: 4 });
  clock.set(new Date(timeOfRoundMs(TEST_CHAIN, round) - 1500));
  expect(await freezeDrawing(deps, id)).toEqual({ outcome: "missed" });
});

test("D2 a suspended raffle is not frozen, and misses its round if it stays so", async () => {
  const { deps, clock, id, game } = await named({ tickets: 4 });
  await fresh.db.game.update({ where: { id: game.id }, data: { state: "suspended", suspendedReason: "asked" } });
  clock.set(at(CLOSES_AT, 5));
  expect(await freezeDrawing(deps, id)).toEqual({ outcome: "waiting", reason: "suspended" });
  await fresh.db.game.update({ where: { id: game.id }, data: { state: "active" } });
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "frozen" });
});

test("D2 a beacon that is late or down delays the draw, says so, and never changes the round", async () => {
  const { deps, clock, id, faults, round, published } = await named();
  clock.set(at(CLOSES_AT, 2));
  await freezeDrawing(deps, id);
  faults.lateSeconds = 120;
  clock.set(at(DRAW_AT, 5));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "not-yet" });
  clock.set(at(DRAW_AT, 60));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "delayed", reason: "beacon" });
  expect(await watchDrawing(deps, id)).toMatchObject({ phase: "drawing", delayed: "beacon", beacon: { round } });
  faults.down = true;
  expect(await runDrawing(deps, id)).toEqual({ outcome: "delayed", reason: "beacon" });
  // A crowd on the page asks the beacon once, not each for themselves.
  const calls = faults.calls;
  clock.set(at(DRAW_AT, 70));
  await Promise.all(Array.from({ length: 30 }, () => watchDrawing(deps, id)));
  expect(faults.calls).toBe(calls + 1);
  // Said once, not with every try.
  expect(published.filter(({ event }) => event === "moved")).toHaveLength(2);
  faults.down = false;
  clock.set(at(DRAW_AT, 180));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "drawn", winners: 3 });
  const drawn = await fresh.db.drawing.findUniqueOrThrow({ where: { id } });
  expect(Number(drawn.round)).toBe(round);
  expect(drawn.delayedReason).toBeNull();
});

test("D2 a list that is not the one whose root was published is not drawn from", async () => {
  const { deps, clock, id } = await named();
  clock.set(at(CLOSES_AT, 2));
  await freezeDrawing(deps, id);
  // Only somebody with the database in hand can do this; the draw stops and says so.
  await fresh.db.query({ text: "alter table drawing_entry disable trigger append_only" });
  await fresh.db.query({
    text: "update drawing_entry set number = number || '0' where drawing_id = $1::uuid and index = 3",
    values: [id],
  });
  await fresh.db.query({ text: "alter table drawing_entry enable trigger append_only" });
  clock.set(at(DRAW_AT, 4));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "delayed", reason: "list" });
  expect(await fresh.db.winner.count({ where: { drawingId: id } })).toBe(0);
});

test("T5 tickets numbered at the close get 1 to N without gaps, in the order of issue, voided ones left out", async () => {
  const { deps, clock, id, game } = await named({ tickets: 9, numbering: "at_close" });
  const third = await fresh.db.ticket.findFirstOrThrow({ where: { raffleId: game.id, issueOrder: 3n } });
  await fresh.db.ticket.update({ where: { id: third.id }, data: { state: "voided" } });
  clock.set(at(CLOSES_AT, 2));
  await freezeDrawing(deps, id);
  const tickets = await fresh.db.ticket.findMany({
    where: { raffleId: game.id, state: "valid" },
    orderBy: { issueOrder: "asc" },
  });
  expect(tickets.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect((await readList(deps, id))!.list.entries).toEqual(tickets.map(({ number }) => number));
});

test("D4 a winner is shown as they chose: by name, or not at all", async () => {
  const { deps, clock, id, holders } = await named({ tickets: 30 });
  clock.set(at(CLOSES_AT, 2));
  await freezeDrawing(deps, id);
  clock.set(at(DRAW_AT, 3));
  await runDrawing(deps, id);
  const rows = await fresh.db.winner.findMany({ where: { drawingId: id } });
  for (const row of rows) {
    const ticket = await fresh.db.ticket.findUniqueOrThrow({ where: { id: row.ticketId } });
    expect(row.shownAs).toBe(ticket.holderId === holders[0]!.id ? "Ada Fell" : "");
  }
  expect(rows.filter(({ reserve }) => !reserve).every(({ prizeId }) => prizeId !== null)).toBe(true);
});

test("D2 a drawing without any ticket is drawn without a winner", async () => {
  const { deps, clock, id } = await named({ tickets: 0 });
  clock.set(at(CLOSES_AT, 2));
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "frozen", count: 0 });
  clock.set(at(DRAW_AT, 3));
  expect(await runDrawing(deps, id)).toEqual({ outcome: "drawn", winners: 0 });
  expect((await watchDrawing(deps, id)).phase).toBe("done");
  expect(verifyCertificate(await readFullCertificate(deps, id)).faults).toEqual([]);
});

test("D3 the list of draws offers nothing: a raffle still on sale is named by its number alone", async () => {
  const { deps, clock, id, game } = await named();
  clock.set(at(CLOSES_AT, -3600));
  const before = await listDrawings(deps);
  const line = before.soon.find((one) => one.id === id)!;
  expect(line).toMatchObject({ title: null, organisation: null });
  expect(JSON.stringify(before)).not.toContain(game.slug);
  clock.set(at(CLOSES_AT, 2));
  expect((await listDrawings(deps)).live.some((one) => one.id === id)).toBe(true);
  await advanceDrawings(deps);
  clock.set(at(DRAW_AT, 4));
  await advanceDrawings(deps);
  expect((await listDrawings(deps)).live.some((one) => one.id === id)).toBe(true);
  clock.set(at(DRAW_AT, 900));
  expect((await listDrawings(deps)).past.some((one) => one.id === id)).toBe(true);
});
