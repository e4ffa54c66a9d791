import { z } from "zod";
import type { GatewayDispute, GatewayPayment, GatewayRefund } from "../ports";

/** What Checkout.com answers, as far as it is used here; fields that the vendor adds do not disturb. */
export const paymentAnswer = z.object({
  id: z.string(),
  requested_on: z.string(),
  amount: z.number().int(),
  currency: z.string(),
  reference: z.string().nullish(),
  status: z.string(),
  approved: z.boolean().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  source: z
    .object({
      scheme: z.string().nullish(),
      card_type: z.string().nullish(),
      avs_check: z.string().nullish(),
      billing_address: z
        .object({
          address_line1: z.string().nullish(),
          city: z.string().nullish(),
          state: z.string().nullish(),
          zip: z.string().nullish(),
          country: z.string().nullish(),
        })
        .nullish(),
    })
    .nullish(),
  balances: z
    .object({
      total_captured: z.number().int().nullish(),
      total_refunded: z.number().int().nullish(),
      available_to_capture: z.number().int().nullish(),
    })
    .nullish(),
});
export type PaymentAnswer = z.infer<typeof paymentAnswer>;

export const actionsAnswer = z.array(
  z.object({
    id: z.string(),
    type: z.string(),
    processed_on: z.string(),
    amount: z.number().int().nullish(),
    approved: z.boolean().nullish(),
    response_code: z.union([z.string(), z.number()]).nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
  }),
);
export type ActionsAnswer = z.infer<typeof actionsAnswer>;

export const financialAnswer = z.object({
  data: z
    .array(
      z.object({
        action_type: z.string().nullish(),
        entity_id: z.string().nullish(),
        sub_entity_id: z.string().nullish(),
        breakdown: z
          .array(
            z.object({
              breakdown_type: z.string(),
              holding_currency: z.string().nullish(),
              holding_currency_amount: z.number().nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});
export type FinancialAnswer = z.infer<typeof financialAnswer>;

export const disputeAnswer = z.object({
  id: z.string(),
  category: z.string().nullish(),
  status: z.string(),
  amount: z.number().int(),
  currency: z.string(),
});
export type DisputeAnswer = z.infer<typeof disputeAnswer>;

/** Whether the issuer's answer speaks of the postal code, by the codes that the card networks and Checkout.com use. */
const POSTAL_MATCHES = ["D", "F", "M", "P", "W", "X", "Y", "Z", "AE1", "AE2", "AE5", "AE6"];
const POSTAL_DIFFERS = ["A", "N", "AE3", "AE4", "AE7"];

export function postalCheckOf(code: string | null | undefined): NonNullable<GatewayPayment["postalCheck"]> {
  if (!code) return "unchecked";
  if (POSTAL_MATCHES.includes(code.toUpperCase())) return "pass";
  return POSTAL_DIFFERS.includes(code.toUpperCase()) ? "fail" : "unavailable";
}

const BRANDS: Record<string, string> = { "american express": "amex", "diners club international": "diners" };
const FUNDINGS: Record<string, string> = {
  credit: "credit",
  charge: "credit",
  debit: "debit",
  "deferred debit": "debit",
  deferred_debit: "debit",
  prepaid: "prepaid",
};
/** Refusals that have a word of their own with us; of any other the vendor's number is kept. */
const FAILURES: Record<string, string> = {
  "20005": "generic_decline",
  "20014": "incorrect_number",
  "20051": "insufficient_funds",
  "20054": "expired_card",
  "30033": "expired_card",
  "20087": "incorrect_cvc",
  "20082": "incorrect_cvc",
  "30041": "lost_card",
  "30043": "stolen_card",
};

/** The word for a refusal's number, such as `20051`. */
export const failureOf = (code: string): string => FAILURES[code] ?? code;

const STATES: Record<string, GatewayPayment["state"]> = {
  authorized: "authorised",
  "deferred capture": "authorised",
  captured: "captured",
  "partially captured": "captured",
  refunded: "captured",
  "partially refunded": "captured",
  "deferred refund": "captured",
  voided: "cancelled",
  canceled: "cancelled",
  expired: "cancelled",
};

const wholeNumber = (value: unknown): number | null => (/^\d{1,12}$/.test(String(value ?? "")) ? Number(value) : null);

/** Major units with fractions of cents, as the vendor's books have them, in whole minor units. */
function minorOf(amounts: number[], currency: string): number {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  const sum = amounts.reduce((total, each) => total + each, 0);
  return Math.round(Number((sum * 10 ** (digits ?? 2)).toFixed(4)));
}

/** The fees that were booked on an entity for actions of a payment; null while the vendor has booked nothing. */
export function feesOf(
  financial: FinancialAnswer,
  entity: { id: string; isOwn: boolean },
  currency: string,
  isChargeback: boolean,
): number | null {
  const entries = (financial.data ?? []).filter(
    (entry) =>
      (entity.isOwn ? !entry.sub_entity_id : entry.sub_entity_id === entity.id) &&
      /^chargeback/i.test(entry.action_type ?? "") === isChargeback,
  );
  if (entries.length === 0) return null;
  const fees = entries.flatMap((entry) => entry.breakdown ?? []).filter((part) => /\bfee\b/i.test(part.breakdown_type));
  // A fee is written as what it takes, with or without its sign.
  return minorOf(
    fees.map((part) => Math.abs(part.holding_currency_amount ?? 0)),
    currency,
  );
}

export function shapePayment(
  payment: PaymentAnswer,
  actions: ActionsAnswer,
  processingMinor: number | null,
): GatewayPayment {
  const state = STATES[payment.status.toLowerCase()] ?? "waiting";
  const { source, balances } = payment;
  const address = source?.billing_address;
  const captures = actions.filter((action) => action.type === "Capture" && action.approved !== false);
  const captured = captures.reduce((sum, action) => sum + (action.amount ?? 0), 0);
  const declined = actions.find((action) => action.type === "Authorization" && action.approved === false);
  // The fee of the capture is what the vendor took of it; before, what was asked for.
  const fees = captures.map((action) => wholeNumber(action.metadata?.fee) ?? 0);
  const brand = source?.scheme?.toLowerCase();
  const wasAccepted = state !== "waiting";
  return {
    intentId: payment.id,
    state,
    amountMinor: payment.amount,
    capturableMinor: state === "authorised" ? (balances?.available_to_capture ?? payment.amount) : 0,
    capturedMinor: state === "captured" ? (balances?.total_captured ?? captured) : 0,
    refundedMinor: state === "captured" ? (balances?.total_refunded ?? 0) : 0,
    currency: payment.currency.toUpperCase(),
    feeMinor: fees.length > 0 ? fees.reduce((a, b) => a + b, 0) : (wholeNumber(payment.metadata?.fee) ?? 0),
    chargeId: captures[0]?.id ?? null,
    cardBrand: brand ? (BRANDS[brand] ?? brand) : null,
    cardFunding: source?.card_type ? (FUNDINGS[source.card_type.toLowerCase()] ?? "unknown") : null,
    postalCheck: source && wasAccepted ? postalCheckOf(source.avs_check) : null,
    billing: {
      line1: address?.address_line1 ?? null,
      city: address?.city ?? null,
      state: address?.state ?? null,
      postalCode: address?.zip ?? null,
      country: address?.country ?? null,
    },
    failureCode: state === "waiting" && declined ? failureOf(String(declined.response_code ?? "declined")) : null,
    processingMinor,
    disputed: false,
    createdAt: new Date(payment.requested_on),
  };
}

export function shapeRefunds(actions: ActionsAnswer): GatewayRefund[] {
  return actions
    .filter((action) => action.type === "Refund")
    .map((action) => ({
      gatewayId: action.id,
      amountMinor: action.amount ?? 0,
      createdAt: new Date(action.processed_on),
      alive: action.approved !== false,
    }));
}

const WON = ["won", "canceled", "resolved", "arbitration_won", "arb_won"];
const LOST = ["lost", "expired", "accepted", "arbitration_lost", "arb_lost"];

export function shapeDispute(dispute: DisputeAnswer, feeMinor: number): GatewayDispute {
  const status = dispute.status.toLowerCase();
  const state = WON.includes(status) ? "won" : LOST.includes(status) ? "lost" : "open";
  return {
    gatewayId: dispute.id,
    state,
    reason: dispute.category ?? "general",
    currency: dispute.currency.toUpperCase(),
    withdrawnMinor: dispute.amount,
    feeMinor,
    reinstatedMinor: state === "won" ? dispute.amount : 0,
  };
}

/**
 * A uuid in 25 letters and digits: some cards allow a reference of 30 characters alone. Anything else stays as it is.
 */
export function shortReference(reference: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reference)) return reference;
  return BigInt(`0x${reference.replaceAll("-", "")}`)
    .toString(36)
    .padStart(25, "0");
}

/** The uuid that {@link shortReference} shortened, or the text itself. */
export function longReference(reference: string): string {
  if (!/^[0-9a-z]{25}$/.test(reference)) return reference;
  const value = [...reference].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  const hex = value.toString(16).padStart(32, "0");
  return hex.length > 32 ? reference : hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
