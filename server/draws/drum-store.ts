import type { Reader, Tx } from "@/server/kernel/db";
import { readEntries } from "./store";

/** Whose tickets a drawing's list is made of. */
export interface Drum {
  drawingId: string;
  raffleId: string;
  /** Of a tray: the tickets placed on this prize alone. */
  poolOnly: boolean;
  /** Of an early bird: the last ticket in order of issue. */
  upTo: number | null;
  /** Whether tickets that hold a prize of an earlier drawing are left out. */
  winnersLeave: boolean;
}

/**
 * Gives the valid tickets of a raffle that is numbered at its close their numbers, in the order of issue: 1..N, or on
 * from those that an early bird's list numbered before; the number's last part is the one that the raffle names (T5).
 */
export async function numberTickets(tx: Tx, raffleId: string, upTo: number | null): Promise<void> {
  await tx.query({
    text: `update ticket t set sequence = x.n, number = ticket_number(o.code, g.number, m.number,
                  case r.ticket_number_part when 'participant' then x.own when 'record' then t.issue_order::int else x.n end)
           from (select id, (select coalesce(max(sequence), 0) from ticket where raffle_id = $1::uuid)::int
                            + row_number() over (order by issue_order)::int as n, own
                   from (select id, issue_order, state, sequence,
                                row_number() over (partition by holder_id order by issue_order)::int as own
                           from ticket where raffle_id = $1::uuid) every
                 where state = 'valid' and sequence is null
                   and ($2::bigint is null or issue_order <= $2::bigint)) x,
                member m, raffle r join game g on g.id = r.game_id join organisation o on o.id = g.organisation_id
           where t.id = x.id and m.id = t.holder_id and g.id = $1::uuid and t.sequence is null`,
    values: [raffleId, upTo],
  });
}

const inDrum = `t.raffle_id = $2::uuid and t.state = 'valid'
             and ($3::boolean is false or t.pool_id = $1::uuid)
             and ($4::bigint is null or t.issue_order <= $4::bigint)
             and ($5::boolean is false or not exists (
               select 1 from winner w join drawing d on d.id = w.drawing_id
                where w.ticket_id = t.id and d.raffle_id = $2::uuid and d.kind = 'early-bird'
                  and w.group_position is not null and w.state <> 'forfeited'))`;
const drumValues = (drum: Drum) => [drum.drawingId, drum.raffleId, drum.poolOnly, drum.upTo, drum.winnersLeave];

/** Copies the tickets of a drum into the drawing's list, ordered by their sequence, and answers their numbers. */
export async function writeEntries(tx: Tx, drum: Drum): Promise<string[]> {
  await tx.query({
    text: `insert into drawing_entry (drawing_id, index, ticket_id, number)
           select $1::uuid, (row_number() over (order by t.sequence, t.issue_order) - 1)::int, t.id, t.number
           from ticket t where ${inDrum}`,
    values: drumValues(drum),
  });
  return readEntries(tx, drum.drawingId);
}

/** Whether a list would have any ticket at all. */
export async function hasEntries(reader: Reader, drum: Drum): Promise<boolean> {
  const rows = await reader.query({ text: `select 1 from ticket t where ${inDrum} limit 1`, values: drumValues(drum) });
  return rows.length > 0;
}

/** Numbers of valid tickets that hold a prize of an early bird, in the order drawn. */
export async function earlierWinners(reader: Reader, raffleId: string): Promise<string[]> {
  const rows = await reader.query<{ number: string }>({
    text: `select distinct on (d.position, w.rank) w.number
             from winner w join drawing d on d.id = w.drawing_id join ticket t on t.id = w.ticket_id
            where d.raffle_id = $1::uuid and d.kind = 'early-bird' and d.state = 'drawn' and t.state = 'valid'
              and w.group_position is not null and w.state <> 'forfeited'
            order by d.position, w.rank`,
    values: [raffleId],
  });
  return [...new Set(rows.map(({ number }) => number))];
}

/** Finds out which early birds have fallen due by `now`, and writes it down. Takes the lock of the raffle's sales. */
export async function triggerEarlyBirds(tx: Tx, raffleId: string, now: Date): Promise<void> {
  await tx.query({
    text: "select trigger_early_birds($1::uuid, $2::timestamptz)::text",
    values: [raffleId, now],
  });
}

/**
 * Ends an early bird that was not triggered, or that nobody holds a ticket of: its prizes join the main drawing behind
 * those that stand there. False when it had moved on.
 */
export async function writeLapse(tx: Tx, drawing: { id: string; raffleId: string }): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawing.id, kind: "early-bird", state: "planned" },
    data: { state: "cancelled", endedReason: "lapsed", delayedReason: null },
  });
  if (count !== 1) return false;
  await tx.query({
    text: `update prize p set drawing_id = m.id, group_position = p.group_position + m.last
             from (select d.id, coalesce((select max(group_position) from prize where drawing_id = d.id), 0) as last
                     from drawing d where d.raffle_id = $2::uuid and d.kind = 'main' and d.position = 1) m
            where p.drawing_id = $1::uuid`,
    values: [drawing.id, drawing.raffleId],
  });
  return true;
}

/** Ends a drawing that is not held: the main one of a tray. False when it had moved on. */
export async function writeEnded(tx: Tx, drawingId: string, reason: string): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawingId, state: { in: ["planned", "named"] } },
    data: { state: "cancelled", endedReason: reason, delayedReason: null },
  });
  return count === 1;
}

/** Gross sales of the tickets that count, in minor units: what was paid for the valid ones, on line and off. */
export async function grossSalesMinor(reader: Reader, raffleId: string): Promise<number> {
  const { _sum } = await reader.ticket.aggregate({
    where: { raffleId, state: "valid" },
    _sum: { pricePaidMinor: true },
  });
  return _sum.pricePaidMinor ?? 0;
}

/** Tickets issued that were neither taken back nor voided. */
export function countSold(reader: Reader, raffleId: string): Promise<number> {
  return reader.ticket.count({ where: { raffleId, state: { in: ["issued", "valid"] } } });
}

/** Writes the decision about a 50/50, once. False where it was decided already. */
export async function writeConversion(
  tx: Tx,
  raffleId: string,
  answer: "convert" | "keep",
  by: string,
  at: Date,
): Promise<boolean> {
  const { count } = await tx.raffle.updateMany({
    where: { gameId: raffleId, conversionAllowed: true, convertedAt: null, conversionDeclinedAt: null },
    data: answer === "convert" ? { convertedAt: at, convertedBy: by } : { conversionDeclinedAt: at },
  });
  return count === 1;
}
