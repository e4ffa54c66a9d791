import { z } from "zod";
import { invalid } from "./api-error";
import { book, requireFunds } from "./balance";
import { type Call, emit, route } from "./call";
import type { Account, Payout } from "./objects";
import { amount, currency, expand, metadata, paging, text } from "./params";

/** The real one takes days; long enough to see a payout on its way. */
const ARRIVES_SECONDS = 2;

/** The bank has taken it. */
function payPayout(call: Call, account: string | null, payout: Payout): void {
  payout.status = "paid";
  call.state.save();
  emit(call, "payout.paid", account, payout);
}

/** The bank does not take it, or gives it back, also after it was called paid: the money is on the account again. */
export function failPayout(call: Call, account: string | null, payout: Payout, code = "account_closed"): Payout {
  if (payout.status === "failed") throw invalid("This payout has failed already.");
  const returned = book(call, account, {
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
    type: "payout_failure",
  });
  payout.status = "failed";
  payout.failure_code = code;
  payout.failure_message = "The bank account has been closed.";
  payout.failure_balance_transaction = returned.id;
  call.state.save();
  emit(call, "payout.failed", account, payout);
  return payout;
}

/** Pays what has waited long enough. */
export function settlePayouts(call: Call): void {
  const before = call.state.nowSeconds() - ARRIVES_SECONDS;
  for (const { account, value } of call.state.all("payout"))
    if (value.status === "pending" && value.created <= before) payPayout(call, account, value);
}

export const payoutRoutes = [
  route(
    "POST",
    "/v1/payouts",
    z.strictObject({
      amount,
      currency,
      description: text.optional(),
      metadata: metadata.optional(),
      method: z.enum(["standard"]).optional(),
      statement_descriptor: text.optional(),
      expand: expand.optional(),
    }),
    (call, params) => {
      if (params.amount < 1) throw invalid("This value must be greater than or equal to 1.", { param: "amount" });
      const owner = call.account ? (call.state.find(call.account)?.value as Account | undefined) : undefined;
      const bank = owner?.external_accounts.data[0];
      if (owner && (!owner.payouts_enabled || !bank))
        throw invalid("Cannot create payouts: this account has no bank account in that currency.", {
          code: "payouts_not_allowed",
        });
      requireFunds(call, call.account, params.amount, params.currency);
      const id = call.state.newId("payout");
      const booked = book(call, call.account, {
        amount: -params.amount,
        currency: params.currency,
        source: id,
        type: "payout",
      });
      const payout = call.state.add("payout", call.account, {
        id,
        object: "payout",
        amount: params.amount,
        arrival_date: call.state.nowSeconds() + ARRIVES_SECONDS,
        automatic: false,
        balance_transaction: booked.id,
        created: call.state.nowSeconds(),
        currency: params.currency,
        destination: bank?.id ?? "ba_platform",
        failure_balance_transaction: null,
        failure_code: null,
        failure_message: null,
        metadata: params.metadata ?? {},
        method: "standard",
        status: "pending",
        type: "bank_account",
      });
      emit(call, "payout.created", call.account, payout);
      return payout;
    },
  ),
  route("GET", "/v1/payouts", z.strictObject({ ...paging, status: text.optional() }), (call, params) =>
    call.state.page(
      "payout",
      call.account,
      "/v1/payouts",
      params,
      (payout) => !params.status || payout.status === params.status,
    ),
  ),
  route("GET", "/v1/payouts/:payout", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("payout", call.account, id!),
  ),
];
