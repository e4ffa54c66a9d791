import type { Tx } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import { postMovement } from "@/server/ledger/post-movement";
import { buyTicket } from "@/server/lotteries/buy-ticket";
import { LETTERS_BY_STATE, tellEverybody } from "../letters";
import { fromEscrow, linesReturned, ticketBought } from "../money";
import { payPrizes } from "../pay-prizes";
import type { SyndicateDeps } from "../ports";
import { writeStatement } from "../statement";
import {
  findConditions,
  findShares,
  findSyndicate,
  lockSyndicate,
  moveSyndicate,
  noteNext,
  returnShares,
  type Share,
  type Syndicate,
  setGameState,
} from "../store";
import type { SyndicateState } from "../syndicate";
import { nextPoolStep, type PoolFacts } from "./pool";
import { type Contribution, contributionSubject, findContributions, returnLines } from "./pool-store";

const MOST_STEPS = 8;
const POLL_MS = 20_000;
const SETTLED_POLL_MS = 24 * 3_600_000;

interface Standing {
  facts: PoolFacts;
  /** Those whose lines are still in it. */
  live: Contribution[];
  shares: Share[];
}

async function standingOf(reader: Tx | SyndicateDeps["db"], one: Syndicate): Promise<Standing> {
  const [shares, all, conditions] = [
    await findShares(reader, one.gameId),
    await findContributions(reader, one.gameId),
    await findConditions(reader, one.gameId, one.conditionsVersion),
  ];
  const held = new Set(shares.filter(({ state }) => state === "held").map(({ number }) => number));
  const live = all.filter(({ numbers }) => numbers.some((number) => held.has(number)));
  const facts: PoolFacts = {
    ...{ state: one.state, cutOffAt: one.cutOffAt, salesCloseAt: one.salesCloseAt, answer: one.answer },
    ...{ leastLines: conditions?.data.pool?.leastLines ?? 1, lines: held.size },
    people: new Set(live.map(({ memberId }) => memberId)).size,
    tickets: live.map(({ ticket }) => ticket?.state ?? null),
  };
  return { facts, live, shares };
}

/** Brings a pool of lines as far on as it goes now, as `advanceSyndicate` does for shares. */
export async function advancePool(deps: SyndicateDeps, id: string): Promise<Syndicate> {
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const one = (await findSyndicate(deps.db, id))!;
    const now = await deps.moment(deps.db);
    const { facts, live } = await standingOf(deps.db, one);
    const step = nextPoolStep(facts, now);
    if (step.do === "ask" && (await ask(deps, one, live))) continue;
    if ((step.do === "move" || step.do === "give-up") && (await deps.db.transaction((tx) => move(deps, tx, id, now)))) {
      continue;
    }
    if (one.state === "playing" || one.state === "settled") {
      const tickets = live.flatMap(({ ticket }) => (ticket?.state === "confirmed" ? [ticket.id] : []));
      if (await payPrizes(deps, one, tickets, now)) continue;
    }
    const pause = one.state === "settled" ? SETTLED_POLL_MS : POLL_MS;
    const until = step.do === "wait" && step.until ? step.until : new Date(now.getTime() + pause);
    await deps.db.transaction((tx) => noteNext(tx, id, one.state, until));
    return one;
  }
  return (await findSyndicate(deps.db, id))!;
}

/** Asks the agent for each contribution's own ticket. Answers whether there is something new to look at. */
async function ask(deps: SyndicateDeps, one: Syndicate, live: readonly Contribution[]): Promise<boolean> {
  let isNew = false;
  for (const contribution of live) {
    if (contribution.ticket) continue;
    const subject = contributionSubject(one.gameId, contribution.id);
    try {
      await buyTicket({ ...deps.agent, db: deps.db }, null, {
        ...{ requestKey: subject, subject, game: one.lotteryGame, draws: one.draws },
        entries: contribution.numbers.map((number) => one.entries[number - 1]),
        maximumMinor: contribution.amountMinor,
      });
      isNew = true;
    } catch (error) {
      if (!isAppError(error)) throw error;
      // The lottery does not answer, and was not asked for a ticket: the next run asks again, until its sales end.
      if (error.code === "lotteryUnavailable" || error.code === "lotteryWrong") continue;
      const at = await deps.moment(deps.db);
      if (await deps.db.transaction((tx) => giveUp(tx, one.gameId, [contribution.id], at))) isNew = true;
    }
  }
  return isNew;
}

/** Gives back what these contributions paid; each once, whoever comes. */
async function giveUp(tx: Tx, id: string, orderIds: readonly string[], at: Date): Promise<boolean> {
  const one = await lockSyndicate(tx, id);
  if (one?.state !== "placing") return false;
  const { live } = await standingOf(tx, one);
  let isAny = false;
  for (const { id: orderId, memberId, numbers, amountMinor } of live) {
    if (!orderIds.includes(orderId) || !(await returnLines(tx, id, numbers))) continue;
    const head = { syndicateId: id, currency: one.currency, at };
    await postMovement(tx, linesReturned(head, memberId, orderId, amountMinor));
    isAny = true;
  }
  return isAny;
}

/** One move, decided again from what stands under the lock. */
async function move(deps: SyndicateDeps, tx: Tx, id: string, at: Date): Promise<boolean> {
  const one = (await lockSyndicate(tx, id))!;
  const { facts, live, shares } = await standingOf(tx, one);
  const step = nextPoolStep(facts, at);
  if (step.do === "give-up") {
    const over = live.filter(({ ticket }) => !ticket || ticket.state === "rejected" || ticket.state === "cancelled");
    const late = at >= one.salesCloseAt;
    const ids = over.filter(({ ticket }) => ticket !== null || late).map((order) => order.id);
    return giveUp(tx, id, ids, at);
  }
  if (step.do !== "move") return false;
  const head = { syndicateId: id, currency: one.currency, at };
  if (step.to === "cancelled") {
    const paid = live.map(({ memberId, amountMinor }) => ({ memberId, amountMinor }));
    if (paid.length > 0) await postMovement(tx, fromEscrow(head, "refund", paid));
    await returnShares(tx, id);
  }
  if (step.to === "playing") {
    const cost = live.reduce((sum, { ticket }) => sum + ticket!.priceMinor, 0);
    await postMovement(tx, ticketBought(head, cost));
    const over = live
      .map(({ memberId, amountMinor, ticket }) => ({ memberId, amountMinor: amountMinor - ticket!.priceMinor }))
      .filter(({ amountMinor }) => amountMinor > 0);
    if (over.length > 0) await postMovement(tx, fromEscrow(head, "surplus", over));
  }
  if (!(await changed(tx, one, step.to, at, step.because))) return false;
  if (step.to === "playing") await signOwn(deps, tx, one, live, shares, at);
  return true;
}

async function changed(tx: Tx, one: Syndicate, to: SyndicateState, at: Date, because?: string): Promise<boolean> {
  if (!(await moveSyndicate(tx, one.gameId, one.state, to, at, because ? { endedBecause: because } : {}))) return false;
  if (to === "cancelled" || to === "failed") await setGameState(tx, one.gameId, "archived", at);
  const letter = LETTERS_BY_STATE[to];
  if (letter) await tellEverybody(tx, one, letter, at);
  return true;
}

/** Each member's statement: their own tickets and lines, and their part of every prize, by the lines of all (S5, S11). */
async function signOwn(
  deps: SyndicateDeps,
  tx: Tx,
  one: Syndicate,
  live: readonly Contribution[],
  shares: readonly Share[],
  at: Date,
): Promise<void> {
  const conditions = await findConditions(tx, one.gameId, one.conditionsVersion);
  const held = shares.filter(({ state }) => state === "held");
  const totalWeight = held.reduce((sum, { weight }) => sum + weight, 0);
  for (const memberId of new Set(live.map((contribution) => contribution.memberId))) {
    const own = live.filter((contribution) => contribution.memberId === memberId);
    const numbers = new Set(own.flatMap((contribution) => contribution.numbers));
    const statement = {
      ...{ format: "drawbridge-syndicate-statement", version: 1, syndicate: one.gameId, name: one.name },
      ...{ member: memberId, lottery: one.lotteryGame, draws: one.draws },
      reference: own.map(({ ticket }) => ticket!.reference).join(", "),
      entries: [...numbers].map((number) => one.entries[number - 1]),
      shares: held
        .filter(({ number }) => numbers.has(number))
        .map(({ number, weight, priceMinor }) => ({ number, weight, priceMinor })),
      ...{ totalWeight, currency: one.currency, conditions: conditions!.digest, datedAt: at.toISOString() },
    };
    await writeStatement(tx, one.gameId, memberId, statement, deps.venueSecret, at);
  }
}
