import type { Reader } from "@/server/kernel/db";
import type { TicketEntry } from "./read-entries";

/** The frozen lists that tickets of a holder stand in, the list frozen first at the top. */
export async function entriesOfTickets(
  reader: Reader,
  holderId: string,
  ticketIds: readonly string[],
): Promise<TicketEntry[]> {
  if (ticketIds.length === 0) return [];
  return reader.query<TicketEntry & Record<string, unknown>>({
    text: `select e.ticket_id::text as "ticketId", e.number, e.drawing_id::text as "drawingId", d.kind, d.position, e.index
             from drawing_entry e join drawing d on d.id = e.drawing_id join ticket t on t.id = e.ticket_id
            where e.ticket_id = any($1::uuid[]) and t.holder_id = $2::uuid
            order by d.frozen_at, d.kind, d.position, e.index`,
    values: [[...ticketIds], holderId],
  });
}
