import { log } from "@/server/kernel/log";
import { CHECKOUT_SECONDS, type SettleOrderDeps, settleOrder } from "./settle-order";
import { findUnsettledOrders } from "./store";

/** Orders are looked at again when nothing has moved them for this long. */
const STALE_SECONDS = 30;

/**
 * Looks again at whatever was interrupted: a browser that was closed, a webhook that never came, a process that died
 * between issue and capture. Safe to run anywhere and at once. Returns how many orders were looked at.
 */
export async function sweepOrders(deps: SettleOrderDeps, limit = 200): Promise<number> {
  const now = deps.clock.now();
  const ids = await findUnsettledOrders(
    deps.db,
    {
      now,
      stale: new Date(now.getTime() - STALE_SECONDS * 1000),
      sessionEnd: new Date(now.getTime() - CHECKOUT_SECONDS * 1000),
    },
    limit,
  );
  for (const id of ids) {
    try {
      await settleOrder(deps, id);
    } catch (error) {
      log.warn("order_not_settled", { error, orderId: id });
    }
  }
  return ids.length;
}
