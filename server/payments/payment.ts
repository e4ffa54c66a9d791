import type { CheckoutFacts, GatewayPayment } from "./ports";

export type PaymentState = "created" | "authorised" | "captured" | "cancelled" | "failed" | "refunded";

/** Which states may follow which. Facts are fetched in any order; what would lead backwards changes nothing. */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: ["authorised", "captured", "cancelled", "failed"],
  authorised: ["captured", "cancelled", "failed"],
  captured: ["refunded"],
  cancelled: [],
  failed: [],
  refunded: [],
};

/** Whether a payment may still lead to money. */
export function isAlive(state: PaymentState): boolean {
  return state === "created" || state === "authorised" || state === "captured";
}

/** The state that the gateway's record stands for, before refunds are counted. */
export function stateOfCheckout(facts: CheckoutFacts): PaymentState {
  const paid = facts.payment ? stateOfPayment(facts.payment) : "created";
  if (paid !== "created") return paid;
  return facts.state === "expired" ? "cancelled" : "created";
}

export function stateOfPayment(facts: GatewayPayment): PaymentState {
  switch (facts.state) {
    case "waiting":
      return "created";
    case "authorised":
      return "authorised";
    case "captured":
      return "captured";
    case "cancelled":
      return "cancelled";
  }
}

/** The state a payment is in after these facts: the same one where they would lead backwards. */
export function nextState(from: PaymentState, told: PaymentState): PaymentState {
  return PAYMENT_TRANSITIONS[from].includes(told) ? told : from;
}

/** What others may know of a payment: the gateway's own record of it, as last fetched. */
export interface PaymentFacts {
  paymentId: string;
  orderId: string;
  state: PaymentState;
  account: string;
  amountMinor: number;
  currency: string;
  postalCheck: "pass" | "fail" | "unavailable" | "unchecked" | null;
  billingPostalCode: string | null;
  billingCountry: string | null;
  cardFunding: string | null;
  failureCode: string | null;
}
