import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { Coverage, GameState, Numbering } from "@/server/kernel/prisma/client";
import type { RaffleDraft } from "./draft";
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
const toCoverage = (coverage: string) => coverage.replace("-", "_") as Coverage;
const toNumbering = (numbering: string) => numbering.replace("-", "_") as Numbering;

/** A raffle as its organisation edits it, with what is not for editing beside it. */
export interface OwnRaffle {
  id: string;
  organisationId: string;
  organisationCode: string;
  organisationName: string;
  organisationStatus: string;
  gatewayReady: boolean;
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
  drawing: { id: string; state: string; method: string; round: string | null; roundNamedAt: Date | null } | null;
  stops: Array<{ areaId: string; reason: string; stoppedAt: Date }>;
  rulesVersion: number;
  draft: RaffleDraft;
}

const everything = {
  organisation: true,
  permissions: { orderBy: { areaId: "asc" as const } },
  exclusions: { orderBy: { areaId: "asc" as const } },
  stops: { where: { liftedAt: null }, orderBy: { stoppedAt: "desc" as const } },
  raffle: {
    include: {
      sales: true,
      prizes: { orderBy: [{ groupPosition: "asc" as const }, { choice: "asc" as const }] },
      priceLevels: { orderBy: { count: "asc" as const } },
      drawings: { where: { kind: "main" }, orderBy: { position: "asc" as const } },
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
  const drawing = raffle.drawings[0] ?? null;
  return {
    id: game.id,
    organisationId: game.organisationId,
    organisationCode: game.organisation.code,
    organisationName: game.organisation.name,
    organisationStatus: game.organisation.status,
    gatewayReady: game.organisation.gatewayReady,
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
    },
    voided: raffle.sales?.voided ?? 0,
    salesMinor: Number(totals?.sales ?? 0),
    participants: Number(totals?.participants ?? 0),
    drawing: drawing && {
      id: drawing.id,
      state: drawing.state,
      method: drawing.method,
      round: drawing.round?.toString() ?? null,
      roundNamedAt: drawing.roundNamedAt,
    },
    stops: game.stops.map(({ areaId, reason, stoppedAt }) => ({ areaId, reason, stoppedAt })),
    rulesVersion: raffle.rulesVersion,
    draft: {
      title: raffle.title,
      summary: raffle.summary,
      description: raffle.description,
      cover: raffle.cover,
      notActualItem: raffle.notActualItem,
      category: raffle.category,
      subcategory: raffle.subcategory,
      structure: raffle.structure === "multiple" || raffle.structure === "mega" ? "multiple" : "single",
      prizes: raffle.prizes.map((prize) => ({
        heading: prize.heading,
        description: prize.description,
        category: prize.category,
        subcategory: prize.subcategory,
        cover: prize.cover,
        notActualItem: prize.notActualItem,
        valueMinor: prize.valueMinor,
        costMinor: prize.costMinor,
        quantity: prize.quantity,
        sponsor: prize.sponsor ?? "",
      })),
      priceMinor: raffle.priceMinor,
      currency: raffle.currency,
      priceLevels: raffle.priceLevels
        .filter(({ count }) => count > 1)
        .map(({ count, priceMinor, stock }) => ({ count, priceMinor, stock })),
      ticketCap: raffle.ticketCap,
      perPersonMaximum: raffle.perPersonMaximum,
      perHouseholdMaximum: raffle.perHouseholdMaximum,
      freeEntryAllowed: raffle.freeEntryAllowed,
      freeEntryText: raffle.freeEntryText,
      donationsAllowed: raffle.donationsAllowed,
      coverFeeAllowed: raffle.coverFeeAllowed,
      staffBarred: raffle.staffBarred,
      numbering: raffle.numbering === "at_close" ? "at-close" : "at-issue",
      deliveryText: raffle.deliveryText,
      rulesText: raffle.rulesText,
      ticketText: raffle.ticketText,
      drawPlace: raffle.drawPlace,
      extraCostMinor: raffle.extraCostMinor,
      opensAt: game.opensAt,
      closesAt: game.closesAt,
      drawAt: raffle.drawAt,
      timeZone: game.timeZone,
      minimumAge: game.minimumAge,
      permissions: game.permissions.map((permission) => ({
        areaId: permission.areaId,
        coverage: permission.coverage === "not_required" ? "not-required" : permission.coverage,
        permitNumber: permission.permitNumber ?? "",
        validFrom: permission.validFrom,
        validTo: permission.validTo,
      })),
      exclusions: game.exclusions.map(({ areaId }) => areaId),
    },
  };
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

function gameColumns(draft: RaffleDraft) {
  return {
    minimumAge: draft.minimumAge,
    opensAt: draft.opensAt,
    closesAt: draft.closesAt,
    timeZone: draft.timeZone,
  };
}

function raffleColumns(draft: RaffleDraft) {
  return {
    structure: draft.structure,
    title: draft.title.trim(),
    summary: draft.summary.trim(),
    description: draft.description.trim(),
    cover: draft.cover,
    notActualItem: draft.notActualItem,
    category: draft.category,
    subcategory: draft.subcategory,
    priceMinor: draft.priceMinor,
    currency: draft.currency,
    ticketCap: draft.ticketCap,
    perPersonMaximum: draft.perPersonMaximum,
    perHouseholdMaximum: draft.perHouseholdMaximum,
    freeEntryAllowed: draft.freeEntryAllowed,
    freeEntryText: draft.freeEntryText,
    donationsAllowed: draft.donationsAllowed,
    coverFeeAllowed: draft.coverFeeAllowed,
    staffBarred: draft.staffBarred,
    numbering: toNumbering(draft.numbering),
    deliveryText: draft.deliveryText,
    rulesText: draft.rulesText.trim(),
    ticketText: draft.ticketText,
    drawPlace: draft.drawPlace,
    drawAt: draft.drawAt,
    extraCostMinor: draft.extraCostMinor,
  };
}

/** Adds a raffle as a draft, with its main drawing. */
export async function insertRaffle(
  tx: Tx,
  raffle: { id: string; organisationId: string; number: number; slug: string; governingAreaId: string; now: Date },
  draft: RaffleDraft,
): Promise<void> {
  const { id, now } = raffle;
  await tx.game.create({
    data: {
      id,
      kind: "raffle",
      number: raffle.number,
      slug: raffle.slug,
      organisationId: raffle.organisationId,
      governingAreaId: raffle.governingAreaId,
      state: "draft",
      createdAt: now,
      updatedAt: now,
      ...gameColumns(draft),
    },
  });
  await tx.raffle.create({ data: { gameId: id, rulesVersion: 1, ...raffleColumns(draft) } });
  await tx.raffleRulesText.create({ data: { raffleId: id, version: 1, text: draft.rulesText.trim(), createdAt: now } });
  const drawingId = newId(now.getTime());
  await tx.drawing.create({ data: { id: drawingId, raffleId: id, kind: "main", position: 1, drawAt: draft.drawAt } });
  await writeParts(tx, id, drawingId, draft, now);
}

/**
 * Replaces a draft that is not locked. Returns the version of the rules text now in force, or null when the raffle was
 * locked, or changed since `revision` was read.
 */
export async function replaceRaffle(
  tx: Tx,
  raffle: { id: string; revision: number; rulesVersion: number; rulesText: string; drawingId: string; now: Date },
  draft: RaffleDraft,
): Promise<number | null> {
  const { id, now } = raffle;
  const changed = await tx.game.updateMany({
    where: { id, revision: raffle.revision, lockedAt: null, state: { in: ["draft", "pending_activation"] } },
    data: { state: "draft", updatedAt: now, ...gameColumns(draft) },
  });
  if (changed.count !== 1) return null;
  const rulesText = draft.rulesText.trim();
  const rulesVersion = rulesText === raffle.rulesText ? raffle.rulesVersion : raffle.rulesVersion + 1;
  await tx.raffle.update({ where: { gameId: id }, data: { rulesVersion, ...raffleColumns(draft) } });
  if (rulesVersion !== raffle.rulesVersion) {
    await tx.raffleRulesText.create({ data: { raffleId: id, version: rulesVersion, text: rulesText, createdAt: now } });
  }
  await tx.drawing.update({ where: { id: raffle.drawingId }, data: { drawAt: draft.drawAt } });
  await tx.prize.deleteMany({ where: { raffleId: id } });
  await tx.priceLevel.deleteMany({ where: { raffleId: id } });
  await tx.gamePermission.deleteMany({ where: { gameId: id } });
  await tx.gameExclusion.deleteMany({ where: { gameId: id } });
  await writeParts(tx, id, raffle.drawingId, draft, now);
  return rulesVersion;
}

async function writeParts(tx: Tx, id: string, drawingId: string, draft: RaffleDraft, now: Date): Promise<void> {
  await tx.prize.createMany({
    data: draft.prizes.map((prize, at) => ({
      id: newId(now.getTime()),
      raffleId: id,
      drawingId,
      groupPosition: at + 1,
      heading: prize.heading.trim(),
      description: prize.description.trim(),
      category: prize.category,
      subcategory: prize.subcategory,
      cover: prize.cover,
      notActualItem: prize.notActualItem,
      valueMinor: prize.valueMinor,
      costMinor: prize.costMinor,
      quantity: prize.quantity,
      sponsor: prize.sponsor.trim() || null,
    })),
  });
  await tx.priceLevel.createMany({
    data: [{ count: 1, priceMinor: draft.priceMinor, stock: null }, ...draft.priceLevels].map((level) => ({
      id: newId(now.getTime()),
      raffleId: id,
      ...level,
    })),
  });
  await tx.gamePermission.createMany({
    data: draft.permissions.map((permission) => ({
      gameId: id,
      areaId: permission.areaId,
      coverage: toCoverage(permission.coverage),
      permitNumber: permission.permitNumber.trim() || null,
      validFrom: permission.validFrom,
      validTo: permission.validTo,
    })),
  });
  await tx.gameExclusion.createMany({ data: draft.exclusions.map((areaId) => ({ gameId: id, areaId })) });
}

/** After activation only the extra costs may change (R11). */
export async function updateExtraCost(tx: Tx, id: string, extraCostMinor: number): Promise<void> {
  await tx.raffle.update({ where: { gameId: id }, data: { extraCostMinor } });
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
