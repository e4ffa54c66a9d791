import { PAPER } from "./label-sheet";

/** A sheet of two-part tickets, all measures in points from the upper left corner. */
export interface TicketSheet {
  paper: keyof typeof PAPER;
  width: number;
  height: number;
  perPage: number;
  ticketWidth: number;
  ticketHeight: number;
  left: number;
  top: number;
  /** Where the perforation runs, from the ticket's left edge: left of it the participant's part, right of it the stub. */
  perforation: number;
}

const TICKET_WIDTH = 540;
const PRINTED_HEIGHT = 684;

/** How many tickets a sheet may have, the most first. */
export const TICKETS_A_SHEET = [4, 3, 2] as const;

/**
 * Tickets edge to edge, so that one cut parts two; the margins are for the crop marks. Four a sheet, or fewer and taller
 * ones where the text that the law demands needs the room.
 */
export function ticketSheet(paper: keyof typeof PAPER, perPage: number = TICKETS_A_SHEET[0]): TicketSheet {
  const { width, height } = PAPER[paper];
  return {
    paper,
    width,
    height,
    perPage,
    ticketWidth: TICKET_WIDTH,
    ticketHeight: PRINTED_HEIGHT / perPage,
    left: (width - TICKET_WIDTH) / 2,
    top: (height - PRINTED_HEIGHT) / 2,
    perforation: 384,
  };
}

const MARK_GAP = 5;
const MARK_LENGTH = 12;

/** A line from one point to another. */
export type Mark = readonly [number, number, number, number];

/** Where to cut: short lines in the margin beside every edge of the tickets, never on a ticket. */
export function cropMarks(sheet: TicketSheet): Mark[] {
  const right = sheet.left + sheet.ticketWidth;
  const bottom = sheet.top + sheet.perPage * sheet.ticketHeight;
  const marks: Mark[] = [];
  for (let at = 0; at <= sheet.perPage; at++) {
    const y = sheet.top + at * sheet.ticketHeight;
    marks.push([sheet.left - MARK_GAP - MARK_LENGTH, y, sheet.left - MARK_GAP, y]);
    marks.push([right + MARK_GAP, y, right + MARK_GAP + MARK_LENGTH, y]);
  }
  for (const x of [sheet.left, right]) {
    marks.push([x, sheet.top - MARK_GAP - MARK_LENGTH, x, sheet.top - MARK_GAP]);
    marks.push([x, bottom + MARK_GAP, x, bottom + MARK_GAP + MARK_LENGTH]);
  }
  return marks;
}

/** Where to perforate, in the margin above and below the tickets. */
export function perforationMarks(sheet: TicketSheet): Mark[] {
  const x = sheet.left + sheet.perforation;
  const bottom = sheet.top + sheet.perPage * sheet.ticketHeight;
  return [
    [x, sheet.top - MARK_GAP - MARK_LENGTH, x, sheet.top - MARK_GAP],
    [x, bottom + MARK_GAP, x, bottom + MARK_GAP + MARK_LENGTH],
  ];
}
