import { createHash } from "node:crypto";
import { AppError } from "@/server/kernel/errors";
import { followDispute } from "./follow-dispute";
import { type DisputeEvidence, GatewayRefusal } from "./ports";
import type { PaymentDeps } from "./refresh-payment";
import { findPayment } from "./store";

/** As many characters as the card networks take of one text. */
export const EVIDENCE_LENGTH = 20_000;

/**
 * Sends the evidence against the open disputes over a payment and writes down how they stand. The same evidence sent again
 * is one sending. Throws 404 `notFound`, 409 `disputeClosed`, 502 `gatewayRefused`, `gatewayUnavailable`.
 */
export async function answerDispute(deps: PaymentDeps, paymentId: string, evidence: DisputeEvidence): Promise<void> {
  const payment = await findPayment(deps.db, paymentId);
  if (!payment?.intentId) throw new AppError("notFound", 404);
  if (payment.disputeState !== "open") throw new AppError("disputeClosed", 409);
  const digest = createHash("sha256").update(JSON.stringify(evidence)).digest("hex").slice(0, 24);
  try {
    await deps.gateways.of(payment.gateway).answerDisputes({
      key: `evidence:${payment.id}:${digest}`,
      account: payment.account,
      intentId: payment.intentId,
      evidence: { ...evidence, text: evidence.text.slice(0, EVIDENCE_LENGTH) },
    });
  } catch (error) {
    if (error instanceof GatewayRefusal) throw new AppError("gatewayRefused", 502, {}, { cause: error });
    throw error;
  }
  await followDispute(deps, payment);
}
