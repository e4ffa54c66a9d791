import type { Clock } from "@/server/kernel/clock";
import type { Database, Tx } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import type { Kv } from "@/server/kernel/kv";
import { log } from "@/server/kernel/log";
import { enqueue } from "@/server/kernel/outbox";
import { presenceAtHome } from "./admit-recipient";
import { evidenceOf } from "./evidence";
import { releaseHold } from "./holds";
import { ORDER_ENDED } from "./letters";
import { isOver, type OrderState } from "./order-states";
import type { DecideEntry, PaymentDesk, PaymentFacts, SalesBoard } from "./ports";
import { samePostalCode } from "./price";
import { refusalOf } from "./purchase-rules";
import { findBuyer } from "./sale-store";
import { advanceOrder, findOrder, issueTickets, moveOrder, type OrderRow, settleOrderRow, takeBackRow } from "./store";
import { tellOfSales } from "./tell-of-sales";

export interface SettleOrderDeps {
  db: Database;
  kv: Kv;
  clock: Clock;
  decideEntry: DecideEntry;
  desk: PaymentDesk;
  board: SalesBoard;
  /** Tests that move the clock set this, so that the database judges by it too; elsewhere it uses its own. */
  databaseClock?: "own" | "given";
}

/** An order changes state at most four times on its way; more rounds than this mean that something is wrong. */
const MAXIMUM_STEPS = 12;
/** A hosted page is over after this, whatever became of it. */
export const CHECKOUT_SECONDS = 32 * 60;
/** How often a decision is made again because the rules changed between deciding and issuing. */
const MAXIMUM_DECISIONS = 5;

/**
 * Brings an order as far as the facts allow: authorised → issued → captured, or to the end that returns the money.
 * Called by the result page, by webhooks and by the sweep, any number of times, at once and in any order: each step
 * is guarded in the database and each call to the gateway is idempotent. A fault of the gateway is thrown and changes
 * nothing; the next caller goes on from the same state.
 * @returns the state the order is in now, or null when there is no such order.
 */
export async function settleOrder(deps: SettleOrderDeps, orderId: string): Promise<OrderState | null> {
  for (let step = 0; step < MAXIMUM_STEPS; step++) {
    const order = await findOrder(deps.db, orderId);
    if (!order) return null;
    const moved = await settleOnce(deps, order);
    if (!moved) return order.state;
  }
  throw new Error(`order ${orderId} does not come to rest`);
}

/** One step. Returns whether the order may have changed and wants another look. */
async function settleOnce(deps: SettleOrderDeps, order: OrderRow): Promise<boolean> {
  switch (order.state) {
    case "held":
      return expireHold(deps, order);
    case "checkout":
    case "expired":
      return takePayment(deps, order);
    case "authorised":
      return issue(deps, order);
    case "issued":
      return capture(deps, order);
    case "captured":
    case "refunded":
      return false;
    default:
      if (isOver(order.state)) await returnMoney(deps, order);
      return false;
  }
}

async function end(
  deps: SettleOrderDeps,
  order: OrderRow,
  to: OrderState,
  reason: string,
  params: Record<string, string | number> = {},
): Promise<boolean> {
  const now = deps.clock.now();
  const moved = await deps.db.transaction(async (tx) => {
    const first = await moveOrder(tx, order.id, [order.state], to, now, { reason, reasonParams: params });
    // Who has typed in a card is told what became of it; a hold that merely ran out is no news.
    if (first && (to !== "expired" || reason === "cardDeclined")) await postEnd(tx, order.id, now);
    return first;
  });
  if (moved) {
    await releaseHold(deps.kv, order.raffleId, order.id);
    log.info("order_ended", { orderId: order.id, state: to, reason });
  }
  return true;
}

/** One letter an order, however often its end is looked at. */
async function postEnd(tx: Tx, orderId: string, now: Date): Promise<void> {
  await enqueue(tx, [{ kind: ORDER_ENDED, payload: { orderId }, dedupeKey: `order-ended:${orderId}` }], now);
}

async function expireHold(deps: SettleOrderDeps, order: OrderRow): Promise<boolean> {
  if (order.holdExpiresAt > deps.clock.now()) return false;
  return end(deps, order, "expired", "holdEnded");
}

/** Looks at the payment itself, never at what somebody said of it. */
async function takePayment(deps: SettleOrderDeps, order: OrderRow): Promise<boolean> {
  const facts = await deps.desk.refresh(order.id);
  if (!facts || facts.state === "created") {
    // A process that died before the page was opened leaves nothing at the gateway that would ever end by itself.
    const overMs = order.updatedAt.getTime() + CHECKOUT_SECONDS * 1000;
    if (order.state === "checkout" && deps.clock.now().getTime() >= overMs)
      return end(deps, order, "expired", "pageClosed");
    if (order.state === "expired" && facts) await deps.desk.cancel(facts.paymentId);
    return false;
  }
  if (facts.state === "cancelled" || facts.state === "failed" || facts.state === "refunded") {
    if (order.state === "expired") return false;
    return end(deps, order, "expired", facts.failureCode ? "cardDeclined" : "pageClosed", {
      ...(facts.failureCode ? { failureCode: facts.failureCode } : {}),
    });
  }
  const refusal = await whyNotAccepted(deps, order, facts);
  if (refusal) return end(deps, order, order.state === "expired" ? "refused" : refusal.state, refusal.reason);
  try {
    await advanceOrder(deps.db, order.id, ["checkout", "expired"], "authorised", deps.clock.now());
  } catch (error) {
    // Lowered, used up or excluded between the page and the card.
    if (!isAppError(error)) throw error;
    return end(deps, order, "refused", error.code, error.params);
  }
  return true;
}

/** What keeps an authorised payment from being accepted: the amounts, the address (J11), the kind of card (B7). */
async function whyNotAccepted(
  deps: SettleOrderDeps,
  order: OrderRow,
  facts: PaymentFacts,
): Promise<{ state: OrderState; reason: string } | null> {
  if (facts.amountMinor !== order.totalMinor || facts.currency.toUpperCase() !== order.currency) {
    return { state: "refused", reason: "paymentMismatch" };
  }
  if (facts.state !== "authorised") return { state: "refused", reason: "paymentMismatch" };
  const buyer = await findBuyer(deps.db, order.memberId);
  if (!buyer) return { state: "refused", reason: "accountClosed" };
  const sameCountry = (facts.billingCountry ?? "").toUpperCase() === buyer.country.toUpperCase();
  if (!sameCountry || !samePostalCode(facts.billingPostalCode, buyer.postalCode)) {
    return { state: "declined", reason: "addressMismatch" };
  }
  // The issuer has to have confirmed the postal code; `unavailable` proves nothing, and entry fails closed.
  if (facts.postalCheck !== "pass") return { state: "declined", reason: "addressNotConfirmed" };
  return null;
}

async function issue(deps: SettleOrderDeps, order: OrderRow): Promise<boolean> {
  for (let attempt = 0; attempt < MAXIMUM_DECISIONS; attempt++) {
    const now = deps.clock.now();
    const { raffleId: gameId, memberId, presence } = order;
    const own = await deps.decideEntry(deps.db, { gameId, memberId, presence, now });
    const recipient = order.recipientId ? await findBuyer(deps.db, order.recipientId) : null;
    // Whoever is given the tickets passes the same gate as whoever buys them (B11).
    const given = recipient
      ? await deps.decideEntry(deps.db, {
          gameId,
          memberId: recipient.memberId,
          presence: presenceAtHome(recipient),
          now,
        })
      : null;
    if (!own.allowed) return end(deps, order, "refused", "entryClosed", refusalOf(own));
    if (given && !given.allowed) return end(deps, order, "refused", "giftNotPossible");
    const decision = given ?? own;
    if (own.forbiddenFunding.length > 0) {
      const facts = await deps.desk.refresh(order.id);
      if (facts?.cardFunding && own.forbiddenFunding.includes(facts.cardFunding)) {
        return end(deps, order, "refused", "cardKindForbidden", { funding: facts.cardFunding });
      }
    }
    const answer = await issueTickets(deps.db, {
      orderId: order.id,
      rulesVersion: decision.rulesVersion,
      evidence: evidenceOf(decision),
      now: deps.databaseClock === "given" ? deps.clock.now() : null,
      personMaximum: decision.law?.maximumPerPerson?.value ?? null,
      householdMaximum: decision.law?.maximumPerHousehold?.value ?? null,
      atOnce: true,
    });
    switch (answer.outcome) {
      case "issued":
        // The hold has done its work; nobody waits for it to go.
        void releaseHold(deps.kv, order.raffleId, order.id);
        return true;
      case "captured":
        afterSettled(deps, order);
        return true;
      case "already":
      case "not-ready":
        return true;
      case "rules-changed":
        continue;
      case "sold-out":
        return end(deps, order, "lost", "soldOut", { remaining: answer.remaining ?? 0 });
      case "level-sold-out":
        return end(deps, order, "lost", "bundleSoldOut", { remaining: answer.remaining ?? 0 });
      case "number-taken":
        return end(deps, order, "lost", "numbersTaken", {
          numbers: (answer.taken ?? []).join(", "),
          count: answer.taken?.length ?? 0,
        });
      case "not-placed":
        return end(deps, order, "refused", "prizeGone");
      case "barred":
        return end(deps, order, "refused", order.recipientId ? "giftNotPossible" : "barred");
      case "limit":
        return end(deps, order, "refused", order.recipientId ? "giftNotPossible" : "personLimit");
      case "suspended":
        return end(deps, order, "refused", "raffleSuspended");
      case "closed":
        return end(deps, order, "refused", "raffleClosed");
    }
  }
  // The rules keep moving; the authorisation stands and the sweep tries again.
  return false;
}

async function capture(deps: SettleOrderDeps, order: OrderRow): Promise<boolean> {
  let facts: PaymentFacts | null = null;
  if (order.origin === "paid" && order.totalMinor > 0) {
    facts = await deps.desk.refresh(order.id);
    if (!facts) throw new Error(`order ${order.id} was issued without a payment`);
    if (facts.state === "authorised") {
      facts = await deps.desk.capture(facts.paymentId, {
        amountMinor: order.totalMinor,
        feeMinor: order.venueFeeMinor,
      });
    }
    if (facts.state === "failed" || facts.state === "cancelled") {
      const now = deps.databaseClock === "given" ? deps.clock.now() : null;
      await deps.db.transaction(async (tx) => {
        if (await takeBackRow(tx, order.id, "captureFailed", now)) await postEnd(tx, order.id, deps.clock.now());
      });
      tellOfSales(deps.board, order.raffleId);
      return true;
    }
    if (facts.state !== "captured") return false;
  }
  const now = deps.databaseClock === "given" ? deps.clock.now() : null;
  if (await settleOrderRow(deps.db, order.id, now, true)) tellOfSales(deps.board, order.raffleId);
  return true;
}

/** What may follow the answer: the hold goes, where something limits the sale, and pages that watch are told. */
export function afterSettled(deps: SettleOrderDeps, order: { id: string; raffleId: string }, limited = true): void {
  if (limited) void releaseHold(deps.kv, order.raffleId, order.id);
  tellOfSales(deps.board, order.raffleId);
}

/** An order that ended without tickets keeps no money: a page is closed, an authorisation given back, a charge refunded. */
async function returnMoney(deps: SettleOrderDeps, order: OrderRow): Promise<void> {
  if (order.origin !== "paid" || order.totalMinor === 0) return;
  const facts = await deps.desk.refresh(order.id);
  if (!facts) return;
  if (facts.state === "created" || facts.state === "authorised") {
    await deps.desk.cancel(facts.paymentId);
  } else if (facts.state === "captured") {
    await deps.desk.refund(facts.paymentId, {
      key: `return:${order.id}`,
      amountMinor: facts.amountMinor,
      feeMinor: order.venueFeeMinor,
      reason: order.reason ?? order.state,
    });
  }
}
