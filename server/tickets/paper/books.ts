import { readPrintedNumber } from "./manual-entry";

export type BookState = "ready" | "issued" | "returned" | "voided";

/** A book of printed tickets. Money in minor units; the counts and the money are null until it came back. */
export interface Book {
  id: string;
  prefix: string;
  firstNumber: number;
  lastNumber: number;
  digits: number;
  state: BookState;
  sellerId: string | null;
  seller: string | null;
  soldCount: number | null;
  spoiledCount: number | null;
  moneyMinor: number | null;
  note: string;
  issuedAt: Date | null;
  returnedAt: Date | null;
  /** Tickets of it that were written down, the void ones left out; what they cost; and how many of them are void. */
  enteredCount: number;
  enteredMinor: number;
  voidedCount: number;
}

/** A number as it stands on a ticket of the book. */
export function numberOf(book: Pick<Book, "prefix" | "digits">, figure: number): string {
  return book.prefix + String(figure).padStart(book.digits, "0");
}

export function sizeOf(book: Pick<Book, "firstNumber" | "lastNumber">): number {
  return book.lastNumber - book.firstNumber + 1;
}

export const MOST_BOOKS_AT_ONCE = 500;
export const MOST_TICKETS_A_BOOK = 10_000;

/** The books that a first printed number, a size and a count make, one after another; null where they cannot be. */
export function layOutBooks(
  first: string,
  size: number,
  count: number,
): Array<Pick<Book, "prefix" | "firstNumber" | "lastNumber" | "digits">> | null {
  const start = readPrintedNumber(first);
  if (!start || !Number.isInteger(size) || !Number.isInteger(count)) return null;
  if (size < 1 || size > MOST_TICKETS_A_BOOK || count < 1 || count > MOST_BOOKS_AT_ONCE) return null;
  const digits = start.number.length - start.prefix.length;
  const last = start.figure + size * count - 1;
  if (String(last).length > digits) return null;
  return Array.from({ length: count }, (_, at) => ({
    prefix: start.prefix,
    firstNumber: start.figure + at * size,
    lastNumber: start.figure + (at + 1) * size - 1,
    digits,
  }));
}

/** What keeps a book from being accounted for; null where it is. A book that never left the house is voided. */
export function openReason(book: Book): "notReturned" | "notGivenOut" | "stubsMissing" | "stubsTooMany" | null {
  if (book.state === "voided") return null;
  if (book.state === "issued") return "notReturned";
  if (book.state === "ready") return "notGivenOut";
  const entered = book.enteredCount + book.voidedCount;
  if (entered < (book.soldCount ?? 0)) return "stubsMissing";
  if (entered > (book.soldCount ?? 0)) return "stubsTooMany";
  return null;
}

/** Money that should have come back with a book less what did: above zero is missing, below zero is too much. */
export function moneyDifference(book: Book): number {
  return book.state === "returned" ? book.enteredMinor - (book.moneyMinor ?? 0) : 0;
}
