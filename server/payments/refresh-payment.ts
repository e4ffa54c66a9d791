import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { adoptRefunds } from "./adopt-refunds";
import { applyFacts, factsOfRow } from "./apply-facts";
import type { PaymentFacts } from "./payment";
import type { GatewayPayment, PaymentGateway } from "./ports";
import type { PaymentRow } from "./store";

export interface PaymentDeps {
  db: Database;
  clock: Clock;
  gateway: PaymentGateway;
}

/** Asks the gateway what became of a payment and writes it down. Throws AppError `gatewayUnavailable`. */
export async function refreshPayment(deps: PaymentDeps, row: PaymentRow): Promise<PaymentFacts> {
  const { gateway, db, clock } = deps;
  // Nothing was ever opened at the gateway: there is nothing to ask.
  if (!row.checkoutId) return factsOfRow(row);
  let payment: GatewayPayment | null = null;
  let after = row;
  if (row.intentId) {
    payment = await gateway.fetchPayment(row.account, row.intentId);
    // Until a card is accepted the page decides: it may have ended.
    const checkout = payment.state === "waiting" ? await gateway.fetchCheckout(row.account, row.checkoutId) : null;
    payment = checkout?.payment ?? payment;
    after = await applyFacts(db, row.id, { checkout, payment }, clock.now());
  } else {
    const checkout = await gateway.fetchCheckout(row.account, row.checkoutId);
    payment = checkout.payment;
    after = await applyFacts(db, row.id, { checkout, payment }, clock.now());
  }
  if (payment && payment.refundedMinor > after.refundedMinor) after = await adoptRefunds(deps, after);
  return factsOfRow(after, payment);
}
