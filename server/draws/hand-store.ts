import type { Reader, Tx } from "@/server/kernel/db";

/** A winning number as it stands until the drawing is confirmed. */
export interface HandEntry {
  groupPosition: number;
  place: number;
  ticketId: string;
  number: string;
  /** Place in the frozen list, from 0. */
  index: number;
  prizeId: string | null;
  enteredBy: string;
  enteredByName: string;
  enteredAt: Date;
  /** False where the ticket was voided since. */
  valid: boolean;
}

/** The numbers entered so far, level by level. */
export function listEntries(reader: Reader, drawingId: string): Promise<HandEntry[]> {
  return reader.query<HandEntry & Record<string, unknown>>({
    text: `select h.group_position as "groupPosition", h.place, h.ticket_id::text as "ticketId", e.number, e.index,
                  h.prize_id::text as "prizeId", h.entered_by::text as "enteredBy",
                  m.given_name || ' ' || m.family_name as "enteredByName", h.entered_at as "enteredAt",
                  t.state = 'valid' as valid
             from hand_entry h join drawing_entry e on e.drawing_id = h.drawing_id and e.ticket_id = h.ticket_id
             join member m on m.id = h.entered_by join ticket t on t.id = h.ticket_id
            where h.drawing_id = $1::uuid order by h.group_position, h.place`,
    values: [drawingId],
  });
}

export interface FoundTicket {
  ticketId: string;
  number: string;
  state: string;
  raffleId: string;
  raffleTitle: string;
  /** Place in the drawing's frozen list; null where it is not in it. */
  index: number | null;
}

/**
 * The ticket that somebody means by what stands on a stub: its whole number anywhere on the venue, or within the raffle
 * its sequence, the number printed in a seller's book, or the number picked. Null where there is none.
 */
export async function findStub(
  reader: Reader,
  raffleId: string,
  drawingId: string,
  written: string,
): Promise<FoundTicket | null> {
  const text = written.toUpperCase().replaceAll(/\s+/g, "");
  const digits = /^\d{1,9}$/.test(text) ? Number(text) : null;
  const rows = await reader.query<FoundTicket & Record<string, unknown>>({
    text: `select t.id::text as "ticketId", t.number, t.state::text as state, t.raffle_id::text as "raffleId",
                  r.title as "raffleTitle", e.index
             from ticket t join raffle r on r.game_id = t.raffle_id
             left join drawing_entry e on e.drawing_id = $2::uuid and e.ticket_id = t.id
            where t.number = $3 or (t.raffle_id = $1::uuid and (
                    upper(t.printed_number) = $3 or t.sequence = $4::int or t.picked_number = $4::int))
            order by e.index is null, t.number = $3 desc, upper(t.printed_number) = $3 desc nulls last,
                     t.picked_number = $4::int desc nulls last, t.state = 'taken-back', t.raffle_id <> $1::uuid limit 1`,
    values: [raffleId, drawingId, text, digits],
  });
  return rows[0] ?? null;
}

/** Writes a number at its place. `place` or `ticket` where that is taken already, by whomever; null when it stands. */
export async function insertEntry(
  tx: Tx,
  entry: {
    drawingId: string;
    groupPosition: number;
    place: number;
    ticketId: string;
    prizeId: string | null;
    stubReturned: boolean;
    enteredBy: string;
    enteredAt: Date;
  },
): Promise<boolean> {
  const rows = await tx.query({
    text: `insert into hand_entry (drawing_id, group_position, place, ticket_id, prize_id, stub_returned, entered_by, entered_at)
           values ($1::uuid, $2::int, $3::int, $4::uuid, $5::uuid, $6::boolean, $7::uuid, $8::timestamptz)
           on conflict do nothing returning 1`,
    values: [
      entry.drawingId,
      entry.groupPosition,
      entry.place,
      entry.ticketId,
      entry.prizeId,
      entry.stubReturned,
      entry.enteredBy,
      entry.enteredAt,
    ],
  });
  return rows.length === 1;
}

/** Takes a number back before the drawing is confirmed; false where there is none. */
export async function deleteEntry(tx: Tx, drawingId: string, groupPosition: number, place: number): Promise<boolean> {
  const { count } = await tx.handEntry.deleteMany({ where: { drawingId, groupPosition, place } });
  return count === 1;
}

/** A number drawn again by hand for a prize that went on: a winner of its own, behind all others. */
export async function insertRedrawn(
  tx: Tx,
  winner: {
    id: string;
    drawingId: string;
    ticketId: string;
    number: string;
    shownAs: string;
    groupPosition: number;
    prizeId: string | null;
    amountMinor: number | null;
    replacesId: string;
    claimBy: Date;
    stubReturned: boolean;
    at: Date;
  },
): Promise<boolean> {
  const rows = await tx.query({
    text: `insert into winner (id, drawing_id, rank, reserve, group_position, prize_id, ticket_id, number, shown_as,
                               amount_minor, replaces_id, claim_by, stub_returned, updated_at)
           select $1::uuid, $2::uuid, coalesce(max(rank), 0) + 1, true, $3::int, $4::uuid, $5::uuid, $6, $7, $8::int,
                  $9::uuid, $10::timestamptz, $11::boolean, $12::timestamptz
             from winner where drawing_id = $2::uuid
           on conflict do nothing returning 1`,
    values: [
      winner.id,
      winner.drawingId,
      winner.groupPosition,
      winner.prizeId,
      winner.ticketId,
      winner.number,
      winner.shownAs,
      winner.amountMinor,
      winner.replacesId,
      winner.claimBy,
      winner.stubReturned,
      winner.at,
    ],
  });
  return rows.length === 1;
}
