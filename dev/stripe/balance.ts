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
