import type { Reader } from "@/server/kernel/db";
import type { TicketLaw } from "./ticket-face";

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
