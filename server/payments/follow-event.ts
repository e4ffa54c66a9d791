import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { refreshAccount } from "./connect-account";
import { followDispute } from "./follow-dispute";
import type { Fulfilment, OwnAccount, PaymentGateway } from "./ports";
import { type PaymentDeps, refreshPayment } from "./refresh-payment";
import { accountIsKnown, findPayment, findPaymentByGatewayId, type PaymentRow } from "./store";
import type { EventRow } from "./webhook-store";

export interface FollowEventDeps extends PaymentDeps {
  fulfilment: Fulfilment;
  /** Left out where the venue takes no money of members'. */
  ownAccount?: OwnAccount;
}

/**
 * Does what an event hints at: looks at the object itself, writes down what it finds, and tells the floor above. The
 * event's own content is not believed, so it may come late, twice, out of order, or speak of something unknown.
 * Throws what keeps it from looking; then it is tried again.
 */
export async function followEvent(deps: FollowEventDeps, event: EventRow): Promise<"done" | "ignored"> {
  const gateway = deps.gateways.of(event.gateway);
  const hint = gateway.hintOf(event);
  if (hint.about === "other") return "ignored";
  // Members' money lies at one gateway.
  const own = gateway.name === deps.ownAccount?.gateway ? deps.ownAccount : null;
  const followOwn = async () => ((await own?.follow(hint)) ? "done" : "ignored");
  if (hint.account === null) return followOwn();
  const account = hint.account === "unknown" ? null : hint.account;
  if (hint.about === "account") {
    if (!account) return "ignored";
    if (await refreshAccount(deps, { gateway: gateway.name, account })) return "done";
    return (await own?.followPayee(account)) ? "done" : "ignored";
  }
  if (hint.about === "payout") return account && (await own?.followPayee(account)) ? "done" : "ignored";

  const payment = await findPaymentOf(deps, gateway, account, hint);
  if (!payment) return account === null ? followOwn() : "ignored";
  await refreshPayment(deps, payment);
  const { id: paymentId, orderId } = payment;
  if (hint.about === "dispute") {
    const state = await followDispute(deps, (await findPayment(deps.db, paymentId)) ?? payment);
    if (state) await deps.fulfilment.disputeChanged({ paymentId, orderId, state });
  } else {
    await deps.fulfilment.paymentChanged({ paymentId, orderId });
  }
  return "done";
}

async function findPaymentOf(
  deps: FollowEventDeps,
  gateway: PaymentGateway,
  account: string | null,
  ids: { checkoutId: string | null; intentId: string | null; chargeId: string | null },
): Promise<PaymentRow | null> {
  const { db } = deps;
  const found = await findPaymentByGatewayId(db, gateway.name, account, ids);
  if (found || !ids.intentId) return found;
  if (account !== null && !(await accountIsKnown(db, gateway.name, account))) return null;
  // We learn a payment's id when we first look at its page; this event may be the first we hear of it.
  const page = await gateway.checkoutOf(account, ids.intentId);
  if (!page) return null;
  const byPage =
    "checkoutId" in page
      ? await findPaymentByGatewayId(db, gateway.name, account, { ...page, intentId: null, chargeId: null })
      : await findByReference(db, gateway.name, account, page.reference);
  if (!byPage) log.info("payment_unknown", { account, intentId: ids.intentId });
  return byPage;
}

/** The payment that a page was asked for. Whether this page is its own is seen when its own page is looked at. */
async function findByReference(
  reader: Reader,
  gateway: string,
  account: string | null,
  reference: string,
): Promise<PaymentRow | null> {
  const row = isId(reference) ? await findPayment(reader, reference) : null;
  return row && row.gateway === gateway && (account === null || row.account === account) ? row : null;
}
