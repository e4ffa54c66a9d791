import { z } from "zod";
import { invalid } from "./api-error";
import { book } from "./balance";
import { type Call, emit, route } from "./call";
import { isDisputedLater } from "./cards";
import type { Charge, Dispute, Intent } from "./objects";
import { amount, expand, metadata, paging, text } from "./params";

const AUTHORISATION_SECONDS = 7 * 24 * 3600;

function unexpectedState(intent: Intent, verb: string, allowed: string) {
  return invalid(
    `This PaymentIntent could not be ${verb} because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb}: ${allowed}.`,
    { code: "payment_intent_unexpected_state", payment_intent: structuredClone(intent) },
  );
}

/** Moves authorised money: the charge, its processing fee (2.9 % and 30), the platform's fee, the events. */
export function captureIntent(call: Call, account: string | null, intent: Intent, captured: number): void {
  const charge = call.state.get("charge", account, intent.latest_charge!);
  const processing = Math.round(captured * 0.029) + 30;
  const fee = account ? Math.min(intent.application_fee_amount ?? 0, captured) : 0;
  const transaction = book(call, account, {
    amount: captured,
    currency: intent.currency,
    source: charge.id,
    type: "charge",
    fees: [
      { amount: processing, description: "Stripe processing fees", type: "stripe_fee" },
      { amount: fee, description: "application fee", type: "application_fee" },
    ],
  });
  charge.captured = true;
  charge.amount_captured = captured;
  charge.balance_transaction = transaction.id;
  charge.application_fee_amount = fee || null;
  charge.payment_method_details.card.capture_before = null;
  intent.status = "succeeded";
  intent.amount_capturable = 0;
  intent.amount_received = captured;
  if (account && fee > 0) {
    const id = call.state.newId("application_fee");
    const received = book(call, null, { amount: fee, currency: intent.currency, source: id, type: "application_fee" });
    const made = call.state.add("application_fee", null, {
      id,
      object: "application_fee",
      account,
      amount: fee,
      amount_refunded: 0,
      balance_transaction: received.id,
      charge: charge.id,
      created: call.state.nowSeconds(),
      currency: intent.currency,
      originating_transaction: charge.id,
      refunded: false,
    });
    charge.application_fee = id;
    emit(call, "application_fee.created", null, made);
  }
  for (const { account: owner, value: session } of call.state.all("checkout.session"))
    if (owner === account && session.payment_intent === intent.id) session.payment_status = "paid";
  emit(call, "charge.captured", account, charge);
  emit(call, "payment_intent.succeeded", account, intent);
  if (isDisputedLater(charge.payment_method_details.card.last4)) openDispute(call, account, charge, "fraudulent");
  call.state.save();
}

/** Opens a dispute over what a charge still holds, and takes the money and a fee of 15.00 from the account. */
export function openDispute(call: Call, account: string | null, charge: Charge, reason: string): Dispute {
  if (!charge.captured || charge.disputed) throw invalid("This charge cannot be disputed.");
  const id = call.state.newId("dispute");
  const taken = charge.amount_captured - charge.amount_refunded;
  const transaction = book(call, account, {
    amount: -taken,
    currency: charge.currency,
    source: id,
    type: "adjustment",
    fees: [{ amount: 1_500, description: "Dispute fee", type: "stripe_fee" }],
  });
  const dispute = call.state.add("dispute", account, {
    id,
    object: "dispute",
    amount: taken,
    balance_transactions: [transaction],
    charge: charge.id,
    created: call.state.nowSeconds(),
    currency: charge.currency,
    evidence: {},
    evidence_details: {
      due_by: call.state.nowSeconds() + 9 * 86_400,
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: "needs_response",
  });
  charge.disputed = true;
  charge.dispute = id;
  emit(call, "charge.dispute.created", account, dispute);
  emit(call, "charge.dispute.funds_withdrawn", account, dispute);
  return dispute;
}

/** Ends a dispute. Won, the money comes back; the fee stays with the network. */
export function closeDispute(call: Call, account: string | null, dispute: Dispute, outcome: "won" | "lost"): Dispute {
  if (dispute.status === "won" || dispute.status === "lost") throw invalid("This dispute is already closed.");
  dispute.status = outcome;
  if (outcome === "won") {
    dispute.balance_transactions.push(
      book(call, account, {
        amount: dispute.amount,
        currency: dispute.currency,
        source: dispute.id,
        type: "adjustment",
      }),
    );
    emit(call, "charge.dispute.funds_reinstated", account, dispute);
  }
  emit(call, "charge.dispute.closed", account, dispute);
  call.state.save();
  return dispute;
}

/** Lets an authorisation go: by a call, or by itself after seven days. */
export function cancelIntent(call: Call, account: string | null, intent: Intent, reason: string | null): Intent {
  if (intent.status === "requires_capture") {
    const charge = call.state.get("charge", account, intent.latest_charge!);
    charge.refunded = true;
    charge.amount_refunded = charge.amount;
    emit(call, "charge.refunded", account, charge);
  }
  intent.status = "canceled";
  intent.amount_capturable = 0;
  intent.canceled_at = call.state.nowSeconds();
  intent.cancellation_reason = reason;
  emit(call, "payment_intent.canceled", account, intent);
  call.state.save();
  return intent;
}

/** Cancels what was authorised more than seven days ago. */
export function lapseAuthorisations(call: Call): void {
  const before = call.state.nowSeconds() - AUTHORISATION_SECONDS;
  for (const { account, value } of call.state.all("payment_intent"))
    if (value.status === "requires_capture" && value.created < before) cancelIntent(call, account, value, "automatic");
}

const only = z.strictObject({ expand: expand.optional() });

export const paymentRoutes = [
  route("GET", "/v1/payment_intents", z.strictObject(paging), (call, params) =>
    call.state.page("payment_intent", call.account, "/v1/payment_intents", params),
  ),
  route("GET", "/v1/payment_intents/:intent", only, (call, _params, [id]) =>
    call.state.get("payment_intent", call.account, id!, "intent"),
  ),
  route(
    "POST",
    "/v1/payment_intents/:intent/capture",
    z.strictObject({
      amount_to_capture: amount.optional(),
      application_fee_amount: amount.optional(),
      metadata: metadata.optional(),
      expand: expand.optional(),
    }),
    (call, params, [id]) => {
      const intent = call.state.get("payment_intent", call.account, id!, "intent");
      if (intent.status !== "requires_capture") throw unexpectedState(intent, "captured", "requires_capture");
      const captured = params.amount_to_capture ?? intent.amount_capturable;
      if (captured > intent.amount_capturable)
        throw invalid(
          `The payment could not be captured because the requested capture amount is greater than the authorized amount. The maximum amount you can capture is ${intent.amount_capturable}.`,
          { code: "amount_too_large", param: "amount_to_capture" },
        );
      if (captured < 1) throw invalid("This value must be greater than or equal to 1.", { param: "amount_to_capture" });
      if (params.application_fee_amount !== undefined) {
        if (!call.account)
          throw invalid(
            "Can only apply an application_fee_amount when the request is made on behalf of another account.",
            {
              param: "application_fee_amount",
            },
          );
        if (params.application_fee_amount > captured)
          throw invalid("Application fee amount cannot be greater than the amount captured.", {
            param: "application_fee_amount",
          });
        intent.application_fee_amount = params.application_fee_amount;
      }
      Object.assign(intent.metadata, params.metadata);
      captureIntent(call, call.account, intent, captured);
      return intent;
    },
  ),
  route(
    "POST",
    "/v1/payment_intents/:intent/cancel",
    z.strictObject({
      cancellation_reason: z.enum(["duplicate", "fraudulent", "requested_by_customer", "abandoned"]).optional(),
      expand: expand.optional(),
    }),
    (call, params, [id]) => {
      const intent = call.state.get("payment_intent", call.account, id!, "intent");
      if (intent.status === "succeeded" || intent.status === "canceled")
        throw unexpectedState(intent, "canceled", "requires_payment_method, requires_capture");
      const session = call.state
        .all("checkout.session")
        .find((each) => each.account === call.account && each.value.payment_intent === intent.id)?.value;
      if (session?.status === "open")
        throw invalid(
          "You cannot cancel this PaymentIntent because it was created by a Checkout Session; expire the session.",
          {
            code: "payment_intent_unexpected_state",
          },
        );
      return cancelIntent(call, call.account, intent, params.cancellation_reason ?? null);
    },
  ),
  route("GET", "/v1/charges", z.strictObject({ ...paging, payment_intent: text.optional() }), (call, params) =>
    call.state.page(
      "charge",
      call.account,
      "/v1/charges",
      params,
      (charge) => !params.payment_intent || charge.payment_intent === params.payment_intent,
    ),
  ),
  route("GET", "/v1/charges/:charge", only, (call, _params, [id]) => call.state.get("charge", call.account, id!, "id")),
  route(
    "GET",
    "/v1/disputes",
    z.strictObject({ ...paging, charge: text.optional(), payment_intent: text.optional() }),
    (call, params) =>
      call.state.page(
        "dispute",
        call.account,
        "/v1/disputes",
        params,
        (dispute) =>
          (!params.charge || dispute.charge === params.charge) &&
          (!params.payment_intent || dispute.payment_intent === params.payment_intent),
      ),
  ),
  route("GET", "/v1/disputes/:dispute", only, (call, _params, [id]) => call.state.get("dispute", call.account, id!)),
  route(
    "POST",
    "/v1/disputes/:dispute",
    z.strictObject({
      evidence: z.record(z.string(), z.string().max(150_000)).optional(),
      metadata: metadata.optional(),
      submit: z.enum(["true", "false"]).optional(),
      expand: expand.optional(),
    }),
    (call, params, [id]) => {
      const dispute = call.state.get("dispute", call.account, id!);
      if (dispute.status === "won" || dispute.status === "lost") throw invalid("This dispute is already closed.");
      Object.assign(dispute.evidence, params.evidence);
      Object.assign(dispute.metadata, params.metadata);
      dispute.evidence_details.has_evidence = Object.keys(dispute.evidence).length > 0;
      if (params.evidence && params.submit !== "false") {
        dispute.evidence_details.submission_count++;
        dispute.status = "under_review";
        emit(call, "charge.dispute.updated", call.account, dispute);
        // Stripe's test mode decides by these two texts.
        const said = dispute.evidence.uncategorized_text;
        if (said === "winning_evidence") closeDispute(call, call.account, dispute, "won");
        if (said === "losing_evidence") closeDispute(call, call.account, dispute, "lost");
      }
      call.state.save();
      return dispute;
    },
  ),
  route("POST", "/v1/disputes/:dispute/close", only, (call, _params, [id]) =>
    closeDispute(call, call.account, call.state.get("dispute", call.account, id!), "lost"),
  ),
  route(
    "GET",
    "/v1/events",
    z.strictObject({ ...paging, type: text.optional(), types: z.array(text).optional() }),
    (call, params) =>
      call.state.page(
        "event",
        call.account,
        "/v1/events",
        params,
        (event) => (!params.type || event.type === params.type) && (!params.types || params.types.includes(event.type)),
      ),
  ),
  route("GET", "/v1/events/:event", only, (call, _params, [id]) => call.state.get("event", call.account, id!)),
];
