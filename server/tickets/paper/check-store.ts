import type { Reader } from "@/server/kernel/db";

/** What a printed code proves; nothing of it names a person. */
export interface CheckedRow {
  state: "issued" | "valid" | "taken-back" | "voided";
  number: string | null;
  printedNumber: string | null;
  title: string;
  organisation: string;
  timeZone: string;
  issuedAt: Date;
  endedAt: Date | null;
  drawAt: Date;
  drawingId: string | null;
  drawingState: string | null;
  /** Prizes it won in drawings whose reveal is over. */
  wins: Array<{ drawingId: string; prize: string | null }>;
}

/** The ticket of a code, in one statement, so that an unknown code costs what a known one does. */
export async function findChecked(reader: Reader, code: string): Promise<CheckedRow | null> {
  const [row] = await reader.query<CheckedRow & Record<string, unknown>>({
    name: "check_code",
    text: `select t.state::text as state, t.number, t.printed_number as "printedNumber", r.title, o.name as organisation, g.time_zone as "timeZone",
                  t.issued_at as "issuedAt", t.ended_at as "endedAt", coalesce(d.draw_at, r.draw_at) as "drawAt", d.id::text as "drawingId", d.state::text as "drawingState",
                  (select coalesce(json_agg(json_build_object('drawingId', w.drawing_id, 'prize', coalesce(p.heading, q.heading)) order by w.rank), '[]')
                     from winner w join drawing x on x.id = w.drawing_id
                     left join prize p on p.id = w.prize_id
                     left join lateral (select heading from prize where drawing_id = w.drawing_id and group_position = w.group_position order by choice limit 1) q on true
                    where w.ticket_id = t.id and w.group_position is not null and w.state <> 'forfeited' and x.reveal_ends_at <= clock_timestamp()) as wins
             from ticket t join raffle r on r.game_id = t.raffle_id join game g on g.id = t.raffle_id join organisation o on o.id = g.organisation_id
             left join lateral (select * from drawing d where d.raffle_id = t.raffle_id and (d.id = t.pool_id or (t.pool_id is null and d.kind = 'main'))
                                 order by d.position limit 1) d on true
            where t.validation_code = $1`,
    values: [code],
  });
  return row ?? null;
}
