import { z } from "zod";
import { connectedAccount } from "./accounts";
import { invalid } from "./api-error";
import { type Call, emit, route } from "./call";
import { amount, currency, expand, metadata, paging, text } from "./params";

/** Writes one balance transaction of an account (null: the platform's). */
export function book(
  call: Pick<Call, "state">,
  account: string | null,
  entry: {
    amount: number;
    currency: string;
    source: string;
    type: string;
    fees?: Array<{ amount: number; description: string; type: string }>;
  },
) {
  const now = call.state.nowSeconds();
  const fees = (entry.fees ?? []).filter((fee) => fee.amount !== 0);
  const fee = fees.reduce((sum, each) => sum + each.amount, 0);
  return call.state.add("balance_transaction", account, {
    id: call.state.newId("balance_transaction"),
    object: "balance_transaction",
    amount: entry.amount,
    available_on: now,
    created: now,
    currency: entry.currency,
    description: null,
    fee,
    fee_details: fees.map((each) => ({ ...each, currency: entry.currency })),
    net: entry.amount - fee,
    source: entry.source,
    status: "available",
    type: entry.type,
  });
}

/** What lies on an account (null: the platform's) in one currency. */
export function balanceOf(call: Pick<Call, "state">, account: string | null, code: string): number {
  return call.state
    .all("balance_transaction")
    .filter((entry) => entry.account === account && entry.value.currency === code)
    .reduce((sum, entry) => sum + entry.value.net, 0);
}

/** Refuses what the account does not have. */
export function requireFunds(call: Pick<Call, "state">, account: string | null, wanted: number, code: string): void {
  if (balanceOf(call, account, code) < wanted)
    throw invalid("You have insufficient available funds in your Stripe account.", { code: "balance_insufficient" });
}

/** Money that the platform's owner pays in from their bank. */
export function topUp(call: Call, value: number, code: string) {
  return book(call, null, { amount: value, currency: code, source: `tu_${call.state.nowSeconds()}`, type: "topup" });
}

export const balanceRoutes = [
  route(
    "POST",
    "/v1/transfers",
    z.strictObject({
      amount,
      currency,
      description: text.optional(),
      destination: text,
      metadata: metadata.optional(),
      transfer_group: text.optional(),
      expand: expand.optional(),
    }),
    (call, params) => {
      const destination = connectedAccount(call, params.destination);
      if (call.account) throw invalid("Transfers are made by the platform itself.", { param: "destination" });
      if (destination.capabilities.transfers !== "active")
        throw invalid(
          "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments",
          { code: "insufficient_capabilities_for_transfer" },
        );
      requireFunds(call, null, params.amount, params.currency);
      const id = call.state.newId("transfer");
      const booked = book(call, null, {
        amount: -params.amount,
        currency: params.currency,
        source: id,
        type: "transfer",
      });
      book(call, destination.id, { amount: params.amount, currency: params.currency, source: id, type: "payment" });
      const transfer = call.state.add("transfer", null, {
        id,
        object: "transfer",
        amount: params.amount,
        amount_reversed: 0,
        balance_transaction: booked.id,
        created: call.state.nowSeconds(),
        currency: params.currency,
        description: params.description ?? null,
        destination: destination.id,
        metadata: params.metadata ?? {},
        reversals: { object: "list", data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
        reversed: false,
        transfer_group: params.transfer_group ?? null,
      });
      emit(call, "transfer.created", null, transfer);
      return transfer;
    },
  ),
  route(
    "GET",
    "/v1/transfers",
    z.strictObject({ ...paging, destination: text.optional(), transfer_group: text.optional() }),
    (call, params) =>
      call.state.page(
        "transfer",
        call.account,
        "/v1/transfers",
        params,
        (transfer) =>
          (!params.destination || transfer.destination === params.destination) &&
          (!params.transfer_group || transfer.transfer_group === params.transfer_group),
      ),
  ),
  route("GET", "/v1/transfers/:transfer", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("transfer", call.account, id!),
  ),
  route(
    "POST",
    "/v1/transfers/:transfer/reversals",
    z.strictObject({ amount: amount.optional(), metadata: metadata.optional(), expand: expand.optional() }),
    (call, params, [of]) => {
      const transfer = call.state.get("transfer", call.account, of!);
      const left = transfer.amount - transfer.amount_reversed;
      const given = params.amount ?? left;
      if (given < 1 || given > left)
        throw invalid(`Reversal amount (${given}) is greater than unreversed amount on transfer (${left})`);
      requireFunds(call, transfer.destination, given, transfer.currency);
      const id = call.state.newId("transfer_reversal");
      const { currency: code } = transfer;
      book(call, transfer.destination, { amount: -given, currency: code, source: id, type: "payment_refund" });
      const booked = book(call, null, { amount: given, currency: code, source: id, type: "transfer_refund" });
      const reversal = call.state.add("transfer_reversal", null, {
        id,
        object: "transfer_reversal",
        amount: given,
        balance_transaction: booked.id,
        created: call.state.nowSeconds(),
        currency: code,
        metadata: params.metadata ?? {},
        transfer: transfer.id,
      });
      transfer.amount_reversed += given;
      transfer.reversed = transfer.amount_reversed === transfer.amount;
      transfer.reversals.data.unshift(structuredClone(reversal));
      emit(call, "transfer.reversed", null, transfer);
      return reversal;
    },
  ),
  route(
    "GET",
    "/v1/balance_transactions",
    z.strictObject({ ...paging, source: text.optional(), type: text.optional(), currency: currency.optional() }),
    (call, params) =>
      call.state.page(
        "balance_transaction",
        call.account,
        "/v1/balance_transactions",
        params,
        (transaction) =>
          (!params.source || transaction.source === params.source) &&
          (!params.type || transaction.type === params.type) &&
          (!params.currency || transaction.currency === params.currency),
      ),
  ),
  route("GET", "/v1/balance_transactions/:id", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    call.state.get("balance_transaction", call.account, id!),
  ),
  route("GET", "/v1/balance", z.strictObject({ expand: expand.optional() }), (call) => {
    const sums = new Map<string, number>();
    for (const entry of call.state.all("balance_transaction"))
      if (entry.account === call.account)
        sums.set(entry.value.currency, (sums.get(entry.value.currency) ?? 0) + entry.value.net);
    const available = [...sums].map(([code, sum]) => ({ amount: sum, currency: code, source_types: { card: sum } }));
    return { object: "balance", available, livemode: false, pending: [] };
  }),
];
