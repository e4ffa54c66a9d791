import type { Reader } from "@/server/kernel/db";

/** One prize as the public sees it; what it cost the organisation is not in it. */
export interface PublicPrize {
  groupPosition: number;
  choice: number;
  heading: string;
  description: string;
  cover: string;
  notActualItem: boolean;
  valueMinor: number;
  quantity: number;
  sponsor: string | null;
}

/** Everything a raffle's page says (R1), without counters that move. */
export interface PublicRaffle {
  id: string;
  slug: string;
  title: string;
  summary: string;
  description: string;
  cover: string;
  notActualItem: boolean;
  category: string;
  structure: string;
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
  deliveryText: string;
  rulesText: string;
  rulesVersion: number;
  organisation: { name: string; description: string; website: string | null; registration: string; city: string };
  governingArea: { id: string; name: string };
  priceLevels: Array<{ count: number; priceMinor: number }>;
  drawings: Array<{
    id: string;
    kind: string;
    drawAt: string;
    method: string;
    round: string | null;
    prizes: PublicPrize[];
  }>;
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

/** What is public of a raffle, or null where there is none. Whether the reader may see it is the gate's to decide. */
export async function readPublicRaffle(reader: Reader, id: string): Promise<PublicRaffle | null> {
  const game = await reader.game.findUnique({
    where: { id },
    include: {
      organisation: true,
      permissions: true,
      exclusions: true,
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
  const named = [
    game.governingAreaId,
    ...game.permissions.map((one) => one.areaId),
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
    notActualItem: raffle.notActualItem,
    category: raffle.category,
    structure: raffle.structure,
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
      drawAt: drawing.drawAt.toISOString(),
      method: drawing.method,
      round: drawing.round?.toString() ?? null,
      prizes: drawing.prizes.map((prize) => ({
        groupPosition: prize.groupPosition,
        choice: prize.choice,
        heading: prize.heading,
        description: prize.description,
        cover: prize.cover,
        notActualItem: prize.notActualItem,
        valueMinor: prize.valueMinor,
        quantity: prize.quantity,
        sponsor: prize.sponsor,
      })),
    })),
    permissions: game.permissions.map((one) => ({
      ...nameOf(one.areaId),
      coverage: one.coverage,
      permitNumber: one.permitNumber,
      validTo: one.validTo?.toISOString() ?? null,
    })),
    exclusions: game.exclusions.map((one) => nameOf(one.areaId)),
  };
}
