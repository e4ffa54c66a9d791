import { AppError } from "@/server/kernel/errors";
import { applyFacts, factsOfRow } from "./apply-facts";
import type { PaymentFacts } from "./payment";
import { GatewayRefusal } from "./ports";
import { type PaymentDeps, refreshPayment } from "./refresh-payment";
import { changePayment, findPayment } from "./store";

/** Between closing the page and asking again somebody may pay; then the authorisation is given back instead. */
const MAXIMUM_ROUNDS = 4;

/**
 * Closes the hosted page, or gives an authorisation back. What was captured stays: that is refunded, not cancelled.
 * May be repeated. Throws AppError paymentNotFound, gatewayUnavailable.
 */
export async function cancelPayment(deps: PaymentDeps, paymentId: string): Promise<PaymentFacts> {
  const { db, clock } = deps;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    const row = await findPayment(db, paymentId);
    if (!row) throw new AppError("paymentNotFound", 404);
    if (row.state === "created" && !row.checkoutId) {
      const data = { state: "cancelled" as const, updatedAt: clock.now() };
      // Only while there is no page: a page that comes at this moment is closed by the next round, or by its opener.
      await db.transaction((tx) => changePayment(tx, row.id, ["created"], data));
      continue;
    }
    if (row.state !== "created" && row.state !== "authorised") return factsOfRow(row);
    const facts = await refreshPayment(deps, row);
    const gateway = deps.gateways.of(row.gateway);
    try {
      if (facts.state === "created" && row.checkoutId) {
        if ((await gateway.expireCheckout(row.account, row.checkoutId)) === "ended") continue;
        const data = { state: "cancelled" as const, pageLeftOpen: row.pageClosesAt !== null, updatedAt: clock.now() };
        // What is paid there from now on is given back by whoever sees it first: a webhook, or the sweep.
        await db.transaction((tx) => changePayment(tx, row.id, ["created"], data));
      } else if (facts.state === "authorised") {
        const intentId = (await findPayment(db, paymentId))?.intentId;
        if (!intentId) throw new Error(`payment ${paymentId} was authorised without an intent`);
        const payment = await gateway.cancel({ key: `cancel:${row.id}`, account: row.account, intentId });
        return factsOfRow(await applyFacts(db, row.id, { checkout: null, payment }, clock.now()), payment);
      } else {
        return facts;
      }
    } catch (error) {
      // It was paid, captured or closed meanwhile: the next round sees which.
      if (!(error instanceof GatewayRefusal)) throw error;
    }
  }
  const last = await findPayment(db, paymentId);
  if (!last) throw new AppError("paymentNotFound", 404);
  return factsOfRow(last);
}
