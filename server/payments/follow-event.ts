import { log } from "@/server/kernel/log";
import { refreshAccount } from "./connect-account";
import { followDispute } from "./follow-dispute";
import type { Fulfilment, OwnAccount } from "./ports";
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
  const hint = deps.gateway.hintOf(event);
  if (hint.about === "other") return "ignored";
  if (!event.account) return (await deps.ownAccount?.follow(hint)) ? "done" : "ignored";
  if (hint.about === "account") return (await refreshAccount(deps, event.account)) ? "done" : "ignored";

  const payment = await findPaymentOf(deps, event.account, hint);
  if (!payment) return "ignored";
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
  account: string,
  ids: { checkoutId: string | null; intentId: string | null; chargeId: string | null },
): Promise<PaymentRow | null> {
  const { db, gateway } = deps;
  const found = await findPaymentByGatewayId(db, gateway.name, account, ids);
  if (found || !ids.intentId) return found;
  if (!(await accountIsKnown(db, gateway.name, account))) return null;
  // We learn a payment's id when we first look at its page; this event may be the first we hear of it.
  const checkoutId = await gateway.checkoutOf(account, ids.intentId);
  if (!checkoutId) return null;
  const byPage = await findPaymentByGatewayId(db, gateway.name, account, {
    checkoutId,
    intentId: null,
    chargeId: null,
  });
  if (!byPage) log.info("payment_unknown", { account, intentId: ids.intentId });
  return byPage;
}
