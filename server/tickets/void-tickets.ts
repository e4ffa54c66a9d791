import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { basisPointsOf } from "@/server/kernel/money";
import { enqueue } from "@/server/kernel/outbox";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { ORDER_ENDED } from "./letters";
import { findSaleTerms } from "./sale-store";
import type { SettleOrderDeps } from "./settle-order";
import { findOrder, isWholeRefunded, lockTicketsOfOrder, moveOrder, type OrderRow, voidTicketRows } from "./store";

/**
 * Voids tickets of a captured order before the list is frozen and returns what they cost, the way it came (T9, M8).
 * The tickets keep their number and their place under the cap and leave the draw. `ticketIds` null voids the whole
 * order and returns the gift beside it too. Repeating it with the same tickets returns nothing more.
 * Throws AppError: orderNotFound, orderNotCaptured, listFrozen.
 */
export async function voidTickets(
  deps: SettleOrderDeps,
  organiser: AuthorizedOrganiser,
  input: { orderId: string; ticketIds: string[] | null; reason: string },
): Promise<{ voidedCount: number; refundMinor: number }> {
  const { db } = deps;
  const now = deps.clock.now();
  const order = await findOrder(db, input.orderId);
  const sale = order ? await findSaleTerms(db, order.raffleId) : null;
  if (!order || !sale || sale.organisationId !== organiser.organisationId) throw new AppError("orderNotFound", 404);

  return db.transaction(async (tx) => {
    const done = await voidInOrder(tx, order, input.ticketIds, input.reason, now, deps.databaseClock === "given");
    if (done.voidedCount === 0) return { voidedCount: 0, refundMinor: 0 };
    await writeAudit(tx, {
      at: now,
      actorId: organiser.actor.memberId,
      actorRole: "organisation",
      action: "void-tickets",
      subject: `order:${order.id}`,
      after: {
        voided: done.voidedCount,
        refundMinor: done.refundMinor,
        reason: input.reason,
        ticketIds: done.ticketIds,
      },
    });
    if (done.refundMinor > 0 && order.origin === "paid") {
      // The refund itself is asked for after the commit, and again by the outbox until the gateway has done it. A
      // ticket is voided once, so the tickets of this call name it.
      const named = createHash("sha256").update(done.ticketIds.join(",")).digest("hex");
      const key = `void:${order.id}:${named.slice(0, 32)}`;
      const payload = {
        orderId: order.id,
        key,
        refundMinor: done.refundMinor,
        feeMinor: done.feeMinor,
        reason: input.reason,
      };
      await enqueue(tx, [{ kind: "payment.refund", payload, dedupeKey: key }], now);
    }
    return { voidedCount: done.voidedCount, refundMinor: done.refundMinor };
  });
}

/**
 * Voids tickets inside a transaction and answers what is to be returned for them: their prices, and with the last
 * valid ticket of an order whatever is left of it, the gift and the covered fee included. The order is then over.
 */
async function voidInOrder(
  tx: Tx,
  order: OrderRow,
  ticketIds: string[] | null,
  reason: string,
  now: Date,
  clockGiven: boolean,
): Promise<{ voidedCount: number; refundMinor: number; feeMinor: number; ticketIds: string[] }> {
  const before = await lockTicketsOfOrder(tx, order.id);
  const valid = before.filter((ticket) => ticket.state === "valid");
  const ids = valid.filter((ticket) => ticketIds === null || ticketIds.includes(ticket.id)).map((ticket) => ticket.id);
  const answer = await voidTicketRows(tx, order.id, ids, reason, clockGiven ? now : null);
  if (answer.outcome === "frozen") throw new AppError("listFrozen", 409);
  if (answer.outcome === "not-ready") throw new AppError("orderNotCaptured", 409, { state: order.state });
  if (answer.outcome === "already") return { voidedCount: 0, refundMinor: 0, feeMinor: 0, ticketIds: [] };
  if (answer.voided_count < valid.length) {
    const feeMinor = basisPointsOf(answer.amount_minor, order.feeBasisPoints);
    return { voidedCount: answer.voided_count, refundMinor: answer.amount_minor, feeMinor, ticketIds: ids };
  }
  await moveOrder(tx, order.id, ["captured"], "refunded", now, { reason });
  await enqueue(tx, [{ kind: ORDER_ENDED, payload: { orderId: order.id }, dedupeKey: `order-ended:${order.id}` }], now);
  const earlierMinor = before
    .filter((ticket) => ticket.state === "voided")
    .reduce((sum, ticket) => sum + ticket.pricePaidMinor, 0);
  return {
    voidedCount: answer.voided_count,
    refundMinor: order.totalMinor - earlierMinor,
    feeMinor: Math.max(0, order.venueFeeMinor - basisPointsOf(earlierMinor, order.feeBasisPoints)),
    ticketIds: ids,
  };
}

/**
 * Money that went back whole at the gateway, by somebody's hand in its own pages: the tickets it paid for are voided,
 * if the list is not frozen yet. May be told any number of times.
 * @returns whether tickets were voided by this call.
 */
export async function followWholeRefund(deps: SettleOrderDeps, orderId: string): Promise<boolean> {
  const order = await findOrder(deps.db, orderId);
  if (order?.state !== "captured" || !(await isWholeRefunded(deps.db, orderId))) return false;
  const now = deps.clock.now();
  try {
    return await deps.db.transaction(async (tx) => {
      const done = await voidInOrder(tx, order, null, "refundedAtGateway", now, deps.databaseClock === "given");
      return done.voidedCount > 0;
    });
  } catch (error) {
    if (!isAppError(error) || error.code !== "listFrozen") throw error;
    // A frozen list is a promise to everybody in it; the reconciliation names the payment until people settle it.
    log.warn("refunded_tickets_in_frozen_list", { orderId });
    return false;
  }
}

/** The outbox handler of `payment.refund`: once per key, however often it is delivered. */
export async function refundVoided(
  deps: SettleOrderDeps,
  job: { orderId: string; key: string; refundMinor: number; feeMinor: number; reason: string },
): Promise<void> {
  const facts = await deps.desk.refresh(job.orderId);
  if (!facts) throw new Error(`order ${job.orderId} has no payment to refund`);
  const answer = await deps.desk.refund(facts.paymentId, {
    key: job.key,
    amountMinor: job.refundMinor,
    feeMinor: job.feeMinor,
    reason: job.reason,
  });
  if (answer.state === "failed") throw new Error(`refund ${job.key} failed at the gateway`);
}
