import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { GatewayRefund } from "./ports";
import type { PaymentDeps } from "./refresh-payment";
import { bookRefund, settleRefund } from "./settle-refund";
import { findPayment, findRefunds, insertRefund, lockPayment, type PaymentRow, type RefundRow } from "./store";

/** A refund that we asked for may be dated by the gateway's clock, which need not be ours. */
const CLOCK_SLACK_MS = 10 * 60_000;

/** The refund of ours that this record of the gateway's answers, if any still waits for its answer. */
export function matchRefund(rows: RefundRow[], found: GatewayRefund): RefundRow | undefined {
  return rows.find(
    (row) =>
      row.state === "requested" &&
      row.amountMinor === found.amountMinor &&
      found.createdAt.getTime() > row.requestedAt.getTime() - CLOCK_SLACK_MS,
  );
}

/**
 * Takes over what the gateway refunded and we do not know as done: an answer that was lost, or a refund that the
 * organisation made at the gateway itself. Returns the payment afterwards.
 */
export async function adoptRefunds(deps: PaymentDeps, payment: PaymentRow): Promise<PaymentRow> {
  if (!payment.intentId) return payment;
  const { db, clock } = deps;
  const found = await deps.gateways.of(payment.gateway).listRefunds(payment.account, payment.intentId);
  for (const each of found.filter((refund) => refund.alive)) {
    const known = await findRefunds(db, payment.id);
    if (known.some((row) => row.gatewayId === each.gatewayId)) continue;
    const ours = matchRefund(known, each);
    if (ours) await settleRefund(db, ours, each.gatewayId, clock.now());
    else await recordForeignRefund(deps, payment.id, each);
  }
  return (await findPayment(db, payment.id)) ?? payment;
}

async function recordForeignRefund(deps: PaymentDeps, paymentId: string, found: GatewayRefund): Promise<void> {
  const now = deps.clock.now();
  const key = `gateway:${found.gatewayId}`;
  await deps.db.transaction(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    // Under the lock: another process may have taken it over meanwhile.
    const known = await findRefunds(tx, paymentId);
    if (known.some((row) => row.gatewayId === found.gatewayId || row.key === key)) return;
    if (payment.refundedMinor + found.amountMinor > payment.capturedMinor) {
      log.warn("foreign_refund_too_large", { paymentId, gatewayId: found.gatewayId, amountMinor: found.amountMinor });
      return;
    }
    const refund = { id: newId(now.getTime()), amountMinor: found.amountMinor, feeMinor: 0 };
    await insertRefund(tx, {
      ...refund,
      paymentId,
      key,
      reason: "atGateway",
      state: "done",
      gatewayId: found.gatewayId,
      requestedAt: found.createdAt,
      doneAt: now,
    });
    await bookRefund(tx, payment, refund, now);
  });
}
