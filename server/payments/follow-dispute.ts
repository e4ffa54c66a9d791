import { postMovement } from "@/server/ledger/post-movement";
import type { GatewayDispute } from "./ports";
import { disputeClosed, disputeOpened } from "./postings";
import type { PaymentDeps } from "./refresh-payment";
import { findOrganisationOfOrder, lockPayment, type PaymentRow, writePayment } from "./store";

/**
 * Looks up the disputes over a payment and writes them down with their postings (B8). A dispute only ever goes from
 * open to won or lost, whatever order it is heard in. Returns the state it is in now, or null when there is none.
 */
export async function followDispute(deps: PaymentDeps, payment: PaymentRow): Promise<"open" | "won" | "lost" | null> {
  if (!payment.intentId) return null;
  const disputes = await deps.gateways.of(payment.gateway).listDisputes(payment.account, payment.intentId);
  for (const dispute of disputes) await writeDown(deps, payment.id, dispute);
  const state = worst(disputes);
  return state;
}

/** Open before lost before won: what matters most to the tickets. */
function worst(disputes: GatewayDispute[]): "open" | "won" | "lost" | null {
  for (const state of ["open", "lost", "won"] as const) if (disputes.some((each) => each.state === state)) return state;
  return null;
}

async function writeDown(deps: PaymentDeps, paymentId: string, dispute: GatewayDispute): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const row = await lockPayment(tx, paymentId);
    const organisationId = await findOrganisationOfOrder(tx, row.orderId);
    const subject = { paymentId, organisationId, currency: dispute.currency, at: now };
    const { gatewayId, withdrawnMinor, feeMinor, reinstatedMinor } = dispute;
    await postMovement(tx, disputeOpened(subject, gatewayId, withdrawnMinor, feeMinor));
    if (dispute.state !== "open")
      await postMovement(tx, disputeClosed(subject, gatewayId, withdrawnMinor, reinstatedMinor));
    const over = row.disputeState === "won" || row.disputeState === "lost";
    if (over && dispute.state === "open" && row.disputeReason === dispute.reason) return;
    await writePayment(tx, paymentId, { disputeState: dispute.state, disputeReason: dispute.reason, updatedAt: now });
  });
}
