import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { basisPointsOf } from "@/server/kernel/money";
import { enqueue } from "@/server/kernel/outbox";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { ORDER_ENDED } from "./letters";
import type { SettleOrderDeps } from "./settle-order";
import { findOrder, findSaleTerms, moveOrder, voidTicketRows } from "./store";

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

  const done = await db.transaction(async (tx) => {
    const answer = await voidTicketRows(
      tx,
      order.id,
      input.ticketIds,
      input.reason,
      deps.databaseClock === "given" ? now : null,
    );
    if (answer.outcome === "frozen") throw new AppError("listFrozen", 409);
    if (answer.outcome === "not-ready") throw new AppError("orderNotCaptured", 409, { state: order.state });
    if (answer.outcome === "already") return { voidedCount: 0, refundMinor: 0, feeMinor: 0 };
    const whole = answer.voided_count === order.quantity;
    const refundMinor = whole ? order.totalMinor : answer.amount_minor;
    const feeMinor = whole ? order.venueFeeMinor : basisPointsOf(answer.amount_minor, order.feeBasisPoints);
    if (whole) await moveOrder(tx, order.id, ["captured"], "refunded", now, { reason: input.reason });
    await writeAudit(tx, {
      at: now,
      actorId: organiser.actor.memberId,
      actorRole: "organisation",
      action: "void-tickets",
      subject: `order:${order.id}`,
      after: { voided: answer.voided_count, refundMinor, reason: input.reason, ticketIds: input.ticketIds },
    });
    if (whole) {
      await enqueue(
        tx,
        [{ kind: ORDER_ENDED, payload: { orderId: order.id }, dedupeKey: `order-ended:${order.id}` }],
        now,
      );
    }
    if (refundMinor > 0 && order.origin === "paid") {
      // The refund itself is asked for after the commit, and again by the outbox until the gateway has done it.
      const key = `void:${order.id}:${input.ticketIds ? [...input.ticketIds].sort().join(",").slice(0, 120) : "all"}`;
      await enqueue(
        tx,
        [
          {
            kind: "payment.refund",
            payload: { orderId: order.id, key, refundMinor, feeMinor, reason: input.reason },
            dedupeKey: key,
          },
        ],
        now,
      );
    }
    return { voidedCount: answer.voided_count, refundMinor, feeMinor };
  });
  return { voidedCount: done.voidedCount, refundMinor: done.refundMinor };
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
