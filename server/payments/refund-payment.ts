import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { matchRefund } from "./adopt-refunds";
import { GatewayRefusal } from "./ports";
import type { PaymentDeps } from "./refresh-payment";
import { settleRefund } from "./settle-refund";
import {
  endRefund,
  findPayment,
  findRefundByKey,
  findRefunds,
  findStaleRefunds,
  insertRefund,
  lockPayment,
  type PaymentRow,
  type RefundRow,
} from "./store";

export interface RefundWish {
  /** Made by whoever wants the refund: the same key is one refund. */
  key: string;
  amountMinor: number;
  /**
   * The part of the venue's fee that goes back to the organisation with it; said explicitly, 0 for none. Parts that
   * were rounded one by one may come to more than the fee: no more goes back than is left of it.
   */
  feeMinor: number;
  reason: string;
}

/**
 * Gives money back the way it came (M8): the whole or a part, once per key, never more than was captured. `requested`
 * means that the gateway has not answered yet; {@link finishRefunds} goes on. Throws AppError: paymentNotFound,
 * notCaptured, refundTooLarge, keyReused.
 */
export async function refundPayment(
  deps: PaymentDeps,
  paymentId: string,
  wish: RefundWish,
): Promise<{ refundId: string; state: "requested" | "done" | "failed" }> {
  const refund = await reserve(deps, paymentId, wish);
  if (refund.state !== "requested") return { refundId: refund.id, state: refund.state as "done" | "failed" };
  const payment = await findPayment(deps.db, paymentId);
  if (!payment) throw new AppError("paymentNotFound", 404);
  return { refundId: refund.id, state: await carryOut(deps, payment, refund) };
}

function reserve(deps: PaymentDeps, paymentId: string, wish: RefundWish): Promise<RefundRow> {
  const { amountMinor, feeMinor } = wish;
  const whole = Number.isSafeInteger(amountMinor) && Number.isSafeInteger(feeMinor);
  if (!whole || amountMinor < 1 || feeMinor < 0 || feeMinor > amountMinor) throw new AppError("badAmount", 422);
  return deps.db.transaction(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    const before = await findRefundByKey(tx, wish.key);
    if (before) {
      const same = before.paymentId === paymentId && before.amountMinor === amountMinor && before.feeMinor <= feeMinor;
      if (!same) throw new AppError("keyReused", 409);
      return before;
    }
    if (payment.state !== "captured" && payment.state !== "refunded") throw new AppError("notCaptured", 409);
    const rows = (await findRefunds(tx, paymentId)).filter((row) => row.state !== "failed");
    const sum = (of: (row: RefundRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    const leftMinor = payment.capturedMinor - sum((row) => row.amountMinor);
    if (amountMinor > leftMinor) throw new AppError("refundTooLarge", 409, { leftMinor });
    const feeLeftMinor = Math.max(0, payment.feeMinor - sum((row) => row.feeMinor));
    const now = deps.clock.now();
    const row: RefundRow = {
      id: newId(now.getTime()),
      paymentId,
      key: wish.key,
      amountMinor,
      feeMinor: Math.min(feeMinor, feeLeftMinor),
      reason: wish.reason,
      state: "requested",
      gatewayId: null,
      requestedAt: now,
      doneAt: null,
    };
    await insertRefund(tx, row);
    return row;
  });
}

async function carryOut(
  deps: PaymentDeps,
  payment: PaymentRow,
  refund: RefundRow,
): Promise<"requested" | "done" | "failed"> {
  const { db, clock } = deps;
  if (!payment.intentId) throw new Error(`payment ${payment.id} was captured without an intent`);
  try {
    const { gatewayId } = await deps.gateways.of(payment.gateway).refund({
      key: `refund:${refund.id}`,
      account: payment.account,
      intentId: payment.intentId,
      amountMinor: refund.amountMinor,
      feeMinor: refund.feeMinor,
      whole: refund.amountMinor === payment.capturedMinor && refund.feeMinor === payment.feeMinor,
    });
    await settleRefund(db, refund, gatewayId, clock.now());
    return "done";
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      log.error("refund_refused", { paymentId: payment.id, refundId: refund.id, code: error.code, error });
      const end = { state: "failed" as const, gatewayId: null, doneAt: clock.now() };
      const ended = await db.transaction((tx) => endRefund(tx, refund.id, end));
      return ended ? "failed" : "done";
    }
    log.warn("refund_not_answered", { paymentId: payment.id, refundId: refund.id, error });
    return "requested";
  }
}

/** A call may still be under way this long; a refund is not asked for again before. */
const STALE_SECONDS = 60;

/**
 * Goes on with refunds of which nobody has heard. Looks first whether the gateway made them already: its memory of
 * keys ends after a day, ours does not. Returns the payments it changed.
 */
export async function finishRefunds(
  deps: PaymentDeps,
  limit = 100,
): Promise<Array<{ paymentId: string; orderId: string }>> {
  const { db, clock } = deps;
  const changed: Array<{ paymentId: string; orderId: string }> = [];
  const stale = await findStaleRefunds(db, new Date(clock.now().getTime() - STALE_SECONDS * 1000), limit);
  for (const refund of stale) {
    const payment = await findPayment(db, refund.paymentId);
    if (!payment?.intentId) continue;
    try {
      const known = await findRefunds(db, payment.id);
      const made = (await deps.gateways.of(payment.gateway).listRefunds(payment.account, payment.intentId)).find(
        (each) =>
          each.alive &&
          !known.some((row) => row.gatewayId === each.gatewayId) &&
          matchRefund([refund], each) !== undefined,
      );
      // A refund whose fee goes back apart is asked for again all the same: the fee may be what was interrupted.
      const apart =
        deps.gateways.of(payment.gateway).refundsFeeApart &&
        refund.feeMinor > 0 &&
        refund.amountMinor !== payment.capturedMinor;
      if (made && !apart) await settleRefund(db, refund, made.gatewayId, clock.now());
      else await carryOut(deps, payment, refund);
      changed.push({ paymentId: payment.id, orderId: payment.orderId });
    } catch (error) {
      log.warn("refund_not_finished", { refundId: refund.id, error });
    }
  }
  return changed;
}
