import { z } from "zod";
import { invalid } from "./api-error";
import { book } from "./balance";
import { type Call, emit, route } from "./call";
import type { ApplicationFee, FeeRefund, Metadata, Refund } from "./objects";
import { amount, bool, expand, metadata, paging, text } from "./params";

/** Gives a part of the platform's fee back to the account it was taken from. */
function refundFee(call: Call, fee: ApplicationFee, given: number, details: Metadata): FeeRefund {
  const left = fee.amount - fee.amount_refunded;
  if (given > left)
    throw invalid(`Refund amount (${given}) is greater than unrefunded amount on fee (${left}).`, { param: "amount" });
  const id = call.state.newId("fee_refund");
  const paid = book(call, null, { amount: -given, currency: fee.currency, source: id, type: "application_fee_refund" });
  fee.amount_refunded += given;
  fee.refunded = fee.amount_refunded === fee.amount;
  const made = call.state.add("fee_refund", null, {
    id,
    object: "fee_refund",
    amount: given,
    balance_transaction: paid.id,
    created: call.state.nowSeconds(),
    currency: fee.currency,
    fee: fee.id,
    metadata: details,
  });
  emit(call, "application_fee.refunded", null, fee);
  return made;
}

/** A refund that the card's bank did not take: the money comes back to the account, as it may days later. */
export function failRefund(call: Call, account: string | null, refund: Refund): Refund {
  if (refund.status !== "succeeded") throw invalid("This refund has failed already.");
  const charge = call.state.get("charge", account, refund.charge);
  const returned = book(call, account, {
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    type: "refund_failure",
  });
  refund.status = "failed";
  refund.failure_reason = "lost_or_stolen_card";
  refund.failure_balance_transaction = returned.id;
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  call.state.save();
  emit(call, "refund.failed", account, refund);
  return refund;
}

export const refundRoutes = [
  route(
    "POST",
    "/v1/refunds",
    z.strictObject({
      amount: amount.optional(),
      charge: text.optional(),
      metadata: metadata.optional(),
      payment_intent: text.optional(),
      reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
      refund_application_fee: bool.optional(),
      expand: expand.optional(),
    }),
    (call, params) => {
      if (!params.charge && !params.payment_intent)
        throw invalid("One of the following params should be provided for this request: payment_intent or charge.");
      const intent = params.payment_intent
        ? call.state.get("payment_intent", call.account, params.payment_intent, "payment_intent")
        : undefined;
      const chargeId = params.charge ?? intent?.latest_charge;
      if (!chargeId || (intent && intent.status !== "succeeded"))
        throw invalid(`This PaymentIntent (${intent?.id}) does not have a successful charge to refund.`, {
          param: "payment_intent",
        });
      const charge = call.state.get("charge", call.account, chargeId, "charge");
      if (!charge.captured) throw invalid("This charge was not captured; cancel its PaymentIntent instead.");
      if (charge.disputed) {
        const dispute = charge.dispute ? call.state.get("dispute", call.account, charge.dispute) : undefined;
        if (dispute?.status !== "won")
          throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
            code: "charge_disputed",
          });
      }
      const left = charge.amount_captured - charge.amount_refunded;
      if (left === 0)
        throw invalid(`Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
      const given = params.amount ?? left;
      if (given < 1) throw invalid("This value must be greater than or equal to 1.", { param: "amount" });
      if (given > left)
        throw invalid(`Refund amount (${given}) is greater than unrefunded amount on charge (${left})`, {
          param: "amount",
        });
      let returned = 0;
      const fee = charge.application_fee
        ? call.state.all("application_fee").find((entry) => entry.value.id === charge.application_fee)?.value
        : undefined;
      if (params.refund_application_fee) {
        if (!fee) throw invalid("This charge has no application fee to refund.", { param: "refund_application_fee" });
        // In proportion to all that is refunded so far, so that a refund in parts ends with the whole fee.
        const due = Math.round((fee.amount * (charge.amount_refunded + given)) / charge.amount_captured);
        returned = Math.max(0, Math.min(due - fee.amount_refunded, fee.amount - fee.amount_refunded));
      }
      const id = call.state.newId("refund");
      if (fee && returned > 0) refundFee(call, fee, returned, {});
      const transaction = book(call, call.account, {
        amount: -given,
        currency: charge.currency,
        source: id,
        type: "refund",
        fees: [{ amount: -returned, description: "application fee", type: "application_fee" }],
      });
      charge.amount_refunded += given;
      charge.refunded = charge.amount_refunded === charge.amount_captured;
      const refund = call.state.add("refund", call.account, {
        id,
        object: "refund",
        amount: given,
        balance_transaction: transaction.id,
        charge: charge.id,
        created: call.state.nowSeconds(),
        currency: charge.currency,
        metadata: params.metadata ?? {},
        payment_intent: charge.payment_intent,
        reason: params.reason ?? null,
        status: "succeeded",
        failure_balance_transaction: null,
        failure_reason: null,
      });
      emit(call, "refund.created", call.account, refund);
      emit(call, "charge.refunded", call.account, charge);
      return refund;
    },
  ),
  route(
    "GET",
    "/v1/refunds",
    z.strictObject({ ...paging, charge: text.optional(), payment_intent: text.optional() }),
    (call, params) =>
      call.state.page(
        "refund",
        call.account,
        "/v1/refunds",
        params,
        (refund) =>
          (!params.charge || refund.charge === params.charge) &&
          (!params.payment_intent || refund.payment_intent === params.payment_intent),
      ),
  ),
  route("GET", "/v1/refunds/:refund", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("refund", call.account, id!, "refund"),
  ),
  route("GET", "/v1/application_fees", z.strictObject({ ...paging, charge: text.optional() }), (call, params) =>
    call.state.page(
      "application_fee",
      call.account,
      "/v1/application_fees",
      params,
      (fee) => !params.charge || fee.charge === params.charge,
    ),
  ),
  route("GET", "/v1/application_fees/:fee", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("application_fee", call.account, id!),
  ),
  route(
    "POST",
    "/v1/application_fees/:fee/refunds",
    z.strictObject({ amount: amount.optional(), metadata: metadata.optional(), expand: expand.optional() }),
    (call, params, [id]) => {
      const fee = call.state.get("application_fee", call.account, id!);
      const left = fee.amount - fee.amount_refunded;
      if (left === 0) throw invalid(`Application fee ${fee.id} has already been refunded.`);
      const given = params.amount ?? left;
      const made = refundFee(call, fee, given, params.metadata ?? {});
      book(call, fee.account, {
        amount: given,
        currency: fee.currency,
        source: made.id,
        type: "application_fee_refund",
      });
      return made;
    },
  ),
  route("GET", "/v1/application_fees/:fee/refunds", z.strictObject(paging), (call, params, [id]) =>
    call.state.page(
      "fee_refund",
      call.account,
      `/v1/application_fees/${id}/refunds`,
      params,
      (refund) => refund.fee === id,
    ),
  ),
];
