import { createHash } from "node:crypto";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { releaseHold, takeHold } from "./holds";
import type { DecideEntry, EntryDecision } from "./ports";
import { checkQuantity, priceOrder } from "./price";
import {
  type Buyer,
  countHeldBy,
  findBuyer,
  findOrderByKey,
  findSaleTerms,
  insertOrder,
  type OrderRow,
  type SaleTerms,
} from "./store";

export interface HoldTicketsDeps {
  db: Database;
  kv: Kv;
  clock: Clock;
  decideEntry: DecideEntry;
  holdSeconds: number;
}

export interface HoldTicketsInput {
  raffleId: string;
  quantity: number;
  /** What to do when fewer are left: nothing, or whatever remains (T2). */
  shortfall: "none" | "remaining";
  /** Made by the client, the same for a repeated click (M4). */
  idempotencyKey: string;
  /** Where the request came from, as the edge resolved it; null when unknown. */
  presence: unknown;
}

export interface HeldOrder {
  orderId: string;
  quantity: number;
  wanted: number;
  totalMinor: number;
  currency: string;
  holdExpiresAt: Date;
}

/** Refuses what the raffle's own facts refuse: not sold now, or not through this page. */
export function checkOnSale(sale: SaleTerms, now: Date): void {
  if (sale.state === "suspended" || !sale.organisationActive) throw new AppError("raffleSuspended", 409);
  if (sale.state !== "active") throw new AppError("raffleClosed", 409);
  if (now < sale.opensAt) throw new AppError("raffleNotOpenYet", 409, { opensAt: sale.opensAt.toISOString() });
  if (now >= sale.closesAt || sale.frozen) throw new AppError("raffleClosed", 409);
}

/** Refuses people whom the raffle or their own wish keeps out, whatever the place. */
export function checkBuyer(buyer: Buyer, sale: SaleTerms, now: Date): void {
  if (buyer.status !== "active") throw new AppError("accountSuspended", 403);
  if (buyer.excludedUntil && buyer.excludedUntil > now) {
    throw new AppError("selfExcluded", 403, { until: buyer.excludedUntil.toISOString() });
  }
  if (sale.staffBarred && buyer.staffOf.includes(sale.organisationId)) throw new AppError("staffBarred", 403);
}

/** Throws AppError `entryClosed` with the first reason where the law does not let this person in (J10). */
export function requireEntry(decision: EntryDecision): void {
  if (decision.allowed) return;
  const first = decision.reasons[0];
  throw new AppError("entryClosed", 451, {
    reason: first?.text ?? "",
    reasonCode: first?.code ?? "",
    area: first?.area ?? "",
  });
}

const summary = (order: OrderRow): HeldOrder => ({
  orderId: order.id,
  quantity: order.quantity,
  wanted: order.wanted,
  totalMinor: order.totalMinor,
  currency: order.currency,
  holdExpiresAt: order.holdExpiresAt,
});

/**
 * Sets tickets aside for a member: decides entry from the database, takes a hold in KV and writes the order.
 * Throws AppError: badQuantity, raffleNotFound, raffleClosed, raffleNotOpenYet, raffleSuspended, selfExcluded,
 * staffBarred, entryClosed (with the reason), personLimit, soldOut, fewerLeft, idempotencyConflict.
 */
export async function holdTickets(deps: HoldTicketsDeps, actor: Actor, input: HoldTicketsInput): Promise<HeldOrder> {
  const { db, kv, clock } = deps;
  const now = clock.now();
  checkQuantity(input.quantity);
  if (!/^[\w-]{8,80}$/.test(input.idempotencyKey)) throw new AppError("badIdempotencyKey", 422);
  const inputHash = createHash("sha256")
    .update(JSON.stringify([input.raffleId, input.quantity, input.shortfall]))
    .digest("hex");

  const earlier = await findOrderByKey(db, actor.memberId, input.idempotencyKey);
  if (earlier) {
    if (earlier.inputHash !== inputHash) throw new AppError("idempotencyConflict", 409);
    return summary(earlier);
  }

  const [sale, buyer] = await Promise.all([findSaleTerms(db, input.raffleId), findBuyer(db, actor.memberId)]);
  if (!sale || sale.state === "draft" || sale.state === "pending_activation") throw new AppError("raffleNotFound", 404);
  if (!buyer) throw new AppError("loginNeeded", 401);

  // Entry first: what is closed to a person says nothing else about itself (J13).
  const decision = await deps.decideEntry(db, {
    gameId: sale.raffleId,
    memberId: buyer.memberId,
    presence: input.presence,
    now,
  });
  requireEntry(decision);
  checkOnSale(sale, now);
  checkBuyer(buyer, sale, now);
  if (sale.perPersonMaximum !== null) {
    const held = await countHeldBy(db, sale.raffleId, buyer.memberId);
    if (held + input.quantity > sale.perPersonMaximum) {
      throw new AppError("personLimit", 409, { maximum: sale.perPersonMaximum, held });
    }
  }

  const orderId = newId(now.getTime());
  const holdExpiresAt = new Date(now.getTime() + deps.holdSeconds * 1000);
  const hold = await takeHold(kv, {
    raffleId: sale.raffleId,
    orderId,
    wanted: input.quantity,
    left: sale.ticketCap === null ? null : sale.ticketCap - sale.issued,
    partial: input.shortfall === "remaining",
    now,
    expiresAt: holdExpiresAt,
  });
  if (hold.granted === 0) {
    const left = Math.max(0, hold.left ?? 0);
    if (left === 0) throw new AppError(sale.issued === sale.ticketCap ? "soldOut" : "allSetAside", 409);
    throw new AppError("fewerLeft", 409, { left });
  }

  const price = priceOrder({
    quantity: hold.granted,
    unitPriceMinor: sale.priceMinor,
    donationMinor: 0,
    coverFee: false,
    feeBasisPoints: sale.feeBasisPoints,
  });
  try {
    await db.transaction(async (tx) => {
      await insertOrder(tx, {
        id: orderId,
        raffleId: sale.raffleId,
        memberId: buyer.memberId,
        state: "held",
        wanted: input.quantity,
        quantity: hold.granted,
        shortfall: input.shortfall,
        unitPriceMinor: sale.priceMinor,
        ...price,
        feeBasisPoints: sale.feeBasisPoints,
        currency: sale.currency,
        residence: buyer.residence,
        presence: (input.presence ?? undefined) as never,
        residenceRevision: buyer.residenceRevision,
        rulesVersion: sale.rulesVersion,
        idempotencyKey: input.idempotencyKey,
        inputHash,
        holdExpiresAt,
        createdAt: now,
        updatedAt: now,
      });
    });
  } catch (error) {
    await releaseHold(kv, sale.raffleId, orderId);
    // The same click arrived twice at the same moment: the first one's order is the answer to both.
    const winner = await findOrderByKey(db, actor.memberId, input.idempotencyKey);
    if (winner && winner.inputHash === inputHash) return summary(winner);
    throw error;
  }
  return {
    orderId,
    quantity: hold.granted,
    wanted: input.quantity,
    totalMinor: price.totalMinor,
    currency: sale.currency,
    holdExpiresAt,
  };
}
