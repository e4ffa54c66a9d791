import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";

const RAFFLE = {
  raffle: {
    include: {
      sales: true,
      game: { include: { organisation: true, permissions: true } },
      prizes: { orderBy: { groupPosition: "asc" } },
      drawings: { where: { kind: "main" }, orderBy: { position: "asc" } },
    },
  },
} as const;

const HOLDER = {
  holder: true,
  order: { select: { state: true, memberId: true, member: { select: { givenName: true, familyName: true } } } },
} as const;

/** Every ticket a member holds, newest raffle first. */
export async function findTicketsOfHolder(reader: Reader, memberId: string) {
  return reader.ticket.findMany({
    where: { holderId: memberId, state: { not: "taken_back" } },
    orderBy: [{ raffleId: "desc" }, { issueOrder: "asc" }],
    include: RAFFLE,
  });
}

export type HeldTicketRow = Awaited<ReturnType<typeof findTicketsOfHolder>>[number];

/** One ticket with its raffle and holder; null for an unknown or malformed id. */
export async function findTicketView(reader: Reader, ticketId: string) {
  if (!isId(ticketId)) return null;
  return reader.ticket.findUnique({ where: { id: ticketId }, include: { ...RAFFLE, ...HOLDER } });
}

export type TicketViewRow = NonNullable<Awaited<ReturnType<typeof findTicketView>>>;

/** All tickets of a member in one raffle, for its sheet. */
export async function findTicketsInRaffle(reader: Reader, raffleId: string, memberId: string) {
  return reader.ticket.findMany({
    where: { raffleId, holderId: memberId, state: { not: "taken_back" } },
    orderBy: { issueOrder: "asc" },
    include: { ...RAFFLE, ...HOLDER },
  });
}

/** A prize of a ticket, in whatever drawing of its raffle. */
export interface WinRow {
  ticketId: string;
  drawingId: string;
  /** The prize taken, or those among which the winner chooses; empty where it is a share of a pot. */
  prize: string;
  /** Of a share of a pot, in minor units; else null. */
  amountMinor: number | null;
  state: string;
  /** Until when it has to be claimed; null where that is over or not asked. */
  claimBy: Date | null;
}

/** What tickets won and have not lost again; reserves are none until they are called, and nobody before the reveal is over. */
export async function findWins(reader: Reader, ticketIds: readonly string[]): Promise<WinRow[]> {
  if (ticketIds.length === 0) return [];
  const rows = await reader.query<WinRow & Record<string, unknown>>({
    text: `select w.ticket_id::text as "ticketId", w.drawing_id::text as "drawingId", w.amount_minor as "amountMinor", w.state,
                  case when w.state = 'unclaimed' then w.claim_by end as "claimBy",
                  coalesce((select string_agg(z.heading, ' / ' order by z.choice) from prize z
                             where z.drawing_id = w.drawing_id and z.group_position = w.group_position
                               and (w.prize_id is null or z.id = w.prize_id)), '') as prize
             from winner w join drawing d on d.id = w.drawing_id
            where w.ticket_id = any($1::uuid[]) and w.group_position is not null and w.state <> 'forfeited'
              and d.reveal_ends_at <= clock_timestamp()
            order by d.drawn_at, w.rank`,
    values: [[...ticketIds]],
  });
  return rows.map((row) => ({ ...row, claimBy: row.claimBy && new Date(row.claimBy) }));
}

/** Where tickets stand in the frozen list. */
export async function findEntries(
  reader: Reader,
  ticketIds: readonly string[],
): Promise<Array<{ ticketId: string; drawingId: string; index: number }>> {
  if (ticketIds.length === 0) return [];
  return reader.drawingEntry.findMany({
    where: { ticketId: { in: [...ticketIds] } },
    select: { ticketId: true, drawingId: true, index: true },
  });
}

/** The prize of a tray that each pool's drawing is for, by drawing. */
export async function findPoolHeadings(
  reader: Reader,
  poolIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (poolIds.length === 0) return new Map();
  const prizes = await reader.prize.findMany({
    where: { drawingId: { in: [...poolIds] } },
    orderBy: [{ groupPosition: "asc" }, { choice: "asc" }],
    select: { drawingId: true, heading: true },
  });
  const headings = new Map<string, string>();
  for (const { drawingId, heading } of prizes) {
    const before = headings.get(drawingId);
    headings.set(drawingId, before ? `${before} / ${heading}` : heading);
  }
  return headings;
}

/** Orders whose tickets a member gave to somebody else (B11), the newest first. */
export async function findGiftsOf(reader: Reader, memberId: string) {
  return reader.query<{
    orderId: string;
    title: string;
    slug: string;
    to: string;
    count: number;
    drawAt: Date;
    timeZone: string;
  }>({
    name: "gifts_of",
    text: `select o.id::text as "orderId", r.title, g.slug, m.email as "to", o.quantity as count, r.draw_at as "drawAt",
                  g.time_zone as "timeZone"
             from ticket_order o join raffle r on r.game_id = o.raffle_id join game g on g.id = o.raffle_id
             join member m on m.id = o.recipient_id
            where o.member_id = $1::uuid and o.recipient_id is not null and o.state in ('issued', 'captured')
            order by o.issued_at desc limit 100`,
    values: [memberId],
  });
}
