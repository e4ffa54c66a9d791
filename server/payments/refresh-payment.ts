import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { log } from "@/server/kernel/log";
import { adoptRefunds } from "./adopt-refunds";
import { applyFacts, factsOfRow } from "./apply-facts";
import type { PaymentFacts } from "./payment";
import { type GatewayPayment, GatewayRefusal, type Gateways } from "./ports";
import { changePageLeftOpen, findLeftPages, type PaymentRow } from "./store";

export interface PaymentDeps {
  db: Database;
  clock: Clock;
  gateways: Gateways;
}

/** A card that was being read when the page closed, and clocks that differ. */
const PAGE_SLACK_MS = 10 * 60_000;

/** Asks the gateway what became of a payment and writes it down. Throws AppError `gatewayUnavailable`. */
export async function refreshPayment(deps: PaymentDeps, row: PaymentRow): Promise<PaymentFacts> {
  const { db, clock } = deps;
  const gateway = deps.gateways.of(row.gateway);
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
  if (payment?.state === "authorised" && (after.state === "cancelled" || after.state === "failed"))
    payment = await giveBack(deps, after, payment);
  return factsOfRow(after, payment);
}

/** A card that was accepted after the payment had ended: its page stayed open, or the end and the card crossed. */
async function giveBack(deps: PaymentDeps, row: PaymentRow, payment: GatewayPayment): Promise<GatewayPayment> {
  const { account, gateway } = row;
  try {
    const wish = { key: `late:${row.id}`, account, intentId: payment.intentId };
    const given = await deps.gateways.of(gateway).cancel(wish);
    log.info("late_payment_given_back", { paymentId: row.id, intentId: payment.intentId });
    return given;
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    return payment;
  }
}

/**
 * Looks at pages that were left open after their payment had ended, since their gateway cannot end them: what was paid
 * there is given back. Each is looked at until nobody can pay on it any more. Returns the payments it looked at.
 */
export async function watchLeftPages(deps: PaymentDeps, limit = 100): Promise<number> {
  const now = deps.clock.now();
  const rows = await findLeftPages(deps.db, limit);
  for (const row of rows) {
    try {
      const facts = await refreshPayment(deps, row);
      const over = (row.pageClosesAt?.getTime() ?? 0) + PAGE_SLACK_MS < now.getTime();
      // What is still authorised is asked for again, however late it is.
      if (over && facts.state !== "authorised")
        await deps.db.transaction((tx) => changePageLeftOpen(tx, row.id, false));
    } catch (error) {
      log.warn("left_page_not_seen", { paymentId: row.id, error });
    }
  }
  return rows.length;
}
