import type { Database, Tx } from "@/server/kernel/db";
import { postMovement } from "@/server/ledger/post-movement";
import { nextState, type PaymentFacts, type PaymentState, stateOfCheckout, stateOfPayment } from "./payment";
import type { CheckoutFacts, GatewayPayment } from "./ports";
import { processingFee } from "./postings";
import { findOrganisationOfOrder, lockPayment, type PaymentRow, writePayment } from "./store";

/** The facts of a payment as the row has them, where there is nothing to ask the gateway about. */
export function factsOfRow(row: PaymentRow, gateway: GatewayPayment | null = null): PaymentFacts {
  return {
    paymentId: row.id,
    orderId: row.orderId,
    state: row.state,
    account: row.account,
    // What the card was authorised for, where there is a card, and after capture what was taken.
    amountMinor: row.capturedMinor > 0 ? row.capturedMinor : (gateway?.amountMinor ?? row.amountMinor),
    currency: gateway?.currency ?? row.currency,
    postalCheck: gateway?.postalCheck ?? (row.postalCheck as PaymentFacts["postalCheck"]),
    billingPostalCode: gateway?.billing.postalCode ?? null,
    billingCountry: gateway?.billing.country ?? null,
    cardFunding: gateway?.cardFunding ?? row.cardFunding,
    failureCode: gateway?.failureCode ?? row.failureCode,
  };
}

/**
 * Brings a payment's row to what the gateway's record says, and posts the gateway's own fee when it is first known.
 * Facts may come in any order and any number of times: what would lead backwards changes nothing. Returns the row
 * afterwards.
 */
export function applyFacts(
  db: Database,
  paymentId: string,
  facts: { checkout: CheckoutFacts | null; payment: GatewayPayment | null },
  now: Date,
): Promise<PaymentRow> {
  return db.transaction(async (tx) => {
    const row = await lockPayment(tx, paymentId);
    const told = facts.payment
      ? stateOfPayment(facts.payment)
      : facts.checkout
        ? stateOfCheckout(facts.checkout)
        : row.state;
    const closed = facts.checkout?.state === "expired" && told === "created" ? "cancelled" : told;
    const state = nextState(row.state, closed);
    return write(tx, row, state, facts.payment, now);
  });
}

async function write(
  tx: Tx,
  row: PaymentRow,
  state: PaymentState,
  payment: GatewayPayment | null,
  now: Date,
): Promise<PaymentRow> {
  const moved = state === "captured" || state === "refunded";
  const processingMinor = row.processingMinor ?? (moved ? (payment?.processingMinor ?? null) : null);
  const data = {
    state,
    intentId: payment?.intentId ?? row.intentId,
    chargeId: payment?.chargeId ?? row.chargeId,
    // Captured once: what is let go of the authorisation is not captured later.
    capturedMinor: moved && row.capturedMinor === 0 ? (payment?.capturedMinor ?? 0) : row.capturedMinor,
    feeMinor: moved && row.capturedMinor === 0 && payment ? payment.feeMinor : row.feeMinor,
    processingMinor,
    cardBrand: payment?.cardBrand ?? row.cardBrand,
    cardFunding: payment?.cardFunding ?? row.cardFunding,
    postalCheck: payment?.postalCheck ?? row.postalCheck,
    failureCode: payment ? payment.failureCode : row.failureCode,
  };
  const same = Object.entries(data).every(([name, value]) => row[name as keyof PaymentRow] === value);
  if (same) return row;
  if (row.processingMinor === null && processingMinor !== null && processingMinor > 0) {
    const organisationId = await findOrganisationOfOrder(tx, row.orderId);
    const subject = { paymentId: row.id, organisationId, currency: row.currency, at: now };
    await postMovement(tx, processingFee(subject, processingMinor));
  }
  return writePayment(tx, row.id, { ...data, updatedAt: now });
}
