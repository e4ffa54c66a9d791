import { z } from "zod";
import { connectedAccount } from "./accounts";
import { invalid } from "./api-error";
import { type Call, emit, route } from "./call";
import { passesLuhn, testCard } from "./cards";
import type { Charge, Intent, LineItem, Session } from "./objects";
import { amount, currency, expand, int, metadata, paging, text } from "./params";
import { captureIntent } from "./payments";
import { randomText } from "./state";

const lineItem = z.strictObject({
  price_data: z.strictObject({
    currency,
    unit_amount: amount,
    product_data: z.strictObject({
      name: text.min(1),
      description: text.optional(),
      images: z.array(text).max(8).optional(),
      metadata: metadata.optional(),
    }),
  }),
  quantity: int.refine((count) => count >= 1, "This value must be greater than or equal to 1."),
});

const createParams = z.strictObject({
  mode: z.enum(["payment"]),
  allowed_payment_method_types: z.array(z.enum(["card"])).optional(),
  line_items: z.array(lineItem).min(1).max(100),
  success_url: text.min(1),
  cancel_url: text.optional(),
  billing_address_collection: z.enum(["auto", "required"]).optional(),
  client_reference_id: text.max(200).optional(),
  customer_email: z.email().optional(),
  expires_at: int.optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  submit_type: z.enum(["auto", "pay", "donate", "book"]).optional(),
  ui_mode: z.enum(["hosted_page"]).optional(),
  payment_intent_data: z
    .strictObject({
      application_fee_amount: amount.optional(),
      capture_method: z.enum(["automatic", "manual"]).optional(),
      description: text.optional(),
      metadata: metadata.optional(),
      receipt_email: text.optional(),
      statement_descriptor_suffix: text.max(22).optional(),
      transfer_group: text.optional(),
    })
    .optional(),
  expand: expand.optional(),
});

const HALF_HOUR = 1_800;
const DAY = 86_400;

/** Ends an open session. */
export function expireSession(call: Call, account: string | null, session: Session): Session {
  session.status = "expired";
  session.url = null;
  emit(call, "checkout.session.expired", account, session);
  call.state.save();
  return session;
}

/** Expires the sessions whose time has come. */
export function lapseSessions(call: Call): void {
  const now = call.state.nowSeconds();
  for (const { account, value } of call.state.all("checkout.session"))
    if (value.status === "open" && value.expires_at <= now) expireSession(call, account, value);
}

export interface CardEntry {
  number: string;
  expMonth: number;
  expYear: number;
  cvc: string;
  name: string;
  email: string;
  address: {
    line1: string;
    line2?: string;
    city: string;
    state: string;
    postalCode: string;
    country: string;
  };
}

/** Refused before any card network hears of it: what the hosted page says beside the form. */
function typingFault(entry: CardEntry, nowSeconds: number): string | undefined {
  if (!passesLuhn(entry.number)) return "Your card number is invalid.";
  const now = new Date(nowSeconds * 1000);
  const month = now.getUTCFullYear() * 12 + now.getUTCMonth();
  if (entry.expMonth < 1 || entry.expMonth > 12) return "Your card's expiration date is invalid.";
  if (entry.expYear * 12 + entry.expMonth - 1 < month) return "Your card's expiration year is in the past.";
  if (!/^\d{3,4}$/.test(entry.cvc)) return "Your card's security code is incomplete.";
  if (!/^\S+@\S+\.\S+$/.test(entry.email)) return "Your email is incomplete.";
  if (entry.name.trim() === "") return "Your name is incomplete.";
  return undefined;
}

/** Somebody pays on the hosted page. Returns what to tell them when it did not go through. */
export function paySession(
  call: Call,
  account: string | null,
  session: Session,
  entry: CardEntry,
): { paid: true } | { paid: false; message: string } {
  if (session.status !== "open") return { paid: false, message: "This checkout session is no longer open." };
  const fault = typingFault(entry, call.state.nowSeconds());
  if (fault) return { paid: false, message: fault };
  const { state } = call;
  const plan = state.plans.get(session.id)!;
  const card = testCard(entry.number);
  const now = state.nowSeconds();
  const intent: Intent = session.payment_intent
    ? state.get("payment_intent", account, session.payment_intent)
    : state.add("payment_intent", account, {
        id: state.newId("payment_intent"),
        object: "payment_intent",
        amount: session.amount_total,
        amount_capturable: 0,
        amount_received: 0,
        application_fee_amount: plan.applicationFeeAmount,
        canceled_at: null,
        cancellation_reason: null,
        capture_method: plan.captureMethod,
        created: now,
        currency: session.currency,
        description: plan.description,
        last_payment_error: null,
        latest_charge: null,
        livemode: false,
        metadata: plan.metadata,
        payment_method_types: ["card"],
        receipt_email: plan.receiptEmail,
        status: "requires_payment_method",
        transfer_group: plan.transferGroup,
      });
  if (!session.payment_intent) {
    session.payment_intent = intent.id;
    emit(call, "payment_intent.created", account, intent);
  }
  const decline = card
    ? card.decline
    : {
        code: "card_declined",
        decline_code: "test_mode_live_card",
        message: "Your card was declined. Your request was in test mode, but used a non test card.",
      };
  const typed = (value: string): string | null => value.trim() || null;
  const check = (given: string | null, outcome: "fail" | "unavailable" | undefined): string | null =>
    given === null ? null : (outcome ?? "pass");
  const charge: Charge = state.add("charge", account, {
    id: state.newId("charge"),
    object: "charge",
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: {
      address: {
        city: typed(entry.address.city),
        country: typed(entry.address.country),
        line1: typed(entry.address.line1),
        line2: typed(entry.address.line2 ?? ""),
        postal_code: typed(entry.address.postalCode),
        state: typed(entry.address.state),
      },
      email: entry.email,
      name: entry.name,
      phone: null,
    },
    captured: false,
    created: now,
    currency: intent.currency,
    description: intent.description,
    dispute: null,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    outcome: decline
      ? {
          network_status: "declined_by_network",
          reason: decline.decline_code ?? decline.code,
          risk_level: "normal",
          type: "issuer_declined",
        }
      : { network_status: "approved_by_network", reason: null, risk_level: "normal", type: "authorized" },
    paid: !decline,
    payment_intent: intent.id,
    payment_method_details: {
      type: "card",
      card: {
        brand: card?.brand ?? "unknown",
        capture_before: decline || plan.captureMethod === "automatic" ? null : now + 7 * DAY,
        checks: {
          address_line1_check: check(typed(entry.address.line1), card?.line1),
          address_postal_code_check: check(typed(entry.address.postalCode), card?.postal),
          cvc_check: card?.cvc ?? "pass",
        },
        country: "US",
        exp_month: entry.expMonth,
        exp_year: entry.expYear,
        funding: card?.funding ?? "unknown",
        last4: entry.number.slice(-4),
        network: card?.brand ?? "unknown",
      },
    },
    refunded: false,
    status: decline ? "failed" : "succeeded",
    transfer_group: intent.transfer_group,
  });
  intent.latest_charge = charge.id;
  if (decline) {
    intent.last_payment_error = { charge: charge.id, ...decline, type: "card_error" };
    emit(call, "charge.failed", account, charge);
    emit(call, "payment_intent.payment_failed", account, intent);
    state.save();
    return { paid: false, message: decline.message };
  }
  intent.last_payment_error = null;
  session.status = "complete";
  session.url = null;
  session.customer_details = {
    address: charge.billing_details.address,
    email: entry.email,
    name: entry.name,
    phone: null,
  };
  intent.status = "requires_capture";
  intent.amount_capturable = intent.amount;
  emit(call, "charge.succeeded", account, charge);
  if (plan.captureMethod === "automatic") captureIntent(call, account, intent, intent.amount);
  else emit(call, "payment_intent.amount_capturable_updated", account, intent);
  emit(call, "checkout.session.completed", account, session);
  state.save();
  return { paid: true };
}

export const checkoutRoutes = [
  route("POST", "/v1/checkout/sessions", createParams, (call, params) => {
    const now = call.state.nowSeconds();
    if (
      params.expires_at !== undefined &&
      (params.expires_at < now + HALF_HOUR - 5 || params.expires_at > now + DAY + 5)
    )
      throw invalid(
        "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
        { param: "expires_at" },
      );
    const fee = params.payment_intent_data?.application_fee_amount ?? null;
    if (fee !== null && !call.account)
      throw invalid("Can only apply an application_fee_amount when the request is made on behalf of another account.", {
        param: "payment_intent_data[application_fee_amount]",
      });
    if (call.account && !connectedAccount(call, call.account).charges_enabled)
      throw invalid("Your account cannot currently make charges: its onboarding is not complete.", {
        code: "account_invalid",
      });
    const code = params.line_items[0]!.price_data.currency;
    if (params.line_items.some((line) => line.price_data.currency !== code))
      throw invalid("All line items must have the same currency.", { param: "line_items" });
    const lines: LineItem[] = params.line_items.map((line) => ({
      id: `li_${randomText(24)}`,
      object: "item",
      amount_subtotal: line.price_data.unit_amount * line.quantity,
      amount_total: line.price_data.unit_amount * line.quantity,
      currency: code,
      description: line.price_data.product_data.name,
      price: { object: "price", unit_amount: line.price_data.unit_amount, currency: code },
      quantity: line.quantity,
    }));
    const total = lines.reduce((sum, line) => sum + line.amount_total, 0);
    if (total < 50 && code === "usd")
      throw invalid("The Checkout Session's total amount due must add up to at least $0.50 usd", {
        code: "amount_too_small",
      });
    if (total > 99_999_999)
      throw invalid("The Checkout Session's total amount must be no more than $999,999.99.", {
        code: "amount_too_large",
      });
    if (fee !== null && fee > total)
      throw invalid("Application fee amount cannot be greater than the total.", { param: "payment_intent_data" });
    const id = call.state.newId("checkout.session");
    call.state.plans.set(id, {
      lines,
      captureMethod: params.payment_intent_data?.capture_method ?? "automatic",
      applicationFeeAmount: fee,
      metadata: params.payment_intent_data?.metadata ?? {},
      description: params.payment_intent_data?.description ?? null,
      receiptEmail: params.payment_intent_data?.receipt_email ?? null,
      transferGroup: params.payment_intent_data?.transfer_group ?? null,
    });
    return call.state.add("checkout.session", call.account, {
      id,
      object: "checkout.session",
      allowed_payment_method_types: params.allowed_payment_method_types ?? null,
      amount_subtotal: total,
      amount_total: total,
      billing_address_collection: params.billing_address_collection ?? null,
      cancel_url: params.cancel_url ?? null,
      client_reference_id: params.client_reference_id ?? null,
      created: now,
      currency: code,
      customer_details: params.customer_email
        ? { address: null, email: params.customer_email, name: null, phone: null }
        : null,
      customer_email: params.customer_email ?? null,
      expires_at: params.expires_at ?? now + DAY,
      livemode: false,
      locale: params.locale ?? null,
      metadata: params.metadata ?? {},
      mode: "payment",
      payment_intent: null,
      payment_method_types: ["card"],
      payment_status: "unpaid",
      status: "open",
      success_url: params.success_url,
      ui_mode: "hosted_page",
      url: `${call.publicUrl}/c/pay/${id}`,
    });
  }),
  route(
    "GET",
    "/v1/checkout/sessions",
    z.strictObject({ ...paging, payment_intent: text.optional(), status: text.optional() }),
    (call, params) =>
      call.state.page(
        "checkout.session",
        call.account,
        "/v1/checkout/sessions",
        params,
        (session) =>
          (!params.payment_intent || session.payment_intent === params.payment_intent) &&
          (!params.status || session.status === params.status),
      ),
  ),
  route("GET", "/v1/checkout/sessions/:session", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("checkout.session", call.account, id!, "session"),
  ),
  route("GET", "/v1/checkout/sessions/:session/line_items", z.strictObject(paging), (call, params, [id]) => {
    const session = call.state.get("checkout.session", call.account, id!, "session");
    const lines = call.state.plans.get(session.id)!.lines;
    const from = params.starting_after ? lines.findIndex((line) => line.id === params.starting_after) + 1 : 0;
    const data = lines.slice(from, from + (params.limit ?? 10));
    return {
      object: "list",
      data,
      has_more: from + data.length < lines.length,
      url: `/v1/checkout/sessions/${id}/line_items`,
    };
  }),
  route(
    "POST",
    "/v1/checkout/sessions/:session/expire",
    z.strictObject({ expand: expand.optional() }),
    (call, _params, [id]) => {
      const session = call.state.get("checkout.session", call.account, id!, "session");
      if (session.status !== "open")
        throw invalid('Only Checkout Sessions with a status in ["open"] can be expired.', { param: "session" });
      return expireSession(call, call.account, session);
    },
  ),
];
