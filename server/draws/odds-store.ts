import type { Reader } from "@/server/kernel/db";
import type { OddsDrawing } from "./raffle-odds";

export interface OddsRaffle {
  raffleId: string;
  slug: string;
  title: string;
  organisation: string;
  timeZone: string;
  closesAt: Date;
  whenSold: number | null;
  issued: number; // under the cap, voided ones left out
  winAgain: boolean;
}

/** A raffle as far as its odds go; null for an unknown one or one that was never active. */
export async function findOddsRaffle(reader: Reader, slug: string): Promise<OddsRaffle | null> {
  const [row] = await reader.query<OddsRaffle & Record<string, unknown>>({
    text: `select g.id::text as "raffleId", g.slug, r.title, o.name as organisation, g.time_zone as "timeZone",
                  g.closes_at as "closesAt", s.ticket_cap - s.voided as "whenSold", s.issued - s.voided as issued,
                  r.early_birds_win_again or r.stubs_return as "winAgain"
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
             join raffle_sales s on s.raffle_id = g.id
            where g.slug = $1 and g.activated_at is not null`,
    values: [slug],
  });
  return row ?? null;
}

/**
 * The drawings still to come with their lists as they stand, in the order in which they are held: those triggered first,
 * then the others by their trigger, the main drawing last. Where winners leave, tickets that have won are not counted.
 */
export function findOddsDrawings(reader: Reader, raffle: OddsRaffle, memberId: string | null): Promise<OddsDrawing[]> {
  return reader.query<OddsDrawing & Record<string, unknown>>({
    text: `with won as (
             select distinct w.ticket_id from winner w join drawing d on d.id = w.drawing_id
              where d.raffle_id = $1::uuid and not $3::boolean and w.state <> 'forfeited'
                and (not w.reserve or w.replaces_id is not null))
           select d.id::text as id, d.kind, d.position,
                  coalesce((select p.heading from prize p where p.drawing_id = d.id
                             order by p.group_position, p.choice limit 1), '') as prize,
                  d.trigger_count as "triggerCount", d.trigger_at as "triggerAt",
                  d.triggered_at is not null or d.state = 'frozen' as "isFixed",
                  coalesce((select sum(quantity)::int from (select max(quantity) as quantity from prize p
                             where p.drawing_id = d.id group by p.group_position) g), 0) as winners,
                  d.method = 'hand' and r.stubs_return as returns,
                  (case when d.kind = 'main' or (d.kind = 'early-bird' and d.triggered_at is null)
                        then $4::int - (select count(*)::int from won)
                        else (select count(*)::int from ticket t
                               where t.raffle_id = $1::uuid and t.state in ('issued', 'valid')
                                 and (d.kind <> 'pool' or t.pool_id = d.id)
                                 and (d.trigger_order is null or t.issue_order <= d.trigger_order)
                                 and t.id not in (select ticket_id from won)) end) as entries,
                  (select count(*)::int from ticket t
                    where t.raffle_id = $1::uuid and t.holder_id = $2::uuid and t.state in ('issued', 'valid')
                      and (d.kind <> 'pool' or t.pool_id = d.id)
                      and (d.trigger_order is null or t.issue_order <= d.trigger_order)
                      and t.id not in (select ticket_id from won)) as mine
             from drawing d join raffle r on r.game_id = d.raffle_id
            where d.raffle_id = $1::uuid and d.state in ('planned', 'named', 'frozen', 'missed')
            order by d.kind = 'main', d.triggered_at is null, d.trigger_order, d.trigger_count nulls last, d.trigger_at, d.position`,
    values: [raffle.raffleId, memberId, raffle.winAgain, raffle.issued],
  });
}

/** Tickets of a member in a raffle, voided ones left out. */
export function countHeld(reader: Reader, raffleId: string, memberId: string): Promise<number> {
  return reader.ticket.count({ where: { raffleId, holderId: memberId, state: { in: ["issued", "valid"] } } });
}
