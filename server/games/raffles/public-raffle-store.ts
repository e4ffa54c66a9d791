import type { Reader } from "@/server/kernel/db";
import type { PrizeOption } from "./draft";
import { picturesOf } from "./images/list-pictures";

/** One prize as the public sees it; what it cost the organisation is not in it. */
export interface PublicPrize {
  groupPosition: number;
  choice: number;
  heading: string;
  description: string;
  cover: string;
  picture: PublicPicture | null;
  notActualItem: boolean;
  valueMinor: number;
  quantity: number;
  /** What the winner may take instead of it, or with it; empty where it is the item alone. */
  options: Array<{ kind: "item" | "cash" | "towards"; valueMinor: number }>;
  sponsor: string | null;
}

/** One drawing as the public sees it. */
export interface PublicDrawing {
  id: string;
  kind: string; // main, early-bird, pool
  position: number;
  state: string;
  drawAt: string;
  drawnAt: string | null;
  method: string;
  round: string | null;
  triggerCount: number | null;
  triggerAt: string | null;
  triggeredAt: string | null;
  endedReason: string | null;
  prizes: PublicPrize[];
}

/** A picture of the organisation's own, by the part of its address that stands before the size (R9). */
export interface PublicPicture {
  key: string;
  alternativeText: string;
}

/** Where paper tickets are sold (R7). */
export interface PublicSalesPlace {
  id: string;
  name: string;
  street: string;
  city: string;
  postalCode: string;
  contact: string;
  phone: string;
  hours: string;
  mapUrl: string | null;
}

/** Everything a raffle's page says (R1), without counters that move. */
export interface PublicRaffle {
  id: string;
  slug: string;
  title: string;
  summary: string;
  description: string;
  cover: string;
  picture: PublicPicture | null;
  notActualItem: boolean;
  category: string;
  structure: string;
  format: string;
  participation: string;
  sponsors: string[];
  pot: { shareBasisPoints: number; seedMinor: number; minimumMinor: number; capMinor: number | null } | null;
  earlyBirdsWinAgain: boolean;
  conversionAllowed: boolean;
  convertedAt: string | null;
  claimDays: number;
  salesPlaces: PublicSalesPlace[];
  priceMinor: number;
  currency: string;
  ticketCap: number | null;
  perPersonMaximum: number | null;
  freeEntryAllowed: boolean;
  freeEntryText: string;
  minimumAge: number | null;
  opensAt: string;
  closesAt: string;
  drawAt: string;
  timeZone: string;
  drawPlace: string;
  drawDirections: string;
  deliveryText: string;
  rulesText: string;
  rulesVersion: number;
  organisation: { name: string; description: string; website: string | null; registration: string; city: string };
  governingArea: { id: string; name: string };
  priceLevels: Array<{ count: number; priceMinor: number }>;
  /** The main drawing first, then early birds in the order of their triggers; of a tray, its pools. */
  drawings: PublicDrawing[];
  permissions: Array<{
    areaId: string;
    areaName: string;
    tier: string;
    coverage: "wide" | "not_required" | "local";
    permitNumber: string | null;
    validTo: string | null;
  }>;
  exclusions: Array<{ areaId: string; areaName: string; tier: string }>;
}

/** Names and tiers of areas, by id. */
export async function readAreas(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { name: string; tier: string }>> {
  const areas = await reader.area.findMany({ where: { id: { in: [...ids] } } });
  return new Map(areas.map((area) => [area.id, { name: area.name, tier: area.tier }]));
}

/** A prize's options as everybody may see them: what they cost the organisation stays its own. */
function optionsOf(stored: unknown): PublicPrize["options"] {
  return (stored as PrizeOption[]).map(({ kind, valueMinor }) => ({ kind, valueMinor }));
}

/** What is public of a raffle, or null where there is none. Whether the reader may see it is the gate's to decide. */
export async function readPublicRaffle(reader: Reader, id: string): Promise<PublicRaffle | null> {
  const game = await reader.game.findUnique({
    where: { id },
    include: {
      organisation: true,
      permissions: true,
      exclusions: true,
      approvals: true,
      raffle: {
        include: {
          priceLevels: { orderBy: { count: "asc" } },
          drawings: {
            orderBy: [{ kind: "desc" }, { position: "asc" }],
            include: { prizes: { orderBy: [{ groupPosition: "asc" }, { choice: "asc" }] } },
          },
        },
      },
    },
  });
  const raffle = game?.raffle;
  if (!game || !raffle) return null;
  const places = await reader.salesPlace.findMany({ where: { raffleId: id }, orderBy: { position: "asc" } });
  const imageIds = [raffle.imageId, ...raffle.drawings.flatMap(({ prizes }) => prizes.map(({ imageId }) => imageId))];
  const pictures = await picturesOf(reader, imageIds);
  const pictureOf = (imageId: string | null) => (imageId ? (pictures.get(imageId) ?? null) : null);
  // Where each regulator speaks for their area, what waits for a word is not offered yet (R11).
  const approved = new Set(game.approvals.map((one) => one.areaId));
  const permissions = game.permissions.filter(({ areaId }) => !game.approvedPerArea || approved.has(areaId));
  const named = [
    game.governingAreaId,
    ...permissions.map((one) => one.areaId),
    ...game.exclusions.map((one) => one.areaId),
  ];
  const areas = await readAreas(reader, named);
  const nameOf = (areaId: string) => ({
    areaId,
    areaName: areas.get(areaId)?.name ?? areaId,
    tier: areas.get(areaId)?.tier ?? "",
  });
  return {
    id: game.id,
    slug: game.slug,
    title: raffle.title,
    summary: raffle.summary,
    description: raffle.description,
    cover: raffle.cover,
    picture: pictureOf(raffle.imageId),
    notActualItem: raffle.notActualItem,
    category: raffle.category,
    structure: raffle.structure,
    format: raffle.format,
    participation: raffle.participation,
    sponsors: raffle.sponsors,
    pot:
      raffle.potShareBasisPoints === null
        ? null
        : {
            shareBasisPoints: raffle.potShareBasisPoints,
            seedMinor: raffle.potSeedMinor,
            minimumMinor: raffle.potMinimumMinor,
            capMinor: raffle.potCapMinor,
          },
    earlyBirdsWinAgain: raffle.earlyBirdsWinAgain,
    conversionAllowed: raffle.conversionAllowed,
    convertedAt: raffle.convertedAt?.toISOString() ?? null,
    claimDays: raffle.claimDays,
    salesPlaces: places.map(({ id, name, street, city, postalCode, contact, phone, hours, mapUrl }) => ({
      ...{ id, name, street, city, postalCode, contact, phone, hours, mapUrl },
    })),
    priceMinor: raffle.priceMinor,
    currency: raffle.currency,
    ticketCap: raffle.ticketCap,
    perPersonMaximum: raffle.perPersonMaximum,
    freeEntryAllowed: raffle.freeEntryAllowed,
    freeEntryText: raffle.freeEntryText,
    minimumAge: game.minimumAge,
    opensAt: game.opensAt.toISOString(),
    closesAt: game.closesAt.toISOString(),
    drawAt: raffle.drawAt.toISOString(),
    timeZone: game.timeZone,
    drawPlace: raffle.drawPlace,
    drawDirections: raffle.drawDirections,
    deliveryText: raffle.deliveryText,
    rulesText: raffle.rulesText,
    rulesVersion: raffle.rulesVersion,
    organisation: {
      name: game.organisation.name,
      description: game.organisation.description,
      website: game.organisation.website,
      registration: game.organisation.registration,
      city: game.organisation.city,
    },
    governingArea: { id: game.governingAreaId, name: areas.get(game.governingAreaId)?.name ?? game.governingAreaId },
    priceLevels: raffle.priceLevels.map((level) => ({ count: level.count, priceMinor: level.priceMinor })),
    drawings: raffle.drawings.map((drawing) => ({
      id: drawing.id,
      kind: drawing.kind,
      position: drawing.position,
      state: drawing.state,
      drawAt: drawing.drawAt.toISOString(),
      drawnAt: drawing.drawnAt?.toISOString() ?? null,
      triggerCount: drawing.triggerCount,
      triggerAt: drawing.triggerAt?.toISOString() ?? null,
      triggeredAt: drawing.triggeredAt?.toISOString() ?? null,
      endedReason: drawing.endedReason,
      method: drawing.method,
      round: drawing.round?.toString() ?? null,
      prizes: drawing.prizes.map((prize) => ({
        groupPosition: prize.groupPosition,
        choice: prize.choice,
        heading: prize.heading,
        description: prize.description,
        cover: prize.cover,
        picture: pictureOf(prize.imageId),
        notActualItem: prize.notActualItem,
        valueMinor: prize.valueMinor,
        quantity: prize.quantity,
        options: optionsOf(prize.options),
        sponsor: prize.sponsor,
      })),
    })),
    permissions: permissions.map((one) => ({
      ...nameOf(one.areaId),
      coverage: one.coverage,
      permitNumber: one.permitNumber,
      validTo: one.validTo?.toISOString() ?? null,
    })),
    exclusions: game.exclusions.map((one) => nameOf(one.areaId)),
  };
}
