import { log } from "@/server/kernel/log";
import type { SettleOrderDeps } from "./settle-order";
import { findOrder, moveOrder, voidTicketRows } from "./store";

/**
 * What a dispute does to tickets (B8): while it is open they stay in the draw; lost, they leave it, if the list is not
 * frozen yet; won, nothing changes. The money itself is followed by `payments`. May be told twice.
 */
export async function followTicketDispute(
  deps: Pick<SettleOrderDeps, "db" | "clock" | "databaseClock">,
  change: { orderId: string; state: "open" | "won" | "lost" },
): Promise<void> {
  const order = await findOrder(deps.db, change.orderId);
  if (!order) return;
  if (change.state !== "lost") {
    log.info("order_disputed", { orderId: order.id, state: change.state });
    return;
  }
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const answer = await voidTicketRows(tx, order.id, null, "disputeLost", deps.databaseClock === "given" ? now : null);
    // A frozen list is a promise to everybody in it; the organisation settles with the holder instead.
    if (answer.outcome === "frozen") log.warn("disputed_tickets_in_frozen_list", { orderId: order.id });
    if (answer.outcome === "voided")
      await moveOrder(tx, order.id, ["captured"], "refunded", now, { reason: "disputeLost" });
  });
}
