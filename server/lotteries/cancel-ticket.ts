import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { advancePurchase, move } from "./advance-purchase";
import type { LotteryDeps } from "./ports";
import { isOpen } from "./purchase-states";
import { findPurchase, type Purchase } from "./store";

/**
 * Gives a ticket back to the lottery, before it closes. That it is wanted is a row before the lottery hears of it. The answer
 * is the row: `cancelled` with what is given back, `confirmed` where the lottery no longer cancels, or `cancelling`, and then
 * the worker goes on asking. Whoever asks has decided before that the actor may. `actor` null: the venue itself.
 * Throws AppError: notFound, lotteryPurchaseOpen (it is not known yet whether there is a ticket), lotteryCancelClosed.
 */
export async function cancelTicket(deps: LotteryDeps, actor: Actor | null, purchaseId: string): Promise<Purchase> {
  const purchase = await findPurchase(deps.db, purchaseId);
  if (!purchase) throw new AppError("notFound", 404);
  if (purchase.state === "cancelled" || purchase.state === "rejected") return purchase;
  if (purchase.state === "confirmed") {
    const now = deps.clock.now();
    await deps.db.transaction((tx) =>
      move(deps, tx, purchase, ["confirmed"], "cancelling", now, { nextAt: now, attempts: 0 }, actor?.memberId ?? null),
    );
  } else if (isOpen(purchase.state) && purchase.state !== "cancelling") {
    throw new AppError("lotteryPurchaseOpen", 409);
  }
  const after = await advancePurchase(deps, purchaseId);
  if (after.state === "confirmed") throw new AppError("lotteryCancelClosed", 409, { reason: after.lastFault ?? "" });
  return after;
}
