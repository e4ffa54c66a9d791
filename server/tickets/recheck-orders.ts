import { log } from "@/server/kernel/log";
import { releaseHold } from "./holds";
import { refusalOf } from "./purchase-rules";
import { findBuyer } from "./sale-store";
import { type SettleOrderDeps, settleOrder } from "./settle-order";
import { findOpenOrders, moveOrder } from "./store";

/**
 * After a change of residence or of the rules, or an exclusion: every open hold of the member that is no longer allowed
 * ends at once, its page is closed and nothing is charged (J11, M5). Returns how many ended.
 */
export async function recheckOrders(deps: SettleOrderDeps, memberId: string): Promise<number> {
  const now = deps.clock.now();
  const { excludedUntil = null } = (await findBuyer(deps.db, memberId)) ?? {};
  const excluded = excludedUntil !== null && excludedUntil > now;
  let ended = 0;
  for (const order of await findOpenOrders(deps.db, memberId)) {
    const decision = await deps.decideEntry(deps.db, {
      gameId: order.raffleId,
      memberId,
      presence: order.presence,
      now,
    });
    if (decision.allowed && !excluded) continue;
    const moved = await deps.db.transaction((tx) =>
      moveOrder(tx, order.id, ["held", "checkout"], "refused", now, {
        ...(decision.allowed
          ? { reason: "selfExcluded" }
          : { reason: "entryClosed", reasonParams: refusalOf(decision) }),
      }),
    );
    if (!moved) continue;
    ended++;
    await releaseHold(deps.kv, order.raffleId, order.id);
    try {
      await settleOrder(deps, order.id);
    } catch (error) {
      // The order is over; its page at the gateway is closed by the sweep.
      log.warn("page_not_closed", { error, orderId: order.id });
    }
  }
  return ended;
}
