import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import {
  countOfBook,
  endSeller,
  findBookRaffle,
  findOverlap,
  findSeller,
  insertBooks,
  insertSeller,
  listBooks,
  listSellers,
  lockSales,
  moveBook,
  removeBook,
  type SellerRecord,
} from "./book-store";
import { type Book, type BookState, layOutBooks, numberOf, sizeOf } from "./books";
import { type EntryRaffle, findEntryRaffle } from "./entry-store";
import type { PaperLaw } from "./ports";

export interface BookDeps {
  db: Database;
  clock: Clock;
  law: PaperLaw;
}

const plain = (text: string, most: number) => text.replace(/\s+/g, " ").trim().slice(0, most);

async function ownRaffleOf(deps: BookDeps, by: AuthorizedOrganiser, raffleId: string): Promise<EntryRaffle> {
  const raffle = isId(raffleId) ? await findEntryRaffle(deps.db, raffleId) : null;
  if (!raffle || raffle.organisationId !== by.organisationId) throw new AppError("raffleNotFound", 404);
  return raffle;
}

/** Books and sellers of a raffle, for its page, and whether the law allows books at all. */
export async function readBooks(
  deps: BookDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<{ raffle: EntryRaffle; books: Book[]; sellers: SellerRecord[]; forbiddenBy: string | null }> {
  const raffle = await ownRaffleOf(deps, by, raffleId);
  const [books, sellers, law] = await Promise.all([
    listBooks(deps.db, raffleId),
    listSellers(deps.db, by.organisationId),
    deps.law.of(deps.db, { gameId: raffleId, areaIds: [raffle.governingAreaId] }, deps.clock.now()),
  ]);
  return { raffle, books, sellers, forbiddenBy: law.books?.allowed === false ? law.books.area : null };
}

/** Adds a seller to the organisation. Throws AppError: nameMissing, sellerThere. */
export async function addSeller(
  deps: BookDeps,
  by: AuthorizedOrganiser,
  seller: { name: string; contact: string },
): Promise<string> {
  const now = deps.clock.now();
  const name = plain(seller.name, 120);
  if (!name) throw new AppError("nameMissing", 422);
  const id = newId(now.getTime());
  await deps.db.transaction(async (tx) => {
    const added = await insertSeller(tx, {
      id,
      organisationId: by.organisationId,
      name,
      contact: plain(seller.contact, 200),
      createdAt: now,
    });
    if (!added) throw new AppError("sellerThere", 409, { name });
    await audit(tx, by, now, "add-seller", `seller:${id}`, null, { name });
  });
  return id;
}

/** A seller stops: their past books and tickets keep their name. Throws AppError: sellerNotFound, sellerHasBooks. */
export async function stopSeller(
  deps: BookDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  sellerId: string,
): Promise<void> {
  const now = deps.clock.now();
  const seller = isId(sellerId) ? await findSeller(deps.db, sellerId) : null;
  if (seller?.organisationId !== by.organisationId) throw new AppError("sellerNotFound", 404);
  const out = (await listBooks(deps.db, raffleId)).some(
    (book) => book.sellerId === sellerId && book.state === "issued",
  );
  if (out) throw new AppError("sellerHasBooks", 409, { name: seller.name });
  await deps.db.transaction(async (tx) => {
    if (await endSeller(tx, sellerId, now))
      await audit(tx, by, now, "stop-seller", `seller:${sellerId}`, null, { name: seller.name });
  });
}

/**
 * Writes down books as they came from the printer: a first number, tickets a book, how many books. Throws AppError:
 * booksMalformed, booksOverlap (with the numbers of the book that has one of them), booksForbidden, listFrozen.
 */
export async function addBooks(
  deps: BookDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  printed: { first: string; size: number; count: number },
): Promise<number> {
  const now = deps.clock.now();
  const { raffle, forbiddenBy } = await readBooks(deps, by, raffleId);
  if (forbiddenBy !== null) throw new AppError("booksForbidden", 409, { area: forbiddenBy });
  if (raffle.frozen) throw new AppError("listFrozen", 409);
  const books = layOutBooks(printed.first, printed.size, printed.count);
  if (!books) throw new AppError("booksMalformed", 422);
  const whole = { ...books[0]!, lastNumber: books.at(-1)!.lastNumber };
  try {
    await deps.db.transaction(async (tx) => {
      await insertBooks(
        tx,
        books.map((book) => ({ id: newId(now.getTime()), raffleId, ...book, createdAt: now })),
      );
      await audit(tx, by, now, "add-books", `raffle:${raffleId}`, null, {
        first: numberOf(whole, whole.firstNumber),
        last: numberOf(whole, whole.lastNumber),
        count: books.length,
      });
    });
  } catch (error) {
    const other = await findOverlap(deps.db, raffleId, whole);
    if (!other) throw error;
    throw new AppError("booksOverlap", 409, {
      first: numberOf(other, other.firstNumber),
      last: numberOf(other, other.lastNumber),
    });
  }
  return books.length;
}

/** What can be done with a book, and from which states. */
export type BookAct =
  | { act: "issue"; sellerId: string }
  | { act: "return"; soldCount: number; spoiledCount: number; moneyMinor: number; note: string }
  | { act: "void"; note: string }
  | { act: "reopen" }
  | { act: "remove" };

/**
 * Gives a book to a seller, takes it back with what was sold, spoiled and handed in, voids it whole, opens its account
 * again, or removes one that was written down by mistake and never given out. Throws AppError: bookNotFound, sellerNotFound,
 * bookCounts, bookMoney, bookHasTickets, listFrozen, changedMeanwhile.
 */
export async function actOnBook(deps: BookDeps, by: AuthorizedOrganiser, bookId: string, act: BookAct): Promise<void> {
  const now = deps.clock.now();
  const found = isId(bookId) ? await findBookRaffle(deps.db, bookId) : null;
  if (!found) throw new AppError("bookNotFound", 404);
  await ownRaffleOf(deps, by, found.raffleId);
  const { raffleId } = found;
  if (act.act === "issue") {
    const seller = isId(act.sellerId) ? await findSeller(deps.db, act.sellerId) : null;
    if (seller?.organisationId !== by.organisationId || seller.endedAt) throw new AppError("sellerNotFound", 404);
  }
  await deps.db.transaction(async (tx) => {
    if ((await lockSales(tx, raffleId)).frozen) throw new AppError("listFrozen", 409);
    const before = (await listBooks(tx, raffleId)).find(({ id }) => id === bookId);
    if (!before) throw new AppError("bookNotFound", 404);
    const entered = await countOfBook(tx, bookId);
    if (!(await doAct(tx, before, entered, act, now))) throw new AppError("changedMeanwhile", 409);
    const after = act.act === "remove" ? null : (({ act: _, ...rest }) => rest)(act);
    await audit(
      tx,
      by,
      now,
      `${act.act}-book`,
      `raffle:${raffleId}`,
      { book: label(before), state: before.state },
      { book: label(before), ...after },
    );
  });
}

function doAct(tx: Tx, book: Book, entered: number, act: BookAct, now: Date): Promise<boolean> {
  const from = (...states: BookState[]) => states;
  switch (act.act) {
    case "issue":
      return moveBook(tx, book.id, from("ready", "issued"), { state: "issued", sellerId: act.sellerId, issuedAt: now });
    case "return": {
      const counts = [act.soldCount, act.spoiledCount];
      if (
        counts.some((count) => !Number.isInteger(count) || count < 0) ||
        act.soldCount + act.spoiledCount > sizeOf(book)
      ) {
        throw new AppError("bookCounts", 422, { size: sizeOf(book) });
      }
      if (act.soldCount < entered) throw new AppError("bookSoldFewer", 409, { entered });
      if (!Number.isInteger(act.moneyMinor) || act.moneyMinor < 0 || act.moneyMinor > 2_000_000_000)
        throw new AppError("bookMoney", 422);
      const { soldCount, spoiledCount, moneyMinor } = act;
      return moveBook(tx, book.id, from("issued", "returned"), {
        state: "returned",
        returnedAt: now,
        soldCount,
        spoiledCount,
        moneyMinor,
        note: plain(act.note, 500),
      });
    }
    case "void":
      if (entered > 0) throw new AppError("bookHasTickets", 409, { entered });
      return moveBook(tx, book.id, from("ready", "issued"), { state: "voided", note: plain(act.note, 500) });
    case "reopen":
      return moveBook(tx, book.id, from("returned", "voided"), {
        state: book.sellerId ? "issued" : "ready",
        returnedAt: null,
        soldCount: null,
        spoiledCount: null,
        moneyMinor: null,
      });
    case "remove":
      if (entered > 0) throw new AppError("bookHasTickets", 409, { entered });
      return removeBook(tx, book.id);
  }
}

const label = (book: Book) => `${numberOf(book, book.firstNumber)}–${numberOf(book, book.lastNumber)}`;

function audit(
  tx: Tx,
  by: AuthorizedOrganiser,
  at: Date,
  action: string,
  subject: string,
  before: unknown,
  after: unknown,
): Promise<void> {
  return writeAudit(tx, { at, actorId: by.actor.memberId, actorRole: "organisation", action, subject, before, after });
}
