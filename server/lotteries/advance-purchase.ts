import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { type LotteryDeps, LotteryRefusal, type LotteryTicket } from "./ports";
import { isOpen, type PurchaseState, pauseSeconds } from "./purchase-states";
import { confirmation, findPurchase, movePurchase, noteFault, type Purchase } from "./store";

/** Refusals that say something about our request and nothing about the ticket: what happened stays unknown. */
const UNDECIDED: ReadonlySet<string> = new Set(["key-reused", "unknown-request", "invalid-json"]);

/**
 * Brings a purchase that is open one step on: asks the lottery what it has under our key, buys where it has nothing,
 * cancels where that was asked for, and writes the answer down. Any number of processes may do so at once, and again after
 * any failure: the lottery is always asked under the same key, and the row moves under a guard. Returns the row as it is
 * then. `first`: the row was written just now and nobody has asked the lottery yet.
 */
export async function advancePurchase(deps: LotteryDeps, purchaseId: string, first = false): Promise<Purchase> {
  const purchase = await findPurchase(deps.db, purchaseId);
  if (!purchase) throw new AppError("notFound", 404);
  if (!isOpen(purchase.state)) return purchase;
  try {
    if (purchase.state === "cancelling") await cancel(deps, purchase);
    else await buy(deps, purchase, first);
  } catch (error) {
    if (!isAppError(error) || !["lotteryUnavailable", "lotteryWrong"].includes(error.code)) throw error;
    await remember(deps, purchase, error);
  }
  return (await findPurchase(deps.db, purchaseId))!;
}

/** Nobody knows what happened. The row says so, and when to ask again. */
async function remember(deps: LotteryDeps, purchase: Purchase, error: AppError): Promise<void> {
  const at = deps.clock.now();
  const what = error.params.what ?? (error.cause as Error | undefined)?.message ?? "";
  log.warn("lottery_purchase_open", { purchaseId: purchase.id, state: purchase.state, code: error.code, error });
  await deps.db.transaction(async (tx) => {
    const nextAt = new Date(at.getTime() + pauseSeconds(purchase.attempts) * 1000);
    await noteFault(tx, purchase, { lastFault: `${error.code} ${what}`.trim().slice(0, 500), nextAt, at });
    if (purchase.state === "requested") await move(deps, tx, purchase, ["requested"], "unknown", at);
  });
}

async function buy(deps: LotteryDeps, purchase: Purchase, first: boolean): Promise<void> {
  const known = first ? null : await deps.lottery.status(purchase.id);
  if (known) return book(deps, purchase, known);
  const { id: key, game, draws, entries, priceMinor } = purchase;
  try {
    await book(deps, purchase, await deps.lottery.buy({ key, game, draws, entries, priceMinor }));
  } catch (error) {
    if (!(error instanceof LotteryRefusal)) throw error;
    await refused(deps, purchase, error);
  }
}

/** The lottery said no. That is the last word only if it has no ticket of ours: another attempt may have come through. */
async function refused(deps: LotteryDeps, purchase: Purchase, refusal: LotteryRefusal): Promise<void> {
  if (UNDECIDED.has(refusal.code)) throw new AppError("lotteryWrong", 502, { what: refusal.code }, { cause: refusal });
  const known = await deps.lottery.status(purchase.id);
  if (known) return book(deps, purchase, known);
  const at = deps.clock.now();
  await deps.db.transaction((tx) =>
    move(deps, tx, purchase, ["requested", "unknown"], "rejected", at, {
      refusalCode: refusal.code.slice(0, 100),
      lastFault: refusal.message.slice(0, 500),
      endedAt: at,
    }),
  );
}

/** Writes down a ticket that the lottery has for us, and that it was cancelled where it was. */
async function book(deps: LotteryDeps, purchase: Purchase, ticket: LotteryTicket): Promise<void> {
  if (!isWhatWasOrdered(purchase, ticket)) {
    throw new AppError("lotteryWrong", 502, { what: "it has another ticket under our key than was ordered" });
  }
  const at = deps.clock.now();
  try {
    const moved = await deps.db.transaction(async (tx) => {
      const booked = await move(deps, tx, purchase, ["requested", "unknown"], "confirmed", at, confirmation(ticket));
      if (ticket.state === "cancelled") {
        await move(deps, tx, purchase, ["confirmed"], "cancelling", at);
        await end(deps, tx, purchase, ticket, at);
      }
      return booked;
    });
    if (!moved && (await findPurchase(deps.db, purchase.id))?.state === "rejected") {
      // The lottery has gone back on its word; somebody has to look.
      log.error("lottery_ticket_of_rejected_purchase", { purchaseId: purchase.id, reference: ticket.reference });
    }
  } catch (error) {
    // One ticket cannot stand behind two purchases, whatever the lottery says.
    if ((error as { code?: string }).code !== "P2002") throw error;
    throw new AppError("lotteryWrong", 502, { what: `its ticket ${ticket.reference} is another purchase's` });
  }
}

function isWhatWasOrdered(purchase: Purchase, ticket: LotteryTicket): boolean {
  const plain = (one: Pick<Purchase, "game" | "draws" | "entries">) =>
    JSON.stringify([
      one.game,
      one.draws,
      one.entries.map(({ main, bonus, system, addOns }) => [main, bonus, system, addOns]),
    ]);
  return (
    ticket.key === purchase.id &&
    ticket.priceMinor === purchase.priceMinor &&
    ticket.currency === purchase.currency &&
    plain({ ...ticket, draws: [...ticket.draws] }) === plain(purchase)
  );
}

async function cancel(deps: LotteryDeps, purchase: Purchase): Promise<void> {
  let ticket: LotteryTicket | null;
  try {
    ticket = await deps.lottery.cancel({ key: purchase.id, reference: purchase.reference! });
  } catch (error) {
    if (!(error instanceof LotteryRefusal)) throw error;
    ticket = await deps.lottery.status(purchase.id);
    if (ticket?.state !== "cancelled") {
      const at = deps.clock.now();
      await deps.db.transaction((tx) =>
        move(deps, tx, purchase, ["cancelling"], "confirmed", at, { lastFault: error.code.slice(0, 500) }),
      );
      return;
    }
  }
  const cancelled = ticket;
  const at = deps.clock.now();
  await deps.db.transaction((tx) => end(deps, tx, purchase, cancelled, at));
}

async function end(deps: LotteryDeps, tx: Tx, purchase: Purchase, ticket: LotteryTicket, at: Date): Promise<void> {
  if (ticket.refundMinor > purchase.priceMinor) {
    throw new AppError("lotteryWrong", 502, { what: "it gives back more than was paid" });
  }
  await move(deps, tx, purchase, ["cancelling"], "cancelled", at, { refundMinor: ticket.refundMinor, endedAt: at });
}

/** Moves the row, and in the same transaction writes the audit line and tells whoever bought. */
export async function move(
  deps: Pick<LotteryDeps, "followers">,
  tx: Tx,
  purchase: Pick<Purchase, "id" | "subject" | "requestedBy">,
  from: readonly PurchaseState[],
  to: PurchaseState,
  at: Date,
  data: Parameters<typeof movePurchase>[5] = {},
  actorId: string | null = null,
): Promise<boolean> {
  if (!(await movePurchase(tx, purchase.id, from, to, at, data))) return false;
  const { reference, refusalCode, refundMinor } = data as Record<string, unknown>;
  await writeAudit(tx, {
    at,
    actorId,
    actorRole: actorId ? "participant" : "venue",
    action: `${to}-lottery-purchase`,
    subject: `lottery-purchase:${purchase.id}`,
    after: { for: purchase.subject, state: to, reference, refusalCode, refundMinor },
  });
  for (const follower of deps.followers) {
    await follower.purchaseChanged(tx, { purchaseId: purchase.id, subject: purchase.subject, state: to });
  }
  return true;
}
