import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { postMovement } from "@/server/ledger/post-movement";
import { buyTicket } from "@/server/lotteries/buy-ticket";
import { cancelTicket } from "@/server/lotteries/cancel-ticket";
import { askAgain } from "./ask-again";
import { divide } from "./conditions";
import { LETTERS_BY_STATE, remindToRecord, tellEverybody } from "./letters";
import { fromEscrow, managerPays, ticketBought, ticketGivenBack } from "./money";
import { payPrizes } from "./pay-prizes";
import { advancePool } from "./pools/advance-pool";
import type { SyndicateDeps } from "./ports";
import { signStatements } from "./statement";
import {
  attempt,
  findDueSyndicates,
  findOrders,
  findPurchaseState,
  findShares,
  findSyndicate,
  keepShares,
  lockSyndicate,
  moveSyndicate,
  noteNext,
  returnShares,
  type Share,
  type Syndicate,
  setGameState,
} from "./store";
import { type Facts, nextStep, type Step } from "./syndicate";

const MOST_STEPS = 8;
const AT_ONCE = 50;
const POLL_SECONDS = 20;
const SETTLED_POLL_MS = 24 * 3_600_000;

type Purchase = NonNullable<Awaited<ReturnType<typeof findPurchaseState>>>;

function factsOf(one: Syndicate, shares: readonly Share[], purchase: Purchase | null): Facts {
  return {
    ...one,
    offered: shares.filter(({ state }) => state === "offered").length,
    purchase: purchase?.state ?? null,
  };
}

/**
 * Brings a syndicate as far on as it goes now. Any number of processes may do so at once and after any failure: each step is
 * found from the rows alone, changes one state under the syndicate's lock, and no vendor is asked while it is held. Throws
 * AppError notFound.
 */
export async function advanceSyndicate(deps: SyndicateDeps, id: string): Promise<Syndicate> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const one = await findSyndicate(deps.db, id);
    if (!one) throw new AppError("notFound", 404);
    if (one.form === "lines") return advancePool(deps, id);
    const [shares, purchase, now] = await Promise.all([
      findShares(deps.db, id),
      findPurchaseState(deps.db, id),
      deps.moment(deps.db),
    ]);
    const step = nextStep(factsOf(one, shares, purchase), now);
    if (
      step.do === "ask" ? await ask(deps, one, now) : step.do === "give-back" && (await giveBack(deps, one, purchase!))
    )
      continue;
    if (step.do === "move" && (await deps.db.transaction((tx) => move(deps, tx, id, now)))) continue;
    if (one.state === "playing" || one.state === "settled") {
      if (await payPrizes(deps, one, [purchase!.id], now)) continue;
    }
    const pause = one.state === "settled" ? SETTLED_POLL_MS : POLL_SECONDS * 1000;
    const poll = new Date(now.getTime() + pause);
    const until = step.do === "wait" && step.until ? step.until : poll;
    await deps.db.transaction((tx) => noteNext(tx, id, one.state, until));
    return one;
  }
  return (await findSyndicate(deps.db, id))!;
}

/** Asks the agent for the ticket, under the syndicate's own key. Answers whether there is something new to look at. */
async function ask(deps: SyndicateDeps, one: Syndicate, now: Date): Promise<boolean> {
  try {
    const purchase = await buyTicket({ ...deps.agent, db: deps.db }, null, {
      requestKey: `syndicate:${one.gameId}`,
      subject: `syndicate:${one.gameId}`,
      game: one.lotteryGame,
      draws: one.draws,
      entries: one.entries,
      maximumMinor: one.priceMinor,
    });
    return purchase.state === "confirmed" || purchase.state === "rejected";
  } catch (error) {
    if (!isAppError(error)) throw error;
    // The lottery does not answer, and has not been asked for a ticket: the next run asks again, until its sales end.
    if (error.code === "lotteryUnavailable" || error.code === "lotteryWrong") return false;
    return deps.db.transaction((tx) => fail(tx, one.gameId, error.code, now));
  }
}

async function giveBack(deps: SyndicateDeps, one: Syndicate, purchase: Purchase): Promise<boolean> {
  try {
    return (await cancelTicket({ ...deps.agent, db: deps.db }, null, purchase.id)).state === "cancelled";
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code !== "lotteryCancelClosed") return false;
    // The lottery no longer cancels: the manager keeps what is left, and the ticket plays (S6).
    const now = await deps.moment(deps.db);
    return deps.db.transaction(async (tx) => {
      const held = await lockSyndicate(tx, one.gameId);
      return held?.state === "cancelling" ? play(deps, tx, held, now, true) : false;
    });
  }
}

/** One move, decided again from what stands under the lock. */
async function move(deps: SyndicateDeps, tx: Tx, id: string, now: Date): Promise<boolean> {
  const one = (await lockSyndicate(tx, id))!;
  const [shares, purchase] = [await findShares(tx, id), await findPurchaseState(tx, id)];
  const step: Step = nextStep(factsOf(one, shares, purchase), now);
  if (step.do !== "move") return false;
  switch (step.to) {
    case "failed":
      return fail(tx, id, step.because ?? "refused", now);
    case "cancelled":
      return one.state === "cancelling" ? takeBack(tx, one, purchase!, now) : refund(tx, one, step.because ?? "", now);
    case "open":
      await postTicket(tx, one, shares, purchase!, now);
      if (!(await changed(tx, one, "open", now, { purchaseId: purchase!.id }))) return false;
      await askAgain(deps, tx, id, now);
      return true;
    case "placing":
      return place(deps, tx, one, shares, step.keep === true, now);
    case "playing":
      if (one.state === "placing") {
        await postTicket(tx, one, shares, purchase!, now);
        return play(deps, tx, { ...one, purchaseId: purchase!.id }, now, false);
      }
      return play(deps, tx, one, now, step.keep === true);
    case "deciding":
      // Joining is over for everybody, unless the public is what was agreed on; the manager may still let it in.
      return changed(tx, one, "deciding", now, { isPublic: one.unsoldRule === "public" });
    case "cancelling":
      return changed(tx, one, "cancelling", now, { endedBecause: step.because });
    default:
      return false;
  }
}

const headOf = (one: Syndicate, at: Date) => ({ syndicateId: one.gameId, currency: one.currency, at });

/** Moves the row, writes the audit line, and tells whom it concerns, all in one transaction. */
async function changed(
  tx: Tx,
  one: Syndicate,
  to: Syndicate["state"],
  at: Date,
  data: Parameters<typeof moveSyndicate>[5] = {},
): Promise<boolean> {
  if (!(await moveSyndicate(tx, one.gameId, one.state, to, at, data))) return false;
  await writeAudit(tx, {
    at,
    actorId: null,
    actorRole: "venue",
    action: `syndicate-${to}`,
    subject: `syndicate:${one.gameId}`,
    before: { state: one.state },
    after: { state: to, ...("endedBecause" in data ? { because: data.endedBecause } : {}) },
  });
  if (to === "settled") await setGameState(tx, one.gameId, "drawn", at);
  if (to === "cancelled" || to === "failed") await setGameState(tx, one.gameId, "archived", at);
  const letter = to === "placing" && one.buyer === "manager" ? "buy" : LETTERS_BY_STATE[to];
  if (letter) await tellEverybody(tx, one, letter, at);
  if (letter === "buy") await remindToRecord(tx, one, at);
  return true;
}

/** Books the ticket; what it cost less than was collected goes back by shares, to whoever paid. */
async function postTicket(
  tx: Tx,
  one: Syndicate,
  shares: readonly Share[],
  purchase: Purchase,
  at: Date,
): Promise<void> {
  const head = headOf(one, at);
  if (one.buyer === "manager") {
    // The manager paid at the counter; the record stands, so what members paid is the manager's now (S2).
    const bought = [{ memberId: one.managerId, amountMinor: one.priceMinor }];
    await postMovement(tx, fromEscrow(head, "sold", bought));
    return;
  }
  await postMovement(tx, ticketBought(head, purchase.priceMinor));
  const surplus = one.priceMinor - purchase.priceMinor;
  if (surplus === 0) return;
  const parts = divide(surplus, shares);
  const payer = (share: Share) => (one.mode === "agreed" ? share.holderId! : one.managerId);
  await postMovement(
    tx,
    fromEscrow(
      head,
      "surplus",
      shares.map((share, n) => ({ memberId: payer(share), amountMinor: parts[n]! })),
    ),
  );
}

/** All shares are paid for, or the manager pays for the rest; a manager who cannot has no ticket bought for them. */
async function place(
  deps: SyndicateDeps,
  tx: Tx,
  one: Syndicate,
  shares: readonly Share[],
  keeps: boolean,
  at: Date,
): Promise<boolean> {
  const left = shares.filter(({ state }) => state === "offered").reduce((sum, share) => sum + share.priceMinor, 0);
  if (keeps && left > 0) {
    const paid = await managerCovers(deps, tx, one, left, at);
    if (!paid) return refund(tx, one, "manager-short", at);
    await keepShares(tx, one.gameId, one.managerId, at);
  }
  return changed(tx, one, "placing", at);
}

/** Whether the manager can pay, and may by their own limits; where not, nothing of the attempt stays. */
function managerCovers(deps: SyndicateDeps, tx: Tx, one: Syndicate, amountMinor: number, at: Date): Promise<boolean> {
  return attempt(tx, isAppError, async () => {
    await postMovement(tx, managerPays(headOf(one, at), one.managerId, "kept", amountMinor));
    await deps.limits.admitStake(tx, { memberId: one.managerId, currency: one.currency, amountMinor });
  });
}

/** The ticket is bought and every share has an owner: what members paid the manager for goes to the manager. */
async function play(deps: SyndicateDeps, tx: Tx, one: Syndicate, at: Date, keeps: boolean): Promise<boolean> {
  if (keeps) await keepShares(tx, one.gameId, one.managerId, at);
  if (one.mode === "bought-first") {
    const sold = (await findOrders(tx, one.gameId)).reduce((sum, order) => sum + order.amountMinor, 0);
    if (sold > 0)
      await postMovement(tx, fromEscrow(headOf(one, at), "sold", [{ memberId: one.managerId, amountMinor: sold }]));
  }
  if (!(await changed(tx, one, "playing", at, { purchaseId: one.purchaseId, endedBecause: null }))) return false;
  await signStatements(tx, one, deps.venueSecret, at);
  return true;
}

/** Nothing was bought: everybody has back what they paid, once. */
async function fail(tx: Tx, id: string, because: string, at: Date): Promise<boolean> {
  const one = await lockSyndicate(tx, id);
  if (one?.state !== "buying" && one?.state !== "placing") return false;
  const shares = await findShares(tx, id);
  const kept = shares.filter(({ state }) => state === "kept").reduce((sum, share) => sum + share.priceMinor, 0);
  const deposit = one.mode === "bought-first" ? one.priceMinor : kept;
  await payBack(tx, one, deposit, at);
  return changed(tx, one, "failed", at, { endedBecause: because });
}

/** Before anything was bought, in the mode `agreed`. */
async function refund(tx: Tx, one: Syndicate, because: string, at: Date): Promise<boolean> {
  await payBack(tx, one, 0, at);
  return changed(tx, one, "cancelled", at, { endedBecause: because });
}

/** The lottery took the ticket back: what it gave is the manager's, who had paid for it; members have what they paid. */
async function takeBack(tx: Tx, one: Syndicate, purchase: Purchase, at: Date): Promise<boolean> {
  if (purchase.refundMinor > 0) await postMovement(tx, ticketGivenBack(headOf(one, at), purchase.refundMinor));
  await payBack(tx, one, purchase.refundMinor, at);
  return changed(tx, one, "cancelled", at);
}

async function payBack(tx: Tx, one: Syndicate, managerMinor: number, at: Date): Promise<void> {
  const paid = (await findOrders(tx, one.gameId)).map(({ memberId, amountMinor }) => ({ memberId, amountMinor }));
  const to = [...paid, ...(managerMinor > 0 ? [{ memberId: one.managerId, amountMinor: managerMinor }] : [])];
  if (to.length > 0) await postMovement(tx, fromEscrow(headOf(one, at), "refund", to));
  await returnShares(tx, one.gameId);
}

/** Goes on with every syndicate for which something is due. Returns how many were looked at. */
export async function advanceSyndicates(deps: SyndicateDeps): Promise<number> {
  const due = await findDueSyndicates(deps.db, await deps.moment(deps.db), AT_ONCE);
  for (const id of due) {
    try {
      await advanceSyndicate(deps, id);
    } catch (error) {
      log.error("syndicate_stuck", { syndicateId: id, error });
    }
  }
  return due.length;
}
