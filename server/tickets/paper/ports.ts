import type { Reader } from "@/server/kernel/db";
import type { LabelSheet, PAPER, PostalAddress } from "./label-sheet";
import type { ReceiptFace } from "./receipt-face";
import type { TicketFace, TicketLaw } from "./ticket-face";

/** What the law of an area and of all areas above it says of paper; wired to server/jurisdiction. */
export interface PaperLaw {
  /** The narrowest area's word on each point, and what it wants on tickets. */
  of(reader: Reader, game: { gameId: string; areaIds: readonly string[] }, now: Date): Promise<LawOfPaper>;
}

export interface LawOfPaper extends TicketLaw {
  /** Whether tickets may be sold off line and written down; null where nothing is on record. The area that says so. */
  manualEntry: { allowed: boolean; area: string } | null;
  /** The same for books of printed tickets. */
  books: { allowed: boolean; area: string } | null;
}

/** Whose law is printed on tickets (T6), as the venue has it. */
export type TicketLawOf = "raffle" | "organisation" | "residence";

/** What the venue has set for paper (R13, T6). */
export interface PaperSettings {
  manualEntry: "allowed" | "on-request" | "off";
  ticketLaw: TicketLawOf;
}

export type ReadPaperSettings = (reader: Reader) => Promise<PaperSettings>;

/** What a file says of itself. */
export interface AboutFile {
  title: string;
  author: string;
  locale: string;
}

/** What makes print-ready files, piece by piece and with the memory of a page. `progress` is told how many are drawn. */
export interface PaperPress {
  /** `longestLaw` is the longest text any of the tickets carries: it decides how many go on a sheet. */
  tickets(
    faces: AsyncIterable<TicketFace>,
    about: AboutFile & { paper: keyof typeof PAPER; longestLaw: string },
    progress: (done: number) => void,
  ): AsyncIterable<Uint8Array>;
  receipts(
    receipts: AsyncIterable<ReceiptFace>,
    about: AboutFile & { paper: keyof typeof PAPER },
    progress: (done: number) => void,
  ): AsyncIterable<Uint8Array>;
  labels(
    addresses: AsyncIterable<PostalAddress>,
    about: AboutFile & { sheet: LabelSheet; first: number; senderCountry: string },
    progress: (done: number) => void,
  ): AsyncIterable<Uint8Array>;
}
