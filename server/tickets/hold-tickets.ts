import { createHash, randomInt } from "node:crypto";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { admitRecipient } from "./admit-recipient";
import { type HoldGrant, heldNumbers, releaseHold, takeHold } from "./holds";
import { checkPicks, quickPick } from "./picks";
import { checkPlacements, firstPlacements, type Placement } from "./placements";
import type { DecideEntry } from "./ports";
import { checkQuantity, MAXIMUM_PER_ORDER, priceOrder } from "./price";
import { checkBuyer, checkLimits, checkOnline, checkOnSale, levelOf, limitsOf, requireEntry } from "./purchase-rules";
import {
  countHeld,
  type EarlierHold,
  findBuyerByEmail,
  findPurchase,
  type PriceLevel,
  type SaleTerms,
} from "./sale-store";
import { findSoldNumbers, insertHeldOrder } from "./store";

export interface HoldTicketsDeps {
  db: Database;
  kv: Kv;
  clock: Clock;
  decideEntry: DecideEntry;
  holdSeconds: number;
}

export interface HoldTicketsInput {
  raffleId: string;
  /** Tickets; bundles where a price level is named. With picks, as many as there are picks. */
  quantity: number;
  /** What to do when fewer are left: nothing, or whatever remains (T2). */
  shortfall: "none" | "remaining";
  /** The bundle that is bought (B1). */
  priceLevelId?: string | null;
  /** Numbers of the board (B13); without any the venue picks free ones. */
  picks?: readonly number[];
  /** Where the tickets of a tray go (B3). */
  placements?: readonly Placement[];
  /** Somebody else who is to hold the tickets (B11), by the email address of their account, and a few words for them. */
  gift?: { email: string; message: string } | null;
  /** Made by the client, the same for a repeated click (M4). */
  idempotencyKey: string;
  /** Where the request came from, as the edge resolved it; null when unknown. */
  presence: unknown;
}

export interface HeldOrder {
  orderId: string;
  /** Tickets set aside, and tickets asked for. */
  quantity: number;
  wanted: number;
  /** The numbers of the board set aside; empty where there is none. */
  picks: number[];
  totalMinor: number;
  currency: string;
  holdExpiresAt: Date;
}

/** What a caller has asked while it did something else. */
export interface HoldAhead {
  /** What has to be answered before anything else is: its refusal is the answer. */
  admitted?: Promise<void>;
  /** {@link readForHold} of this very wish and member. */
  found?: ReturnType<typeof readForHold>;
}

/** Everything a hold is decided from, as it is at this moment. */
export const readForHold = (
  db: Database,
  memberId: string,
  { raffleId, idempotencyKey }: Pick<HoldTicketsInput, "raffleId" | "idempotencyKey">,
) => findPurchase(db, { raffleId, memberId, idempotencyKey });

/** How often numbers are picked again for somebody who leaves it to the venue, when others are quicker. */
const MOST_QUICK_PICKS = 4;
export const MOST_GIFT_WORDS = 500;

const summary = (order: EarlierHold): HeldOrder => ({
  orderId: order.id,
  quantity: order.quantity,
  wanted: order.wanted,
  picks: order.picks,
  totalMinor: order.totalMinor,
  currency: order.currency,
  holdExpiresAt: new Date(order.holdExpiresAt),
});

/** Why nothing was set aside, as an error with what is left. */
function shortage(hold: HoldGrant, sale: SaleTerms, level: PriceLevel | null, units: number): AppError {
  if (hold.taken.length > 0) {
    return new AppError("numbersTaken", 409, { numbers: hold.taken.join(", "), count: hold.taken.length });
  }
  const left = hold.left === null ? null : Math.max(0, hold.left);
  const size = level?.count ?? 1;
  if (level && hold.levelLeft !== null && (left === null || left >= Math.min(units, hold.levelLeft + 1) * size)) {
    if (hold.levelLeft > 0) return new AppError("fewerBundlesLeft", 409, { left: hold.levelLeft, count: size });
    return new AppError("bundleSoldOut", 409, { count: size });
  }
  if (!left) return new AppError(sale.issued === sale.ticketCap ? "soldOut" : "allSetAside", 409);
  return new AppError("fewerLeft", 409, { left });
}

/**
 * Sets tickets aside for a member: decides entry from the database, takes a hold in KV and writes the order. One statement
 * reads, one writes; nothing that both say is read again. What the caller has asked `ahead` is not asked again.
 * Throws AppError: badQuantity, badPicks, raffleNotFound, offlineOnly, raffleClosed, raffleNotOpenYet, raffleSuspended,
 * selfExcluded, staffBarred, entryClosed (with the reason), personLimit, householdLimit, unknownPriceLevel, soldOut,
 * allSetAside, fewerLeft, bundleSoldOut, fewerBundlesLeft, numbersTaken (with the numbers), placementsNeeded,
 * placementsDiffer, unknownPrize, giftsNotOffered, giftsForbidden, giftToSelf, giftNotPossible, idempotencyConflict.
 */
export async function holdTickets(
  deps: HoldTicketsDeps,
  actor: Actor,
  input: HoldTicketsInput,
  ahead: HoldAhead = {},
): Promise<HeldOrder> {
  const { db, kv, clock } = deps;
  const now = clock.now();
  const picksAsked = input.picks ?? [];
  const units = picksAsked.length > 0 && !input.priceLevelId ? picksAsked.length : checkQuantity(input.quantity);
  checkQuantity(units);
  if (!/^[\w-]{8,80}$/.test(input.idempotencyKey)) throw new AppError("badIdempotencyKey", 422);
  const gift = input.gift?.email.trim() ? input.gift : null;
  const ways = [input.priceLevelId ?? null, picksAsked, input.placements ?? [], gift];
  const plain = !input.priceLevelId && picksAsked.length === 0 && !input.placements?.length && !gift;
  const inputHash = createHash("sha256")
    .update(JSON.stringify([input.raffleId, units, input.shortfall, ...(plain ? [] : ways)]))
    .digest("hex");

  const { raffleId, idempotencyKey } = input;
  const [found] = await Promise.all([ahead.found ?? readForHold(db, actor.memberId, input), ahead.admitted]);
  if (!found || found.sale.state === "draft" || found.sale.state === "pending_activation") {
    throw new AppError("raffleNotFound", 404);
  }
  const { sale, buyer, earlier } = found;
  if (earlier) {
    if (earlier.inputHash !== inputHash) throw new AppError("idempotencyConflict", 409);
    return summary(earlier);
  }

  // Entry first: what is closed to a person says nothing else about itself (J13).
  const decision = await deps.decideEntry(db, {
    gameId: raffleId,
    memberId: buyer.memberId,
    presence: input.presence,
    now,
    justRead: { rulesVersion: found.decidedVersion, residence: { birthDate: buyer.birthDate, ...buyer.residence } },
  });
  requireEntry(decision);
  checkOnSale(sale, now);
  checkOnline(sale);
  checkBuyer(buyer, sale, now);

  const level = levelOf(sale, input.priceLevelId);
  const size = level?.count ?? 1;
  const wanted = checkQuantity(units * size);
  const recipient = gift ? await findRecipient(deps, sale, buyer.email, gift, wanted, decision.law, now) : null;
  if (!recipient) {
    const limits = limitsOf(sale, decision.law);
    // The raffle's own limits were counted with the rest; what only the law limits is counted here.
    const lawOnly =
      (limits.person !== null && sale.perPersonMaximum === null) ||
      (limits.household !== null && sale.perHouseholdMaximum === null);
    const held = lawOnly
      ? await countHeld(db, raffleId, buyer.memberId)
      : { person: found.heldByPerson, household: found.heldByHousehold };
    checkLimits(limits, held, wanted);
  }
  const placements = sale.format === "tricky-tray" ? checkPlacements(input.placements ?? [], sale.pools, wanted) : null;

  const orderId = newId(now.getTime());
  const holdExpiresAt = new Date(now.getTime() + deps.holdSeconds * 1000);
  const take = (picks: readonly number[]) =>
    takeHold(kv, {
      raffleId,
      orderId,
      units,
      size,
      left: sale.ticketCap === null ? null : sale.ticketCap - sale.issued,
      level: level && { id: level.id, left: level.stock === null ? null : level.stock - level.sold },
      picks,
      partial: input.shortfall === "remaining",
      now,
      expiresAt: holdExpiresAt,
    });
  const board = sale.format === "number-board" ? (sale.ticketCap ?? 0) : 0;
  const { hold, picks } = board
    ? await takeNumbers(deps, { raffleId, board, wanted, shortfall: input.shortfall, asked: picksAsked, now }, take)
    : { hold: await take([]), picks: [] };
  if (hold.granted === 0) throw shortage(hold, sale, level, units);

  const quantity = hold.granted * size;
  const price = priceOrder({
    quantity: hold.granted,
    unitPriceMinor: level?.priceMinor ?? sale.priceMinor,
    donationMinor: 0,
    coverFee: false,
    feeBasisPoints: sale.feeBasisPoints,
  });
  const order = {
    id: orderId,
    raffleId,
    memberId: buyer.memberId,
    recipientId: recipient?.memberId ?? null,
    giftMessage: recipient ? gift!.message.trim().slice(0, MOST_GIFT_WORDS) || null : null,
    wanted,
    quantity,
    shortfall: input.shortfall,
    unitPriceMinor: level?.priceMinor ?? sale.priceMinor,
    ...price,
    feeBasisPoints: sale.feeBasisPoints,
    currency: sale.currency,
    residence: buyer.residence,
    presence: input.presence ?? null,
    residenceRevision: buyer.residenceRevision,
    rulesVersion: sale.rulesVersion,
    priceLevelId: level?.id ?? null,
    bundles: level ? hold.granted : 1,
    picks: picks.slice(0, quantity),
    placements: placements && firstPlacements(placements, quantity),
    idempotencyKey,
    inputHash,
    holdExpiresAt,
    now,
  };
  let inserted = false;
  try {
    inserted = await insertHeldOrder(db, order);
  } finally {
    if (!inserted) await releaseHold(kv, raffleId, orderId);
  }
  if (!inserted) {
    // The same click arrived twice at the same moment: the first one's order is the answer to both.
    const again = await findPurchase(db, { raffleId, memberId: actor.memberId, idempotencyKey });
    if (again?.earlier?.inputHash === inputHash) return summary(again.earlier);
    throw new AppError("idempotencyConflict", 409);
  }
  const { totalMinor } = price;
  return { orderId, quantity, wanted, picks: order.picks, totalMinor, currency: sale.currency, holdExpiresAt };
}

/**
 * Sets numbers of the board aside: those asked for, or free ones picked here, again when somebody was quicker. What has
 * been sold is known from the database, what others hold from KV.
 */
async function takeNumbers(
  deps: HoldTicketsDeps,
  wish: {
    raffleId: string;
    board: number;
    wanted: number;
    shortfall: "none" | "remaining";
    asked: readonly number[];
    now: Date;
  },
  take: (picks: readonly number[]) => Promise<HoldGrant>,
): Promise<{ hold: HoldGrant; picks: number[] }> {
  const { raffleId, board, wanted, asked } = wish;
  if (asked.length > 0) {
    const picks = checkPicks(asked, board, MAXIMUM_PER_ORDER);
    if (picks.length !== wanted) throw new AppError("picksDiffer", 422, { picked: picks.length, wanted });
    const sold = await findSoldNumbers(deps.db, raffleId, picks);
    const free = picks.filter((number) => !sold.has(number));
    const refused = (numbers: number[]) =>
      new AppError("numbersTaken", 409, { numbers: numbers.join(", "), count: numbers.length });
    if (free.length === 0 || (sold.size > 0 && wish.shortfall === "none")) throw refused([...sold]);
    const hold = await take(free);
    const picksHeld = free.filter((number) => !hold.taken.includes(number));
    if (hold.granted === 0 && hold.taken.length > 0) throw refused([...sold, ...hold.taken].sort((a, b) => a - b));
    return { hold: { ...hold, granted: Math.min(hold.granted, picksHeld.length) }, picks: picksHeld };
  }
  for (let attempt = 1; ; attempt++) {
    const [sold, held] = await Promise.all([
      findSoldNumbers(deps.db, raffleId, null),
      heldNumbers(deps.kv, raffleId, wish.now),
    ]);
    const picks = quickPick(board, new Set([...sold, ...held]), wanted, (below) => randomInt(below));
    if (picks.length < wanted && (wish.shortfall === "none" || picks.length === 0)) {
      if (picks.length > 0) throw new AppError("fewerLeft", 409, { left: picks.length });
      throw new AppError(sold.size >= board ? "soldOut" : "allSetAside", 409);
    }
    const hold = await take(picks);
    if (hold.taken.length === 0 || attempt === MOST_QUICK_PICKS) {
      return { hold, picks: picks.filter((number) => !hold.taken.includes(number)) };
    }
  }
}

/** The member who is to hold the tickets, let through the same gate. The wish itself is checked before the address is. */
async function findRecipient(
  deps: HoldTicketsDeps,
  sale: SaleTerms,
  ownEmail: string,
  gift: { email: string; message: string },
  quantity: number,
  law: Awaited<ReturnType<DecideEntry>>["law"],
  now: Date,
) {
  if (law?.giftsAllowed?.value === false) throw new AppError("giftsForbidden", 451, { area: law.giftsAllowed.area });
  if (!sale.giftsAllowed) throw new AppError("giftsNotOffered", 409);
  const email = gift.email.trim().toLowerCase();
  if (email === ownEmail) throw new AppError("giftToSelf", 422);
  const { recipient } = await admitRecipient(deps, sale, await findBuyerByEmail(deps.db, email), quantity, now);
  return recipient;
}
