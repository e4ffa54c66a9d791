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

const HOLDER = { holder: true, order: { select: { state: true } } } as const;

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

/** The ticket a printed code names; null where the code is nobody's. */
export async function findTicketByCode(reader: Reader, code: string) {
  return reader.ticket.findUnique({ where: { validationCode: code }, include: RAFFLE });
}

/** All tickets of a member in one raffle, for its sheet. */
export async function findTicketsInRaffle(reader: Reader, raffleId: string, memberId: string) {
  return reader.ticket.findMany({
    where: { raffleId, holderId: memberId, state: { not: "taken_back" } },
    orderBy: { issueOrder: "asc" },
    include: { ...RAFFLE, ...HOLDER },
  });
}

/** What tickets won, first winners only; reserves are none until they move up. */
export async function findWins(
  reader: Reader,
  ticketIds: readonly string[],
): Promise<Array<{ ticketId: string; drawingId: string; groupPosition: number | null }>> {
  if (ticketIds.length === 0) return [];
  return reader.query({
    text: `select w.ticket_id::text as "ticketId", w.drawing_id::text as "drawingId", w.group_position as "groupPosition"
             from winner w join drawing d on d.id = w.drawing_id
            where w.ticket_id = any($1::uuid[]) and not w.reserve and d.reveal_ends_at <= clock_timestamp() order by w.rank`,
    values: [[...ticketIds]],
  });
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
