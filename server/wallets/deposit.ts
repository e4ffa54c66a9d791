import type { CheckoutFacts } from "@/server/payments/ports";

/** The states of a deposit; docs/wallets.md says what each means. */
export const DEPOSIT_STATES = ["created", "credited", "declined", "expired", "disputed", "charged-back"] as const;
export type DepositState = (typeof DEPOSIT_STATES)[number];

/** Which states may follow which; the database holds the same table. */
export const DEPOSIT_TRANSITIONS: Readonly<Record<DepositState, readonly DepositState[]>> = {
  created: ["credited", "declined", "expired"],
  credited: ["disputed"],
  declined: [],
  expired: [],
  disputed: ["credited", "charged-back"],
  "charged-back": [],
};

export const LEAST_DEPOSIT_MINOR = 500;
export const MOST_DEPOSIT_MINOR = 500_000;

/** What has to be done about an open deposit, from the gateway's own record of it. */
export type NextStep =
  | { do: "wait" }
  | { do: "capture" }
  | { do: "credit" }
  | { do: "give-back"; reason: string }
  | { do: "end"; state: "declined" | "expired"; reason: string };

/**
 * Judges a deposit: the amount, and the card's address against the residence, which the issuer must have confirmed. What was
 * captured had been judged before and is credited.
 */
export function nextStep(
  deposit: { amountMinor: number; currency: string },
  member: { postalCode: string; country: string; excluded: boolean },
  facts: CheckoutFacts,
): NextStep {
  const { payment } = facts;
  if (payment?.state === "captured") return { do: "credit" };
  if (payment?.state === "cancelled") return { do: "end", state: "declined", reason: "cancelled" };
  if (payment?.state !== "authorised") {
    if (facts.state !== "expired") return { do: "wait" };
    const failed = payment?.failureCode;
    return { do: "end", state: failed ? "declined" : "expired", reason: failed ? "cardDeclined" : "pageClosed" };
  }
  if (payment.amountMinor !== deposit.amountMinor || payment.currency !== deposit.currency)
    return { do: "give-back", reason: "paymentMismatch" };
  if (member.excluded) return { do: "give-back", reason: "selfExcluded" };
  const { postalCode, country } = payment.billing;
  if (country?.toUpperCase() !== member.country.toUpperCase() || plain(postalCode ?? "") !== plain(member.postalCode))
    return { do: "give-back", reason: "addressMismatch" };
  if (payment.postalCheck !== "pass") return { do: "give-back", reason: "addressNotConfirmed" };
  return { do: "capture" };
}

/** A postal code as it is compared: nine digits of the United States are five. */
function plain(postalCode: string): string {
  const text = postalCode.replace(/\s/g, "").toUpperCase();
  return /^\d{5}-?\d{4}$/.test(text) ? text.slice(0, 5) : text;
}
