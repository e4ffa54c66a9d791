import { log } from "@/server/kernel/log";
import { advancePurchase } from "./advance-purchase";
import type { LotteryDeps } from "./ports";
import { findDuePurchases } from "./store";

const AT_ONCE = 50;

/**
 * Asks the lottery about every purchase of which nobody knows how it stands: after a lost answer, a lottery that was down, or
 * a process of ours that was killed between two steps. Returns how many were settled.
 */
export async function reconcilePurchases(deps: LotteryDeps): Promise<number> {
  let settled = 0;
  for (const { id, state } of await findDuePurchases(deps.db, deps.lottery.name, deps.clock.now(), AT_ONCE)) {
    try {
      const after = await advancePurchase(deps, id);
      if (after.state !== state && after.state !== "unknown") settled++;
    } catch (error) {
      // One that fails in a way nobody foresaw does not keep the others waiting.
      log.error("lottery_purchase_failed", { purchaseId: id, error });
    }
  }
  return settled;
}
