import type { Database, Tx } from "@/server/kernel/db";
import { postMovement } from "@/server/ledger/post-movement";
import { latePayment, refund as refundMovement } from "./postings";
import {
  endRefund,
  findOrganisationOfOrder,
  lockPayment,
  orderHasTickets,
  type PaymentRow,
  type RefundRow,
  writePayment,
} from "./store";

/**
 * Writes down that the gateway carried out a refund: the row, the payment's sum, the ledger; once. Returns the payment
 * afterwards.
 */
export function settleRefund(db: Database, refund: RefundRow, gatewayId: string, now: Date): Promise<PaymentRow> {
  return db.transaction(async (tx) => {
    const payment = await lockPayment(tx, refund.paymentId);
    const ended = await endRefund(tx, refund.id, { state: "done", gatewayId, doneAt: now });
    return ended ? bookRefund(tx, payment, refund, now) : payment;
  });
}

/** The sums and postings of a refund that was just ended, in the same transaction. */
export async function bookRefund(
  tx: Tx,
  payment: PaymentRow,
  refund: Pick<RefundRow, "id" | "amountMinor" | "feeMinor">,
  now: Date,
): Promise<PaymentRow> {
  const organisationId = await findOrganisationOfOrder(tx, payment.orderId);
  const subject = { paymentId: payment.id, organisationId, currency: payment.currency, at: now };
  // An order that got its tickets has its capture in the ledger. Without it this money belongs to the buyer alone.
  const applied = await orderHasTickets(tx, payment.orderId);
  if (!applied) await postMovement(tx, latePayment(subject, payment.capturedMinor, payment.feeMinor));
  await postMovement(tx, refundMovement(subject, refund.id, refund.amountMinor, refund.feeMinor, applied));
  const refundedMinor = payment.refundedMinor + refund.amountMinor;
  return writePayment(tx, payment.id, {
    refundedMinor,
    state: refundedMinor === payment.capturedMinor ? "refunded" : payment.state,
    updatedAt: now,
  });
}
