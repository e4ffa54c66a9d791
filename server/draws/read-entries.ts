import type { Reader } from "@/server/kernel/db";
import type { Actor } from "@/server/people/authority";
import { entriesOfTickets } from "./entry-store";

/** Where one of somebody's tickets stands in a frozen list. */
export interface TicketEntry {
  ticketId: string;
  number: string;
  drawingId: string;
  kind: string;
  position: number;
  /** From 0. */
  index: number;
}

/**
 * The frozen lists in which somebody's tickets stand: a ticket may be in those of several drawings of its raffle, each
 * with a proof of its own. In the order in which the lists were frozen; others' tickets are left out.
 */
export function readTicketEntries(reader: Reader, actor: Actor, ticketIds: readonly string[]): Promise<TicketEntry[]> {
  return entriesOfTickets(reader, actor.memberId, ticketIds);
}
