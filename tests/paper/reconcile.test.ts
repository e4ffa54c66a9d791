import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";
import { enterTickets } from "@/server/tickets/paper/enter-tickets";
import { actOnBook, addBooks, addSeller, readBooks, stopSeller } from "@/server/tickets/paper/manage-books";
import { acknowledgeReconciliation, paperWaitsFor, readReconciliation } from "@/server/tickets/paper/reconcile-raffle";
import { voidTickets } from "@/server/tickets/void-tickets";
import { makeOrganisation, NOW } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";
import { entry, openPaperVenue, type PaperVenue } from "./support";

let venue: PaperVenue;
beforeAll(async () => {
  venue = await openPaperVenue();
});
afterAll(() => venue.close());
beforeEach(() => venue.clock.set(NOW));

const deps = () => ({ db: venue.db, clock: venue.clock, law: venue.paper.law });
const offline = () => venue.raffle({ raffle: { participation: "offline" } });
const books = async (raffleId: string) => (await readBooks(deps(), venue.by, raffleId)).books;
const enter = (raffleId: string, printed: string, quantity = 1) =>
  enterTickets(venue.paper, venue.by, raffleId, entry({ quantity, printed }), { key: newId(), importId: null });
const seller = () => addSeller(deps(), venue.by, { name: `Seller ${newId()}`, contact: "716 555" });
const act = (bookId: string, what: Parameters<typeof actOnBook>[3]) => actOnBook(deps(), venue.by, bookId, what);
const back = (soldCount: number, moneyMinor: number, spoiledCount = 0) =>
  ({ act: "return", soldCount, spoiledCount, moneyMinor, note: "" }) as const;
const afterClose = () => venue.clock.set(new Date(NOW.getTime() + 24.5 * 3_600_000));
const sign = async (raffleId: string, note = "") =>
  acknowledgeReconciliation(deps(), venue.by, raffleId, {
    figuresHash: (await readReconciliation(deps(), venue.by, raffleId)).figuresHash,
    note,
    signedAs: "Olga Office",
  });

test("T8 no number is printed in two books of a raffle, whoever writes them down at once", async () => {
  const raffleId = await offline();
  await addBooks(deps(), venue.by, raffleId, { first: "A-0001", size: 50, count: 2 });
  await expect(addBooks(deps(), venue.by, raffleId, { first: "A-0100", size: 1, count: 1 })).rejects.toMatchObject({
    code: "booksOverlap",
    params: { first: "A-0051", last: "A-0100" },
  });
  await expect(addBooks(deps(), venue.by, raffleId, { first: "A-00090", size: 2, count: 1 })).rejects.toMatchObject({
    code: "booksOverlap",
  });
  await addBooks(deps(), venue.by, raffleId, { first: "AB-0050", size: 1, count: 1 });
  await addBooks(deps(), venue.by, raffleId, { first: "A-0101", size: 5, count: 1 });
  await addBooks(deps(), venue.by, await offline(), { first: "A-0001", size: 50, count: 1 });
  const at = await offline();
  const race = await Promise.allSettled(
    Array.from({ length: 12 }, (_, one) =>
      addBooks(deps(), venue.by, at, { first: `R-${String(90 + one).padStart(4, "0")}`, size: 20, count: 1 }),
    ),
  );
  expect(race.filter(({ status }) => status === "fulfilled").length).toBe(1);
  expect((await books(at)).length).toBe(1);
});

test("T8 a book goes out, comes back counted, and is not returned, voided or removed against its tickets", async () => {
  const raffleId = await offline();
  const [sellerId, other] = [await seller(), await seller()];
  await addBooks(deps(), venue.by, raffleId, { first: "0001", size: 10, count: 2 });
  const [one, two] = await books(raffleId);
  await expect(act(one!.id, back(3, 1500))).rejects.toMatchObject({ code: "changedMeanwhile" });
  await act(one!.id, { act: "issue", sellerId });
  await expect(stopSeller(deps(), venue.by, raffleId, sellerId)).rejects.toMatchObject({ code: "sellerHasBooks" });
  await enter(raffleId, "1 to 3", 3);
  await expect(act(one!.id, { act: "void", note: "" })).rejects.toMatchObject({
    code: "bookHasTickets",
    params: { entered: 3 },
  });
  await expect(act(one!.id, back(2, 1000))).rejects.toMatchObject({ code: "bookSoldFewer" });
  await expect(act(one!.id, back(8, 4000, 3))).rejects.toMatchObject({ code: "bookCounts", params: { size: 10 } });
  await expect(act(one!.id, back(4, -1))).rejects.toMatchObject({ code: "bookMoney" });
  await act(one!.id, back(4, 2000, 1));
  await enter(raffleId, "0010");
  await expect(enter(raffleId, "0009")).rejects.toMatchObject({ code: "bookFull" });
  await stopSeller(deps(), venue.by, raffleId, sellerId);
  await expect(act(two!.id, { act: "issue", sellerId })).rejects.toMatchObject({ code: "sellerNotFound" });
  await act(two!.id, { act: "issue", sellerId: other });
  await act(two!.id, { act: "void", note: "Lost on the bus" });
  await expect(enter(raffleId, "0011")).rejects.toMatchObject({ code: "bookNotIssued" });
  expect(
    (await books(raffleId)).map(({ state, enteredCount, moneyMinor }) => [state, enteredCount, moneyMinor]),
  ).toEqual([
    ["returned", 4, 2000],
    ["voided", 0, null],
  ]);
  const stranger = await makeOrganisation(venue.db);
  const foreign = authoriseOrganiser(
    actorOf(newId(), [{ id: newId(), kind: "organisation", organisationId: stranger, areaId: null, status: "active" }]),
    stranger,
  );
  await expect(actOnBook(deps(), foreign, one!.id, { act: "reopen" })).rejects.toMatchObject({ status: 404 });
  await expect(readReconciliation(deps(), foreign, raffleId)).rejects.toMatchObject({ code: "raffleNotFound" });
});

test("T8 P28 a draw waits for every book and for the acknowledgement, and for nothing where there is no paper", async () => {
  const online = await venue.raffle();
  expect(await paperWaitsFor(venue.db, online)).toBeNull();
  const raffleId = await offline();
  const sellerId = await seller();
  await addBooks(deps(), venue.by, raffleId, { first: "B-01", size: 5, count: 2 });
  const [one, two] = await books(raffleId);
  await act(one!.id, { act: "issue", sellerId });
  await enter(raffleId, "B-01, B-02", 2);
  expect(await paperWaitsFor(venue.db, raffleId)).toBe("books");
  await act(one!.id, back(3, 1500));
  const open = (await readReconciliation(deps(), venue.by, raffleId)).differences;
  expect(open.map(({ code, params }) => [code, params.book, params.count])).toEqual([
    ["stubsMissing", "B-01–B-05", 1],
    ["notGivenOut", "B-06–B-10", 0],
    ["moneyTooMuch", "B-01–B-05", undefined],
  ]);
  await act(two!.id, { act: "void", note: "" });
  await enter(raffleId, "B-05");
  await expect(sign(raffleId), "sales are open").rejects.toMatchObject({ code: "notClosedYet" });
  afterClose();
  expect(await paperWaitsFor(venue.db, raffleId)).toBe("reconciliation");
  await sign(raffleId);
  expect(await paperWaitsFor(venue.db, raffleId)).toBeNull();
  const kept = await venue.db.reconciliation.findFirstOrThrow({ where: { raffleId } });
  expect(kept).toMatchObject({ signedAs: "Olga Office", acknowledgedBy: venue.by.actor.memberId, differences: [] });
  await expect(venue.db.reconciliation.updateMany({ where: { raffleId }, data: { note: "other" } })).rejects.toThrow(
    /append-only/,
  );
});

test("P28 what differs is named and acknowledged with a reason; new figures want a new word", async () => {
  const raffleId = await offline();
  const sellerId = await seller();
  await addBooks(deps(), venue.by, raffleId, { first: "C-01", size: 5, count: 1 });
  const [book] = await books(raffleId);
  await act(book!.id, { act: "issue", sellerId });
  const done = await enter(raffleId, "C-01 to C-04", 4);
  await act(book!.id, back(4, 1900, 1));
  afterClose();
  const shown = await readReconciliation(deps(), venue.by, raffleId);
  expect(shown.differences).toEqual([
    { code: "moneyMissing", stops: false, params: { book: "C-01–C-05", seller: expect.any(String), minor: 100 } },
  ]);
  expect(shown.figures.origins).toEqual([
    { origin: "manual", validCount: 4, validMinor: 2000, voidedCount: 0, voidedMinor: 0 },
  ]);
  expect([shown.figures.ledgerOfflineMinor, shown.figures.issuedCounter]).toEqual([2000, 4]);
  await expect(sign(raffleId)).rejects.toMatchObject({ code: "noteNeeded" });
  await expect(
    acknowledgeReconciliation(deps(), venue.by, raffleId, {
      figuresHash: shown.figuresHash,
      note: "Short",
      signedAs: " ",
    }),
  ).rejects.toMatchObject({ code: "signatureMissing" });
  await sign(raffleId, "The seller owes a dollar.");
  expect(await paperWaitsFor(venue.db, raffleId)).toBeNull();
  if (!done.ok) throw new Error("not entered");
  const ticket = await venue.db.ticket.findFirstOrThrow({ where: { orderId: done.orderId } });
  await voidTickets(venue.deps, venue.by, { orderId: done.orderId, ticketIds: [ticket.id], reason: "Torn" });
  expect(await paperWaitsFor(venue.db, raffleId), "figures changed after the word was given").toBe("reconciliation");
  await expect(
    acknowledgeReconciliation(deps(), venue.by, raffleId, { figuresHash: shown.figuresHash, note: "x", signedAs: "O" }),
  ).rejects.toMatchObject({ code: "figuresChanged" });
  const after = await readReconciliation(deps(), venue.by, raffleId);
  expect(after.acknowledged?.current).toBe(false);
  expect(after.figures.origins[0]).toMatchObject({ validCount: 3, voidedCount: 1, voidedMinor: 500 });
  await sign(raffleId, "One torn.");
  expect(await venue.db.reconciliation.count({ where: { raffleId } })).toBe(2);
});

test("P28 counters, ledger and open payments that do not fit are named", async () => {
  const raffleId = await offline();
  await enter(raffleId, "", 2);
  await venue.db.$executeRawUnsafe(
    "update raffle_sales set issued = issued + 1, uncaptured = 1 where raffle_id = $1::uuid",
    raffleId,
  );
  const { differences } = await readReconciliation(deps(), venue.by, raffleId);
  expect(differences.map(({ code, stops }) => [code, stops])).toEqual([
    ["countersDiffer", true],
    ["uncaptured", true],
  ]);
  expect(await paperWaitsFor(venue.db, raffleId)).toBe("books");
});

test("T8 nothing of a book changes once the list of tickets is frozen", async () => {
  const raffleId = await offline();
  const sellerId = await seller();
  await addBooks(deps(), venue.by, raffleId, { first: "D-1", size: 2, count: 1 });
  const [book] = await books(raffleId);
  await act(book!.id, { act: "issue", sellerId });
  await venue.db.$executeRawUnsafe("update raffle_sales set frozen_at = now() where raffle_id = $1::uuid", raffleId);
  await expect(act(book!.id, back(0, 0))).rejects.toMatchObject({ code: "listFrozen" });
  await expect(addBooks(deps(), venue.by, raffleId, { first: "D-3", size: 2, count: 1 })).rejects.toMatchObject({
    code: "listFrozen",
  });
  await expect(venue.db.sellerBook.update({ where: { id: book!.id }, data: { note: "x" } })).rejects.toThrow(/frozen/);
});
