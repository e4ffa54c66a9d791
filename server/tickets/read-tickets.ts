import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { type Odds, oddsOfWinning } from "./odds";
import { findAreaNames } from "./order-view-store";
import {
  findEntries,
  findGiftsOf,
  findPoolHeadings,
  findTicketsInRaffle,
  findTicketsOfHolder,
  findTicketView,
  findWins,
  type HeldTicketRow,
  type TicketViewRow,
} from "./ticket-view-store";

/** A member's tickets in one raffle. Times as ISO texts. */
export interface TicketGroup {
  raffleId: string;
  slug: string;
  title: string;
  cover: string;
  organisation: string;
  timeZone: string;
  closesAt: string;
  drawAt: string;
  /** Nothing more will happen: drawn, or put away. */
  past: boolean;
  /** `revealEndsAt` is null until it is drawn; winners are told when it is over. */
  drawing: { id: string; state: string; revealEndsAt: string | null } | null;
  /** Tickets in the draw, voided ones left out. */
  count: number;
  voided: number;
  firstTicketId: string;
  firstNumber: string | null;
  lastNumber: string | null;
  oddsNow: Odds | null;
  oddsWhenSold: Odds | null;
  currency: string;
  wins: Win[];
}

/** A prize that a ticket of theirs won, in any drawing of the raffle. */
export interface Win {
  number: string | null;
  drawingId: string;
  prize: string;
  /** Of a share of a pot, in minor units; else null. */
  amountMinor: number | null;
  /** Whether it waits for its winner's claim, and until when. */
  waits: boolean;
  claimBy: string | null;
}

function groupOf(rows: HeldTicketRow[], wins: Awaited<ReturnType<typeof findWins>>): TicketGroup {
  const { raffle } = rows[0]!;
  const alive = rows.filter((row) => row.state === "issued" || row.state === "valid");
  const drawing = raffle.drawings[0] ?? null;
  const sold = (raffle.sales?.issued ?? 0) - (raffle.sales?.voided ?? 0);
  const whenSold = raffle.ticketCap === null ? null : raffle.ticketCap - (raffle.sales?.voided ?? 0);
  const drawn = drawing?.state === "drawn" || raffle.game.state === "drawn" || raffle.game.state === "archived";
  const shown = alive.length > 0 ? alive : rows;
  const first = raffle.prizes.find((prize) => prize.groupPosition === 1)?.quantity ?? 1;
  const isTray = raffle.format === "tricky-tray";
  return {
    raffleId: raffle.gameId,
    slug: raffle.game.slug,
    title: raffle.title,
    cover: raffle.cover,
    organisation: raffle.game.organisation.name,
    timeZone: raffle.game.timeZone,
    closesAt: raffle.game.closesAt.toISOString(),
    drawAt: (drawing?.drawAt ?? raffle.drawAt).toISOString(),
    past: drawn,
    drawing: drawing && {
      id: drawing.id,
      state: drawing.state,
      revealEndsAt: drawing.revealEndsAt?.toISOString() ?? null,
    },
    count: alive.length,
    voided: rows.length - alive.length,
    firstTicketId: shown[0]!.id,
    firstNumber: shown[0]!.number,
    lastNumber: shown.length > 1 ? shown.at(-1)!.number : null,
    // Tickets of a tray lie on its prizes, each with a draw of its own: the page of chances tells them apart.
    oddsNow: drawn || isTray ? null : oddsOfWinning(alive.length, first, sold),
    oddsWhenSold: drawn || isTray || whenSold === null ? null : oddsOfWinning(alive.length, first, whenSold),
    currency: raffle.currency,
    wins: wins.flatMap((win) => {
      const ticket = rows.find((row) => row.id === win.ticketId);
      if (!ticket) return [];
      const { drawingId, prize, amountMinor, state, claimBy } = win;
      return {
        ...{ number: ticket.number, drawingId, prize, amountMinor },
        ...{ waits: state === "unclaimed", claimBy: claimBy?.toISOString() ?? null },
      };
    }),
  };
}

/** Everything a member holds, by raffle: those still to be drawn first, in the order of their draws. */
export async function readMyTickets(reader: Reader, actor: Actor): Promise<TicketGroup[]> {
  const rows = await findTicketsOfHolder(reader, actor.memberId);
  const wins = await findWins(
    reader,
    rows.map((row) => row.id),
  );
  const byRaffle = new Map<string, HeldTicketRow[]>();
  for (const row of rows) byRaffle.set(row.raffleId, [...(byRaffle.get(row.raffleId) ?? []), row]);
  const groups = [...byRaffle.values()].map((group) => groupOf(group, wins));
  const sign = (group: TicketGroup) => (group.past ? -1 : 1);
  return groups.sort(
    (one, other) =>
      Number(one.past) - Number(other.past) || sign(one) * (Date.parse(one.drawAt) - Date.parse(other.drawAt)),
  );
}

/** Tickets that a member bought for somebody else (B11). */
export interface GivenTickets {
  orderId: string;
  title: string;
  slug: string;
  /** The address that the giver wrote. */
  to: string;
  count: number;
  drawAt: string;
  timeZone: string;
}

export async function readGivenTickets(reader: Reader, actor: Actor): Promise<GivenTickets[]> {
  const rows = await findGiftsOf(reader, actor.memberId);
  return rows.map((row) => ({ ...row, drawAt: row.drawAt.toISOString() }));
}

/** A two-part ticket as it is shown and printed. */
export interface TicketView {
  id: string;
  state: "issued" | "valid" | "taken_back" | "voided";
  number: string | null;
  validationCode: string;
  raffleId: string;
  slug: string;
  title: string;
  cover: string;
  organisation: string;
  registration: string;
  timeZone: string;
  priceMinor: number;
  currency: string;
  origin: string;
  issuedAt: string;
  drawAt: string;
  drawPlace: string;
  permitNumber: string | null;
  /** What the law wants printed on it (T6). */
  ticketText: string;
  governingArea: string;
  minimumAge: number | null;
  /** Who holds it; for somebody who gave it away, only the address they gave. */
  holder: string;
  holderArea: string;
  /** Whose gift it is; null for one's own. */
  giftFrom: string | null;
  /** Its number on the board (B13), and the prize of a tray that it was placed on (B3). */
  pickedNumber: number | null;
  placedOn: string | null;
  drawing: { id: string; state: string } | null;
  /** Its place in the frozen list, once there is one. */
  entryIndex: number | null;
  /** What it won, in words, or the amount of a pot in minor units; both null where it won nothing. */
  prizeWon: string | null;
  potWonMinor: number | null;
}

async function viewsOf(reader: Reader, rows: TicketViewRow[], viewerId: string): Promise<TicketView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const { raffle, holder } = rows[0]!;
  const pooled = [...new Set(rows.flatMap((row) => row.poolId ?? []))];
  const [wins, entries, areas, [governing = ""], headings] = await Promise.all([
    findWins(reader, ids),
    findEntries(reader, ids),
    findAreaNames(reader, [...holder.countyIds.slice(0, 1), holder.subdivisionId]),
    findAreaNames(reader, [raffle.game.governingAreaId]),
    findPoolHeadings(reader, pooled),
  ]);
  const own = holder.id === viewerId;
  const residence = [holder.subdivisionId, ...holder.countyIds, ...holder.municipalityIds];
  const permit =
    raffle.game.permissions.findLast((one) => one.permitNumber && residence.includes(one.areaId)) ??
    raffle.game.permissions.find((one) => one.permitNumber);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    number: row.number,
    validationCode: row.validationCode,
    raffleId: row.raffleId,
    slug: raffle.game.slug,
    title: raffle.title,
    cover: raffle.cover,
    organisation: raffle.game.organisation.name,
    registration: raffle.game.organisation.registration,
    timeZone: raffle.game.timeZone,
    priceMinor: row.pricePaidMinor,
    currency: raffle.currency,
    origin: row.origin,
    issuedAt: row.issuedAt.toISOString(),
    drawAt: (raffle.drawings[0]?.drawAt ?? raffle.drawAt).toISOString(),
    drawPlace: raffle.drawPlace,
    permitNumber: permit?.permitNumber ?? null,
    ticketText: raffle.ticketText,
    governingArea: governing,
    minimumAge: raffle.game.minimumAge,
    holder: own ? `${holder.givenName} ${holder.familyName}` : holder.email,
    holderArea: own ? areas.join(", ") : "",
    giftFrom:
      row.order.memberId === row.holderId ? null : `${row.order.member.givenName} ${row.order.member.familyName}`,
    pickedNumber: row.pickedNumber,
    placedOn: row.poolId ? (headings.get(row.poolId) ?? null) : null,
    drawing: raffle.drawings[0] ? { id: raffle.drawings[0].id, state: raffle.drawings[0].state } : null,
    entryIndex: entries.find((entry) => entry.ticketId === row.id)?.index ?? null,
    prizeWon: wins.find((win) => win.ticketId === row.id)?.prize ?? null,
    potWonMinor: wins.find((win) => win.ticketId === row.id)?.amountMinor ?? null,
  }));
}

/** A ticket, for its holder and for whoever gave it away. Throws AppError `ticketNotFound`. */
export async function readTicket(reader: Reader, actor: Actor, ticketId: string): Promise<TicketView> {
  const row = await findTicketView(reader, ticketId);
  if (
    !row ||
    row.state === "taken_back" ||
    (row.holderId !== actor.memberId && row.order.memberId !== actor.memberId)
  ) {
    throw new AppError("ticketNotFound", 404);
  }
  const [view] = await viewsOf(reader, [row], actor.memberId);
  return view!;
}

/** All of a member's tickets in a raffle, as a sheet to print; empty when there are none. */
export async function readTicketSheet(reader: Reader, actor: Actor, raffleId: string): Promise<TicketView[]> {
  return viewsOf(reader, await findTicketsInRaffle(reader, raffleId, actor.memberId), actor.memberId);
}
