import type { Reader, Tx } from "@/server/kernel/db";
import type { Book, BookState } from "./books";

export interface SellerRecord {
  id: string;
  organisationId: string;
  name: string;
  contact: string;
  endedAt: Date | null;
}

export function findSeller(reader: Reader, id: string): Promise<SellerRecord | null> {
  return reader.seller.findUnique({ where: { id } });
}

/** The sellers of an organisation by name, those who have stopped last. */
export function listSellers(reader: Reader, organisationId: string): Promise<SellerRecord[]> {
  return reader.seller.findMany({
    where: { organisationId },
    orderBy: [{ endedAt: { sort: "desc", nulls: "first" } }, { name: "asc" }],
  });
}

/** A seller by the name in a file; null where there is none, or several stopped under that name. */
export async function findSellerByName(
  reader: Reader,
  organisationId: string,
  name: string,
): Promise<SellerRecord | null> {
  return reader.seller.findFirst({
    where: { organisationId, endedAt: null, name: { equals: name, mode: "insensitive" } },
  });
}

/** False where a seller of that name is there already. */
export async function insertSeller(
  tx: Tx,
  seller: { id: string; organisationId: string; name: string; contact: string; createdAt: Date },
): Promise<boolean> {
  return (await tx.seller.createMany({ data: [seller], skipDuplicates: true })).count === 1;
}

export async function endSeller(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (await tx.seller.updateMany({ where: { id, endedAt: null }, data: { endedAt: at } })).count === 1;
}

/** Locks the raffle's counters, as whoever issues and whoever freezes does; everything about books comes after it. */
export async function lockSales(tx: Tx, raffleId: string): Promise<{ frozen: boolean }> {
  const [row] = await tx.query<{ frozen: boolean }>({
    text: "select frozen_at is not null as frozen from raffle_sales where raffle_id = $1::uuid for update",
    values: [raffleId],
  });
  return { frozen: row?.frozen ?? true };
}

/** Every book of a raffle in the order of its numbers, with what was written down of it. */
export async function listBooks(reader: Reader, raffleId: string): Promise<Book[]> {
  return reader.query<Book & Record<string, unknown>>({
    text: `select b.id::text, b.prefix, b.first_number as "firstNumber", b.last_number as "lastNumber", b.digits, b.state,
                  b.seller_id::text as "sellerId", s.name as seller, b.sold_count as "soldCount", b.spoiled_count as "spoiledCount",
                  b.money_minor as "moneyMinor", b.note, b.issued_at as "issuedAt", b.returned_at as "returnedAt",
                  coalesce(t.entered, 0)::int as "enteredCount", coalesce(t.minor, 0)::int as "enteredMinor", coalesce(t.voided, 0)::int as "voidedCount"
             from seller_book b left join seller s on s.id = b.seller_id
             left join lateral (
               select count(*) filter (where state = 'valid' or state = 'issued') as entered,
                      sum(price_paid_minor) filter (where state = 'valid' or state = 'issued') as minor,
                      count(*) filter (where state = 'voided') as voided
                 from ticket where book_id = b.id) t on true
            where b.raffle_id = $1::uuid order by b.prefix, b.first_number`,
    values: [raffleId],
  });
}

/** Printed numbers of a book that were written down, by figure. */
export async function findEnteredFigures(
  reader: Reader,
  bookId: string,
): Promise<Array<{ printedNumber: string; state: string; holder: string }>> {
  return reader.query({
    text: `select t.printed_number as "printedNumber", t.state::text as state, m.given_name || ' ' || m.family_name as holder
             from ticket t join member m on m.id = t.holder_id where t.book_id = $1::uuid and t.state <> 'taken-back' order by t.printed_number`,
    values: [bookId],
  });
}

export async function findBookRaffle(
  reader: Reader,
  bookId: string,
): Promise<{ raffleId: string; state: string } | null> {
  return reader.sellerBook.findUnique({ where: { id: bookId }, select: { raffleId: true, state: true } });
}

export interface NewBook {
  id: string;
  raffleId: string;
  prefix: string;
  firstNumber: number;
  lastNumber: number;
  digits: number;
  createdAt: Date;
}

/** The exclusion constraint's own error tells the caller that a number stands in another book. */
export async function insertBooks(tx: Tx, books: NewBook[]): Promise<void> {
  await tx.sellerBook.createMany({ data: books });
}

/** The first book that has one of these numbers already. */
export async function findOverlap(
  reader: Reader,
  raffleId: string,
  range: { prefix: string; firstNumber: number; lastNumber: number },
): Promise<{ firstNumber: number; lastNumber: number; prefix: string; digits: number } | null> {
  return reader.sellerBook.findFirst({
    where: {
      raffleId,
      prefix: range.prefix,
      firstNumber: { lte: range.lastNumber },
      lastNumber: { gte: range.firstNumber },
    },
    select: { firstNumber: true, lastNumber: true, prefix: true, digits: true },
    orderBy: { firstNumber: "asc" },
  });
}

/** Moves a book on, guarded by the states it may come from. Returns whether this call moved it. */
export async function moveBook(
  tx: Tx,
  id: string,
  from: BookState[],
  to: {
    state: BookState;
    sellerId?: string | null;
    issuedAt?: Date | null;
    returnedAt?: Date | null;
    soldCount?: number | null;
    spoiledCount?: number | null;
    moneyMinor?: number | null;
    note?: string;
  },
): Promise<boolean> {
  return (await tx.sellerBook.updateMany({ where: { id, state: { in: from } }, data: to })).count === 1;
}

/** How many tickets of a book were written down, the void ones included: a void ticket keeps its number. */
export async function countOfBook(reader: Reader, bookId: string): Promise<number> {
  return reader.ticket.count({ where: { bookId, state: { not: "taken_back" } } });
}

export async function removeBook(tx: Tx, id: string): Promise<boolean> {
  return (await tx.sellerBook.deleteMany({ where: { id, state: "ready" } })).count === 1;
}
