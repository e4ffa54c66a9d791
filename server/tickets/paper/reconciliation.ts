import { type Book, moneyDifference, numberOf, openReason } from "./books";

/** Tickets of one origin in a raffle. Amounts in minor units. */
export interface OriginFigures {
  origin: "paid" | "free" | "manual";
  validCount: number;
  validMinor: number;
  voidedCount: number;
  voidedMinor: number;
}

/** One book as it was counted. */
export interface BookFigures {
  book: string;
  seller: string | null;
  state: string;
  size: number;
  soldCount: number | null;
  spoiledCount: number | null;
  enteredCount: number;
  voidedCount: number;
  enteredMinor: number;
  moneyMinor: number | null;
}

/** Everything that is counted before a draw. */
export interface Figures {
  currency: string;
  /** Under the cap, as the counters of the sale have it, and as the tickets themselves are counted. */
  issuedCounter: number;
  voidedCounter: number;
  issuedTickets: number;
  voidedTickets: number;
  uncaptured: number;
  origins: OriginFigures[];
  /** What the ledger has as sales of this raffle's orders, refunds of tickets taken off. */
  ledgerOnlineMinor: number;
  ledgerOfflineMinor: number;
  books: BookFigures[];
  /** Rows of files that are not entered yet. */
  waitingRows: number;
}

export type DifferenceCode =
  | "notReturned"
  | "notGivenOut"
  | "stubsMissing"
  | "stubsTooMany"
  | "moneyMissing"
  | "moneyTooMuch"
  | "countersDiffer"
  | "uncaptured"
  | "ledgerDiffers"
  | "waitingRows";

export interface Difference {
  code: DifferenceCode;
  /** Whether the draw waits until it is gone; the others are named and acknowledged. */
  stops: boolean;
  params: Record<string, string | number>;
}

const STOPPING: ReadonlySet<DifferenceCode> = new Set([
  "notReturned",
  "notGivenOut",
  "stubsMissing",
  "stubsTooMany",
  "countersDiffer",
  "uncaptured",
  "waitingRows",
]);

export function bookFigures(book: Book): BookFigures {
  return {
    book: `${numberOf(book, book.firstNumber)}–${numberOf(book, book.lastNumber)}`,
    seller: book.seller,
    state: book.state,
    size: book.lastNumber - book.firstNumber + 1,
    soldCount: book.soldCount,
    spoiledCount: book.spoiledCount,
    enteredCount: book.enteredCount,
    voidedCount: book.voidedCount,
    enteredMinor: book.enteredMinor,
    moneyMinor: book.moneyMinor,
  };
}

/** Everything that does not fit, each by name: what the draw waits for first, what only has to be acknowledged after it. */
export function differencesOf(figures: Figures, books: readonly Book[]): Difference[] {
  const found: Difference[] = [];
  const name = (code: DifferenceCode, params: Difference["params"]) =>
    found.push({ code, stops: STOPPING.has(code), params });
  for (const book of books) {
    const label = bookFigures(book);
    const reason = openReason(book);
    if (reason) {
      const entered = book.enteredCount + book.voidedCount;
      name(reason, { book: label.book, seller: book.seller ?? "", count: Math.abs((book.soldCount ?? 0) - entered) });
    }
    const minor = moneyDifference(book);
    if (minor !== 0)
      name(minor > 0 ? "moneyMissing" : "moneyTooMuch", {
        book: label.book,
        seller: book.seller ?? "",
        minor: Math.abs(minor),
      });
  }
  if (figures.issuedCounter !== figures.issuedTickets || figures.voidedCounter !== figures.voidedTickets) {
    name("countersDiffer", { counted: figures.issuedTickets, kept: figures.issuedCounter });
  }
  if (figures.uncaptured > 0) name("uncaptured", { count: figures.uncaptured });
  if (figures.waitingRows > 0) name("waitingRows", { count: figures.waitingRows });
  const sold = (origin: OriginFigures["origin"]) => figures.origins.find((one) => one.origin === origin);
  for (const [origin, ledger] of [
    ["paid", figures.ledgerOnlineMinor],
    ["manual", figures.ledgerOfflineMinor],
  ] as const) {
    const tickets = (sold(origin)?.validMinor ?? 0) + (sold(origin)?.voidedMinor ?? 0);
    if (tickets !== ledger) name("ledgerDiffers", { origin, ticketsMinor: tickets, ledgerMinor: ledger });
  }
  return found.sort((one, other) => Number(other.stops) - Number(one.stops));
}

/** Whether this raffle has anything on paper, and so waits for a reconciliation. */
export function hasPaper(figures: Figures): boolean {
  return (
    figures.books.length > 0 ||
    figures.waitingRows > 0 ||
    figures.origins.some(({ origin, validCount, voidedCount }) => origin === "manual" && validCount + voidedCount > 0)
  );
}
