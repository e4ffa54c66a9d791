import type { Reader } from "@/server/kernel/db";

export interface WinnerLine {
  id: string;
  raffleId: string;
  raffleTitle: string;
  drawingId: string;
  drawingKind: string;
  drawingPosition: number;
  groupPosition: number;
  prize: string;
  number: string;
  holderName: string;
  holderEmail: string;
  state: string;
  claimBy: Date | null;
  amountMinor: number | null;
  currency: string;
  timeZone: string;
  drawnAt: Date | null;
  reserve: boolean;
}

/** Who has won in an organisation's raffles, the newest drawing first; with `openOnly`, whose prize is not delivered. */
export function findWinnersOf(
  reader: Reader,
  organisationId: string,
  filter: { openOnly: boolean; text: string; limit: number; now: Date },
): Promise<WinnerLine[]> {
  const like = filter.text ? `%${filter.text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null;
  return reader.query<WinnerLine & Record<string, unknown>>({
    text: `select w.id, g.id as "raffleId", r.title as "raffleTitle", d.id as "drawingId", d.kind as "drawingKind",
                  d.position as "drawingPosition", w.group_position as "groupPosition",
                  coalesce((select string_agg(p.heading, ' / ' order by p.choice) from prize p
                             where p.drawing_id = d.id and p.group_position = w.group_position
                               and (w.prize_id is null or p.id = w.prize_id)), '') as prize,
                  w.number, m.given_name || ' ' || m.family_name as "holderName", m.email as "holderEmail",
                  w.state, w.claim_by as "claimBy", w.amount_minor as "amountMinor", r.currency,
                  g.time_zone as "timeZone", d.drawn_at as "drawnAt", w.reserve
             from winner w join drawing d on d.id = w.drawing_id join raffle r on r.game_id = d.raffle_id
             join game g on g.id = r.game_id join ticket t on t.id = w.ticket_id join member m on m.id = t.holder_id
            where g.organisation_id = $1::uuid and w.group_position is not null
              and (not $2::boolean or w.state in ('unclaimed', 'claimed', 'checked'))
              and ($3::text is null or r.title ilike $3 or w.number ilike $3
                   or m.given_name || ' ' || m.family_name ilike $3)
              -- What the page of the draw has not told yet is not told here either.
              and (d.reveal_ends_at is null or d.reveal_ends_at <= $5::timestamptz)
            order by d.drawn_at desc nulls last, d.id, w.rank limit $4::int`,
    values: [organisationId, filter.openOnly, like, filter.limit, filter.now],
  });
}

/** How many prizes of an organisation are not delivered yet. */
export async function countOpenClaims(reader: Reader, organisationId: string): Promise<number> {
  const [row] = await reader.query<{ count: number }>({
    text: `select count(*)::int as count from winner w join drawing d on d.id = w.drawing_id
             join game g on g.id = d.raffle_id
            where g.organisation_id = $1::uuid and w.group_position is not null
              and w.state in ('unclaimed', 'claimed', 'checked')`,
    values: [organisationId],
  });
  return row?.count ?? 0;
}
