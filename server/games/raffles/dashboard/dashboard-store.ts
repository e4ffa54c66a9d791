import type { Reader } from "@/server/kernel/db";
import { PLACED } from "./placed";

export interface DaySales {
  /** `YYYY-MM-DD` where the raffle runs. */
  day: string;
  tickets: number;
  salesMinor: number;
}

/** Valid tickets by the local day they were issued on, the first first; days without any are left out. */
export async function salesByDay(reader: Reader, raffleId: string, timeZone: string): Promise<DaySales[]> {
  const rows = await reader.query<{ day: string; tickets: number; sales: string }>({
    text: `select to_char(issued_at at time zone $2::text, 'YYYY-MM-DD') as day, count(*)::int as tickets,
                  sum(price_paid_minor)::text as sales
             from ticket where raffle_id = $1::uuid and state in ('issued', 'valid') group by 1 order by 1`,
    values: [raffleId, timeZone],
  });
  return rows.map(({ day, tickets, sales }) => ({ day, tickets, salesMinor: Number(sales) }));
}

export interface AreaSales {
  /** Area ids, parted by spaces; empty where none is known. */
  key: string;
  name: string;
  participants: number;
  tickets: number;
  salesMinor: number;
}

/** Valid tickets by state, or by county or municipality within what is named. */
export async function salesByArea(
  reader: Reader,
  raffleId: string,
  tier: "state" | "county" | "municipality",
  within: { state?: string; county?: string } = {},
): Promise<AreaSales[]> {
  const column = { state: "p.state", county: "p.county", municipality: "p.municipality" }[tier];
  const rows = await reader.query<Omit<AreaSales, "salesMinor"> & { sales: string }>({
    text: `with p as (${PLACED}), g as (
             select coalesce(${column}, '') as key, count(distinct p.holder_id)::int as participants,
                    count(*)::int as tickets, sum(p.price_paid_minor)::text as sales
               from p where ($2::text is null or p.state = $2) and ($3::text is null or p.county = $3) group by 1)
           select g.*, coalesce((select string_agg(a.name, ', ' order by a.name) from area a
                                  where a.id = any(string_to_array(g.key, ' '))), '') as name
             from g order by tickets desc, key`,
    values: [raffleId, within.state ?? null, within.county ?? null],
  });
  return rows.map(({ sales, ...row }) => ({ ...row, salesMinor: Number(sales) }));
}

export interface ParticipantLine {
  memberId: string;
  number: number;
  name: string;
  email: string;
  city: string;
  postalCode: string;
  tickets: number;
  salesMinor: number;
  lastAt: Date;
}

/** The participants within an area, who holds most first. */
export async function participantsIn(
  reader: Reader,
  raffleId: string,
  within: { state?: string; county?: string; municipality?: string },
  page: { limit: number; offset: number },
): Promise<{ total: number; lines: ParticipantLine[] }> {
  const rows = await reader.query<Omit<ParticipantLine, "salesMinor"> & { sales: string; total: number }>({
    text: `with p as (${PLACED}), h as (
             select holder_id, count(*)::int as tickets, sum(price_paid_minor)::text as sales, max(issued_at) as last
               from p where ($2::text is null or state = $2) and ($3::text is null or county = $3)
                 and ($4::text is null or municipality = $4) group by 1)
           select h.holder_id as "memberId", m.number, m.given_name || ' ' || m.family_name as name, m.email, m.city,
                  m.postal_code as "postalCode", h.tickets, h.sales, h.last as "lastAt", count(*) over ()::int as total
             from h join member m on m.id = h.holder_id order by h.tickets desc, m.number limit $5::int offset $6::int`,
    values: [
      raffleId,
      within.state ?? null,
      within.county ?? null,
      within.municipality ?? null,
      page.limit,
      page.offset,
    ],
  });
  return {
    total: rows[0]?.total ?? 0,
    lines: rows.map(({ sales, total: _, ...row }) => ({ ...row, salesMinor: Number(sales) })),
  };
}

export interface BesideTickets {
  donationsMinor: number;
  freeTickets: number;
  manualTickets: number;
}

/** What a raffle brought beside paid tickets online. */
export async function besideTickets(reader: Reader, raffleId: string): Promise<BesideTickets> {
  const [row] = await reader.query<Record<keyof BesideTickets, string>>({
    text: `select (select coalesce(sum(o.donation_minor), 0) from ticket_order o
                    where o.raffle_id = $1::uuid and o.state in ('issued', 'captured'))::text as "donationsMinor",
                  count(*) filter (where t.origin = 'free')::text as "freeTickets",
                  count(*) filter (where t.origin = 'manual')::text as "manualTickets"
             from ticket t where t.raffle_id = $1::uuid and t.state in ('issued', 'valid')`,
    values: [raffleId],
  });
  return {
    donationsMinor: Number(row?.donationsMinor ?? 0),
    freeTickets: Number(row?.freeTickets ?? 0),
    manualTickets: Number(row?.manualTickets ?? 0),
  };
}

export interface DrawingLine {
  id: string;
  kind: string;
  position: number;
  state: string;
  method: string;
  drawAt: Date;
  triggerCount: number | null;
  triggerAt: Date | null;
  triggeredAt: Date | null;
  drawnAt: Date | null;
  endedReason: string | null;
  /** What it draws: the headings of its first prizes. */
  prizes: string[];
  winners: number;
  unclaimed: number;
  open: number;
  /** Valid tickets in its own pool, where it has one. */
  poolTickets: number;
}

/** The drawings of a raffle with how their claims stand; main, early birds, pools. */
export function drawingLines(reader: Reader, raffleId: string): Promise<DrawingLine[]> {
  return reader.query<DrawingLine & Record<string, unknown>>({
    text: `select d.id, d.kind, d.position, d.state::text as state, d.method, d.draw_at as "drawAt",
                  d.trigger_count as "triggerCount", d.trigger_at as "triggerAt", d.triggered_at as "triggeredAt",
                  d.drawn_at as "drawnAt", d.ended_reason as "endedReason",
                  coalesce((select array_agg(p.heading order by p.group_position, p.choice) from prize p
                             where p.drawing_id = d.id), '{}') as prizes,
                  (select count(*)::int from winner w where w.drawing_id = d.id and w.group_position is not null) as winners,
                  (select count(*)::int from winner w where w.drawing_id = d.id and w.group_position is not null and w.state = 'unclaimed') as unclaimed,
                  (select count(*)::int from winner w where w.drawing_id = d.id and w.group_position is not null and w.state in ('unclaimed', 'claimed', 'checked')) as open,
                  (select count(*)::int from ticket t where t.pool_id = d.id and t.state in ('issued', 'valid')) as "poolTickets"
             from drawing d where d.raffle_id = $1::uuid
            order by array_position(array['early-bird', 'pool', 'main'], d.kind), d.position`,
    values: [raffleId],
  });
}

/** The numbers of a board that are taken. */
export async function takenNumbers(reader: Reader, raffleId: string): Promise<number[]> {
  const rows = await reader.query<{ number: number }>({
    text: `select picked_number as number from ticket
            where raffle_id = $1::uuid and picked_number is not null and state <> 'taken-back' order by 1`,
    values: [raffleId],
  });
  return rows.map(({ number }) => number);
}

/** Books of printed tickets that are still with their sellers. */
export async function booksOut(reader: Reader, raffleId: string): Promise<number> {
  return reader.sellerBook.count({ where: { raffleId, state: "issued" } });
}
