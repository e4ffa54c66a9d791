import { log } from "@/server/kernel/log";
import { type PaymentDeps, refreshPayment } from "./refresh-payment";
import { findWithoutFee } from "./store";

/** A gateway's record of its own fee may come a day or two after the capture. */
const LEARNING_DAYS = 21;

/**
 * Looks again at captured payments of which the gateway had not said its own fee when they were captured, and posts it once
 * it is known. Returns how many it looked at.
 */
export async function learnFees(deps: PaymentDeps, limit = 100): Promise<number> {
  const since = new Date(deps.clock.now().getTime() - LEARNING_DAYS * 86_400_000);
  const rows = await findWithoutFee(deps.db, since, limit);
  for (const row of rows)
    await refreshPayment(deps, row).catch((error: unknown) => log.warn("fee_not_learnt", { paymentId: row.id, error }));
  return rows.length;
}
