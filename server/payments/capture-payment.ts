import { AppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { applyFacts, factsOfRow } from "./apply-facts";
import { cancelPayment } from "./cancel-payment";
import type { PaymentFacts } from "./payment";
import { GatewayRefusal } from "./ports";
import { type PaymentDeps, refreshPayment } from "./refresh-payment";
import { findPayment } from "./store";

/**
 * Captures an authorised payment, or less than was authorised, with the venue's fee. Repeated, it answers what became
 * of it. When the gateway refuses, the authorisation is given back and the state says `cancelled`; when it does not
 * answer AppError `gatewayUnavailable` is thrown, and nobody knows yet: ask again with the same amounts.
 */
export async function capturePayment(
  deps: PaymentDeps,
  paymentId: string,
  amount: { amountMinor: number; feeMinor: number },
): Promise<PaymentFacts> {
  const row = await findPayment(deps.db, paymentId);
  if (!row) throw new AppError("paymentNotFound", 404);
  if (row.state !== "authorised" || !row.intentId) return factsOfRow(row);
  try {
    const payment = await deps.gateways.of(row.gateway).capture({
      key: `capture:${row.id}`,
      account: row.account,
      intentId: row.intentId,
      ...amount,
    });
    return factsOfRow(await applyFacts(deps.db, row.id, { checkout: null, payment }, deps.clock.now()), payment);
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    log.warn("capture_refused", { paymentId, code: error.code, error });
    const facts = await refreshPayment(deps, row);
    return facts.state === "authorised" ? cancelPayment(deps, row.id) : facts;
  }
}
