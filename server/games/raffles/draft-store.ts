import type { Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { Coverage, Numbering, Prisma } from "@/server/kernel/prisma/client";
import { type DrawMethod, FORMATS, PARTICIPATIONS, type PrizeOption, type RaffleDraft } from "./draft";

const toCoverage = (coverage: string) => coverage.replace("-", "_") as Coverage;
const toNumbering = (numbering: string) => numbering.replace("-", "_") as Numbering;

type RaffleRow = Prisma.RaffleGetPayload<{ include: { priceLevels: true; drawings: { include: { prizes: true } } } }>;
type GameRow = Prisma.GameGetPayload<{ include: { permissions: true; exclusions: true } }>;

/** A raffle's rows as its organisation wrote them; drawings, prizes and levels in their order. */
export function draftOf(game: GameRow, raffle: RaffleRow): RaffleDraft {
  return {
    title: raffle.title,
    summary: raffle.summary,
    description: raffle.description,
    cover: raffle.cover,
    imageId: raffle.imageId,
    notActualItem: raffle.notActualItem,
    sponsors: raffle.sponsors,
    category: raffle.category,
    subcategory: raffle.subcategory,
    structure: raffle.structure,
    format: FORMATS.find((format) => format === raffle.format) ?? "standard",
    participation: PARTICIPATIONS.find((way) => way === raffle.participation) ?? "online",
    drawings: raffle.drawings.map(drawingOf),
    pot:
      raffle.potShareBasisPoints === null
        ? null
        : {
            shareBasisPoints: raffle.potShareBasisPoints,
            seedMinor: raffle.potSeedMinor,
            minimumMinor: raffle.potMinimumMinor,
            capMinor: raffle.potCapMinor,
          },
    isFree: raffle.priceMinor === 0,
    priceMinor: raffle.priceMinor,
    currency: raffle.currency,
    priceLevels: raffle.priceLevels
      .filter(({ count }) => count > 1)
      .map(({ count, priceMinor, stock }) => ({ count, priceMinor, stock })),
    ticketCap: raffle.ticketCap,
    targetCount: raffle.targetCount,
    perPersonMaximum: raffle.perPersonMaximum,
    perHouseholdMaximum: raffle.perHouseholdMaximum,
    freeEntryAllowed: raffle.freeEntryAllowed,
    freeEntryText: raffle.freeEntryText,
    donationsAllowed: raffle.donationsAllowed,
    giftsAllowed: raffle.giftsAllowed,
    coverFeeAllowed: raffle.coverFeeAllowed,
    staffBarred: raffle.staffBarred,
    numbering: raffle.numbering === "at_close" ? "at-close" : "at-issue",
    ticketNumberPart:
      (["record", "participant"] as const).find((part) => part === raffle.ticketNumberPart) ?? "sequence",
    earlyBirdsWinAgain: raffle.earlyBirdsWinAgain,
    stubsReturn: raffle.stubsReturn,
    conversionAllowed: raffle.conversionAllowed,
    claimDays: raffle.claimDays,
    deliveryText: raffle.deliveryText,
    rulesText: raffle.rulesText,
    ticketText: raffle.ticketText,
    drawPlace: raffle.drawPlace,
    drawDirections: raffle.drawDirections,
    extraCostMinor: raffle.extraCostMinor,
    fees: {
      processingBasisPoints: raffle.processingBasisPoints,
      processingPerTicketMinor: raffle.processingPerTicketMinor,
      licenceMinor: raffle.licenceMinor,
      regulatorBasisPoints: raffle.regulatorBasisPoints,
    },
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
  };
}

function drawingOf(drawing: RaffleRow["drawings"][number]): RaffleDraft["drawings"][number] {
  const groups: RaffleDraft["drawings"][number]["groups"] = [];
  const at = new Map<number, number>();
  for (const prize of drawing.prizes) {
    if (!at.has(prize.groupPosition)) {
      at.set(prize.groupPosition, groups.length);
      groups.push({ quantity: prize.quantity, prizes: [] });
    }
    groups[at.get(prize.groupPosition)!]!.prizes.push({
      heading: prize.heading,
      description: prize.description,
      category: prize.category,
      subcategory: prize.subcategory,
      cover: prize.cover,
      imageId: prize.imageId,
      notActualItem: prize.notActualItem,
      valueMinor: prize.valueMinor,
      costMinor: prize.costMinor,
      options: prize.options as unknown as PrizeOption[],
      sponsor: prize.sponsor ?? "",
    });
  }
  return {
    kind: (["early-bird", "pool"] as const).find((kind) => kind === drawing.kind) ?? "main",
    triggerCount: drawing.triggerCount,
    triggerAt: drawing.triggerAt,
    method: drawing.method as DrawMethod,
    groups,
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
    format: draft.format,
    participation: draft.participation,
    title: draft.title.trim(),
    summary: draft.summary.trim(),
    description: draft.description.trim(),
    cover: draft.cover,
    imageId: draft.imageId,
    notActualItem: draft.notActualItem,
    sponsors: draft.sponsors.map((sponsor) => sponsor.trim()),
    category: draft.category,
    subcategory: draft.subcategory,
    potShareBasisPoints: draft.pot?.shareBasisPoints ?? null,
    potSeedMinor: draft.pot?.seedMinor ?? 0,
    potMinimumMinor: draft.pot?.minimumMinor ?? 0,
    potCapMinor: draft.pot?.capMinor ?? null,
    priceMinor: draft.priceMinor,
    currency: draft.currency,
    ticketCap: draft.ticketCap,
    targetCount: draft.targetCount,
    perPersonMaximum: draft.perPersonMaximum,
    perHouseholdMaximum: draft.perHouseholdMaximum,
    freeEntryAllowed: draft.freeEntryAllowed,
    freeEntryText: draft.freeEntryText,
    donationsAllowed: draft.donationsAllowed,
    giftsAllowed: draft.giftsAllowed,
    coverFeeAllowed: draft.coverFeeAllowed,
    staffBarred: draft.staffBarred,
    numbering: toNumbering(draft.numbering),
    ticketNumberPart: draft.ticketNumberPart,
    earlyBirdsWinAgain: draft.earlyBirdsWinAgain,
    stubsReturn: draft.stubsReturn,
    conversionAllowed: draft.conversionAllowed,
    claimDays: draft.claimDays,
    deliveryText: draft.deliveryText,
    rulesText: draft.rulesText.trim(),
    ticketText: draft.ticketText,
    drawPlace: draft.drawPlace,
    drawDirections: draft.drawDirections,
    drawAt: draft.drawAt,
    extraCostMinor: draft.extraCostMinor,
    processingBasisPoints: draft.fees.processingBasisPoints,
    processingPerTicketMinor: draft.fees.processingPerTicketMinor,
    licenceMinor: draft.fees.licenceMinor,
    regulatorBasisPoints: draft.fees.regulatorBasisPoints,
  };
}

/** Adds a raffle as a draft, with its drawings. */
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
  await writeParts(tx, id, draft, now, new Map());
}

/**
 * Replaces a draft that is not locked. Returns the version of the rules text now in force, or null when the raffle was
 * locked, or changed since `revision` was read. Drawings keep their ids by kind and place.
 */
export async function replaceRaffle(
  tx: Tx,
  raffle: { id: string; revision: number; rulesVersion: number; rulesText: string; isDraft: boolean; now: Date },
  draft: RaffleDraft,
): Promise<number | null> {
  const { id, now } = raffle;
  const changed = await tx.game.updateMany({
    where: { id, revision: raffle.revision, lockedAt: null, state: { in: ["draft", "pending_activation"] } },
    data: { state: "draft", updatedAt: now, ...gameColumns(draft) },
  });
  if (changed.count !== 1) return null;
  const rulesText = draft.rulesText.trim();
  const rulesVersion = rulesText === raffle.rulesText || raffle.isDraft ? raffle.rulesVersion : raffle.rulesVersion + 1;
  await tx.raffle.update({ where: { gameId: id }, data: { rulesVersion, ...raffleColumns(draft) } });
  if (raffle.isDraft) {
    // Nobody was ever shown a draft's rules: they are written anew, however often somebody stops to think.
    await tx.raffleRulesText.updateMany({ where: { raffleId: id, version: rulesVersion }, data: { text: rulesText } });
  } else if (rulesVersion !== raffle.rulesVersion) {
    await tx.raffleRulesText.create({ data: { raffleId: id, version: rulesVersion, text: rulesText, createdAt: now } });
  }
  const before = await tx.drawing.findMany({
    where: { raffleId: id },
    select: { id: true, kind: true, position: true },
  });
  const ids = new Map(before.map((drawing) => [`${drawing.kind} ${drawing.position}`, drawing.id]));
  await tx.prize.deleteMany({ where: { raffleId: id } });
  await tx.drawing.deleteMany({ where: { raffleId: id } });
  await tx.priceLevel.deleteMany({ where: { raffleId: id } });
  await tx.gamePermission.deleteMany({ where: { gameId: id } });
  await tx.gameExclusion.deleteMany({ where: { gameId: id } });
  await writeParts(tx, id, draft, now, ids);
  return rulesVersion;
}

async function writeParts(
  tx: Tx,
  id: string,
  draft: RaffleDraft,
  now: Date,
  drawingIds: ReadonlyMap<string, string>,
): Promise<void> {
  const counts = new Map<string, number>();
  const drawings = draft.drawings.map((drawing) => {
    const position = (counts.get(drawing.kind) ?? 0) + 1;
    counts.set(drawing.kind, position);
    return { ...drawing, position, id: drawingIds.get(`${drawing.kind} ${position}`) ?? newId(now.getTime()) };
  });
  await tx.drawing.createMany({
    data: drawings.map((drawing) => ({
      id: drawing.id,
      raffleId: id,
      kind: drawing.kind,
      position: drawing.position,
      triggerCount: drawing.triggerCount,
      triggerAt: drawing.triggerAt,
      method: drawing.method,
      // An early bird is drawn when it falls due; until that is known, no later than this.
      drawAt: drawing.kind === "early-bird" ? (drawing.triggerAt ?? draft.closesAt) : draft.drawAt,
    })),
  });
  await tx.prize.createMany({
    data: drawings.flatMap((drawing) =>
      drawing.groups.flatMap(({ quantity, prizes }, group) =>
        prizes.map((prize, choice) => ({
          id: newId(now.getTime()),
          raffleId: id,
          drawingId: drawing.id,
          groupPosition: group + 1,
          choice: choice + 1,
          heading: prize.heading.trim(),
          description: prize.description.trim(),
          category: prize.category,
          subcategory: prize.subcategory,
          cover: prize.cover,
          imageId: prize.imageId,
          notActualItem: prize.notActualItem,
          valueMinor: prize.valueMinor,
          costMinor: prize.costMinor,
          quantity,
          options: prize.options as unknown as Prisma.InputJsonArray,
          sponsor: prize.sponsor.trim() || null,
        })),
      ),
    ),
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
