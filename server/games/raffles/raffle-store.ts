import type { Reader, Tx } from "@/server/kernel/db";
import type { GameState } from "@/server/kernel/prisma/client";
import type { RaffleDraft } from "./draft";
import { draftOf } from "./draft-store";
import { mayBecome, type RaffleFacts, type StoredState } from "./raffle";

// Prisma names enum values in letters; the house and the database write them with a dash.
const STATES: Record<GameState, StoredState> = {
  draft: "draft",
  pending_activation: "pending-activation",
  active: "active",
  suspended: "suspended",
  drawn: "drawn",
  archived: "archived",
};
const toGameState = (state: StoredState) => state.replace("-", "_") as GameState;

/** A raffle as its organisation edits it, with what is not for editing beside it. */
export interface OwnRaffle {
  id: string;
  organisationId: string;
  organisationCode: string;
  organisationName: string;
  organisationStatus: string;
  gatewayReady: boolean;
  feeBasisPoints: number; // the venue's share of its ticket sales
  governingAreaId: string;
  number: number;
  slug: string;
  revision: number;
  lockedAt: Date | null;
  activatedAt: Date | null;
  suspendedReason: string | null;
  facts: RaffleFacts;
  voided: number;
  salesMinor: number;
  participants: number;
  /** The main drawing first, then early birds in the order of their triggers; of a tray, its pools. */
  drawings: OwnDrawing[];
  /** The first of them: the main drawing, or a tray's first pool. */
  drawing: OwnDrawing | null;
  stops: Array<{ areaId: string; reason: string; stoppedAt: Date }>;
  rulesVersion: number;
  draft: RaffleDraft;
}

/** One drawing of a raffle as its organisation sees it. */
export interface OwnDrawing {
  id: string;
  kind: string; // main, early-bird, pool
  state: string;
  method: string;
  triggerCount: number | null;
  triggerAt: Date | null;
  triggeredAt: Date | null;
  drawnAt: Date | null;
  round: string | null;
  roundNamedAt: Date | null;
}

const everything = {
  organisation: true,
  permissions: { orderBy: { areaId: "asc" as const } },
  exclusions: { orderBy: { areaId: "asc" as const } },
  stops: { where: { liftedAt: null }, orderBy: { stoppedAt: "desc" as const } },
  raffle: {
    include: {
      sales: true,
      priceLevels: { orderBy: { count: "asc" as const } },
      drawings: {
        where: { state: { not: "cancelled" as const } }, // an early bird that lapsed has given its prizes away
        orderBy: [{ kind: "desc" as const }, { position: "asc" as const }],
        include: { prizes: { orderBy: [{ groupPosition: "asc" as const }, { choice: "asc" as const }] } },
      },
    },
  },
};

/** One raffle with everything its organisation may see of it, or null. */
export async function findOwnRaffle(reader: Reader, id: string): Promise<OwnRaffle | null> {
  const game = await reader.game.findUnique({ where: { id }, include: everything });
  const raffle = game?.raffle;
  if (!game || !raffle) return null;
  const [totals] = await reader.query<{ sales: string; participants: string }>({
    text: `select coalesce(sum(price_paid_minor), 0)::text as sales, count(distinct holder_id)::text as participants
           from ticket where raffle_id = $1::uuid and state in ('issued', 'valid')`,
    values: [id],
  });
  const entries = await manualEntries(reader, [id]);
  const drawings = raffle.drawings.map((drawing) => ({
    id: drawing.id,
    kind: drawing.kind,
    state: drawing.state,
    method: drawing.method,
    triggerCount: drawing.triggerCount,
    triggerAt: drawing.triggerAt,
    triggeredAt: drawing.triggeredAt,
    drawnAt: drawing.drawnAt,
    round: drawing.round?.toString() ?? null,
    roundNamedAt: drawing.roundNamedAt,
  }));
  return {
    id: game.id,
    organisationId: game.organisationId,
    organisationCode: game.organisation.code,
    organisationName: game.organisation.name,
    organisationStatus: game.organisation.status,
    gatewayReady: game.organisation.gatewayReady,
    feeBasisPoints: game.organisation.feeBasisPoints,
    governingAreaId: game.governingAreaId,
    number: game.number,
    slug: game.slug,
    revision: game.revision,
    lockedAt: game.lockedAt,
    activatedAt: game.activatedAt,
    suspendedReason: game.suspendedReason,
    facts: {
      state: STATES[game.state],
      opensAt: game.opensAt,
      closesAt: game.closesAt,
      timeZone: game.timeZone,
      ticketCap: raffle.ticketCap,
      issued: raffle.sales?.issued ?? 0,
      frozenAt: raffle.sales?.frozenAt ?? null,
      manualEntry: entries.get(id) ?? null,
    },
    voided: raffle.sales?.voided ?? 0,
    salesMinor: Number(totals?.sales ?? 0),
    participants: Number(totals?.participants ?? 0),
    drawings,
    drawing: drawings[0] ?? null,
    stops: game.stops.map(({ areaId, reason, stoppedAt }) => ({ areaId, reason, stoppedAt })),
    rulesVersion: raffle.rulesVersion,
    draft: draftOf(game, raffle),
  };
}

/** For which of the raffles entering paper tickets before the activation was asked for, or granted (R13). */
async function manualEntries(reader: Reader, ids: readonly string[]): Promise<Map<string, "asked" | "granted">> {
  const rows = await reader.manualEntryRequest.findMany({
    where: { raffleId: { in: [...ids] }, state: { in: ["open", "granted"] } },
    select: { raffleId: true, state: true },
  });
  return new Map(rows.map(({ raffleId, state }) => [raffleId, state === "granted" ? "granted" : "asked"]));
}

/** Locks the organisation's row and counts its raffles on, so that two new ones never get the same number. */
export async function nextRaffleNumber(
  tx: Tx,
  organisationId: string,
): Promise<{ number: number; code: string; governingAreaId: string; status: string } | null> {
  const [organisation] = await tx.query<{ code: string; governing_area_id: string; status: string }>({
    text: "select code, governing_area_id, status from organisation where id = $1::uuid for update",
    values: [organisationId],
  });
  if (!organisation) return null;
  const last = await tx.game.aggregate({ where: { organisationId }, _max: { number: true } });
  return {
    number: (last._max.number ?? 0) + 1,
    code: organisation.code,
    governingAreaId: organisation.governing_area_id,
    status: organisation.status,
  };
}

/** The area whose law an organisation runs its raffles under, or null where there is no such organisation. */
export async function findGoverningArea(reader: Reader, organisationId: string): Promise<string | null> {
  const found = await reader.organisation.findUnique({
    where: { id: organisationId },
    select: { governingAreaId: true },
  });
  return found?.governingAreaId ?? null;
}

/** After activation only extra costs and sponsors may change (R11). */
export async function updateExtraCost(tx: Tx, id: string, extraCostMinor: number): Promise<void> {
  await tx.raffle.update({ where: { gameId: id }, data: { extraCostMinor } });
}

/** Changes who sponsors a raffle and its prizes. */
export async function updateSponsors(
  tx: Tx,
  id: string,
  sponsors: readonly string[],
  prizes: SponsoredPrize[],
): Promise<void> {
  await tx.raffle.update({ where: { gameId: id }, data: { sponsors: [...sponsors] } });
  for (const { drawingId, group, choice, sponsor } of prizes) {
    await tx.prize.updateMany({
      where: { raffleId: id, drawingId, groupPosition: group, choice },
      data: { sponsor: sponsor || null },
    });
  }
}

/** A prize by where it stands: its drawing, its group and its choice, each from 1. */
export interface SponsoredPrize {
  drawingId: string;
  group: number;
  choice: number;
  sponsor: string;
}

/** Moves a raffle on from one of `from`; false when it is in another state by now, or was changed since `revision`. */
export async function moveRaffle(
  tx: Tx,
  id: string,
  from: StoredState[],
  to: StoredState,
  now: Date,
  data: { activatedAt?: Date; lockedAt?: Date; suspendedReason?: string | null } = {},
  revision?: number,
): Promise<boolean> {
  const moved = await tx.game.updateMany({
    where: {
      id,
      state: { in: from.filter((one) => mayBecome(one, to)).map(toGameState) },
      ...(revision === undefined ? {} : { revision }),
    },
    data: { ...data, state: toGameState(to), updatedAt: now },
  });
  return moved.count === 1;
}

/** Which of the area ids exist. */
export async function knownAreaIds(reader: Reader, ids: readonly string[]): Promise<Set<string>> {
  const rows = await reader.area.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}

export interface OwnRaffleRow {
  id: string;
  slug: string;
  title: string;
  organisationName: string;
  facts: RaffleFacts;
  priceMinor: number;
  currency: string;
  salesMinor: number;
  stopped: boolean;
}

/** The raffles of some organisations, or those that wait for activation; newest first. */
export async function listOwnRaffles(
  reader: Reader,
  filter: { organisationIds: string[] } | { state: StoredState },
): Promise<OwnRaffleRow[]> {
  const games = await reader.game.findMany({
    where:
      "state" in filter
        ? { kind: "raffle", state: toGameState(filter.state) }
        : { kind: "raffle", organisationId: { in: filter.organisationIds } },
    include: {
      organisation: true,
      raffle: { include: { sales: true } },
      stops: { where: { liftedAt: null }, select: { id: true } },
    },
    orderBy: { createdAt: "desc" },
    take: 500,
  });
  const ids = games.map(({ id }) => id);
  const totals = await reader.query<{ raffle_id: string; sales: string }>({
    text: `select raffle_id, sum(price_paid_minor)::text as sales from ticket
           where raffle_id = any($1::uuid[]) and state in ('issued', 'valid') group by raffle_id`,
    values: [ids],
  });
  const entries = await manualEntries(reader, ids);
  const salesOf = new Map(totals.map((row) => [row.raffle_id, Number(row.sales)]));
  return games.flatMap((game) =>
    game.raffle
      ? {
          id: game.id,
          slug: game.slug,
          title: game.raffle.title,
          organisationName: game.organisation.name,
          facts: {
            state: STATES[game.state],
            opensAt: game.opensAt,
            closesAt: game.closesAt,
            timeZone: game.timeZone,
            ticketCap: game.raffle.ticketCap,
            issued: game.raffle.sales?.issued ?? 0,
            frozenAt: game.raffle.sales?.frozenAt ?? null,
            manualEntry: entries.get(game.id) ?? null,
          },
          priceMinor: game.raffle.priceMinor,
          currency: game.raffle.currency,
          salesMinor: salesOf.get(game.id) ?? 0,
          stopped: game.stops.length > 0,
        }
      : [],
  );
}

/**
 * The areas that a text may mean: an id, or a name, alone or followed by the name of an area above it ("Erie County,
 * New York"). Several where it is not clear.
 */
export function findAreasByText(reader: Reader, text: string): Promise<Array<{ id: string; name: string }>> {
  const [name = "", above = ""] = text.split(",").map((part) => part.trim());
  return reader.query<{ id: string; name: string }>({
    text: `select a.id, a.name from area a
            where a.id = upper($1)
               or (lower(a.name) = lower($2) and ($3 = '' or exists (
                     with recursive up as (
                       select parent_id from area_parent where child_id = a.id
                       union select p.parent_id from area_parent p join up on up.parent_id = p.child_id)
                     select 1 from area u join up on up.parent_id = u.id where lower(u.name) = lower($3))))
            order by (a.id = upper($1)) desc, a.id limit 10`,
    values: [text.trim(), name, above],
  });
}

/** The organisation of a game, or null. */
export async function findOrganisationOf(reader: Reader, gameId: string): Promise<string | null> {
  const game = await reader.game.findUnique({ where: { id: gameId }, select: { organisationId: true } });
  return game?.organisationId ?? null;
}

/** The names of areas, by id. */
export async function findAreaNames(reader: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.area.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
