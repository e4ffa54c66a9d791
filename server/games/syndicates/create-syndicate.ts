import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { postMovement } from "@/server/ledger/post-movement";
import { readTicket } from "@/server/lotteries/buy-ticket";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { LotteryRefusal, type Quote } from "@/server/lotteries/ports";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import { askAgain, holdEarlier } from "./ask-again";
import {
  type Conditions,
  checkDraft,
  conditionsText,
  MANAGER_TERMS,
  type SyndicateDraft,
  sharesOf,
} from "./conditions";
import { planReminders } from "./letters";
import { managerPays } from "./money";
import { requireHandPurchase } from "./permit-hand-purchase";
import { requireShares } from "./pools/permit-shares";
import type { SyndicateDeps } from "./ports";
import {
  findAgent,
  findSlug,
  findSyndicateByRequest,
  insertSyndicate,
  keepEvidence,
  registerManager,
  type Syndicate,
} from "./store";
import { cutOff } from "./syndicate";

/** Lotteries are for adults; the law of the areas may ask for more. */
const MINIMUM_AGE = 18;

/** SHA-256 of the conditions in hexadecimal; named in statements. */
export function digestOf(conditions: Conditions): string {
  return createHash("sha256").update(conditionsText(conditions)).digest("hex");
}

/**
 * Offers a syndicate (S1, S2). In the mode `bought-first` the whole price moves from the manager's wallet into escrow in the
 * same transaction, and the agent buys before anybody is let in (S3). `continuesId`
 * names the one whose people are asked again (S9). The same key offers once. Returns the id and the name in
 * its address. Throws AppError: agentMissing, sharesForbidden, syndicateName, syndicateShares, syndicateLead, syndicateTooLate, entryClosed,
 * insufficientBalance, handNotPermitted, handPrizeOwed, what the ticket itself is refused for (lotteryEntryWrong, …), and what the member's limits say.
 */
export async function createSyndicate(
  deps: SyndicateDeps,
  actor: Actor,
  wish: SyndicateDraft & { requestKey: string; presence: unknown; continuesId?: string },
): Promise<{ id: string; slug: string }> {
  const before = await findSyndicateByRequest(deps.db, actor.memberId, wish.requestKey);
  if (before) return goOn(deps, before);
  checkDraft(wish);
  const entries = readTicket({ game: wish.game, draws: wish.draws, entries: wish.entries });
  const agent = await findAgent(deps.db);
  if (agent?.status !== "active") throw new AppError("agentMissing", 503);
  const quote = await quoteOf(deps, { game: wish.game, draws: wish.draws, entries });
  const now = await deps.moment(deps.db);
  const times = cutOff({ drawAt: quote.draws[0]?.drawAt ?? null, cancelUntil: quote.cancelUntil }, wish.leadMinutes);
  if (times.cutOffAt <= now) throw new AppError("syndicateTooLate", 422);
  const conditions: Conditions = {
    name: wish.name.trim(),
    mode: wish.mode,
    ...(wish.buyer === "manager" ? { buyer: wish.buyer } : {}),
    game: wish.game,
    draws: [...wish.draws],
    entries,
    currency: quote.currency,
    priceMinor: quote.priceMinor,
    shares: sharesOf(quote.priceMinor, wish.weights),
    unsoldRule: wish.unsoldRule,
    cutOffAt: times.cutOffAt.toISOString(),
    decideBy: times.decideBy.toISOString(),
  };
  const id = newId(now.getTime());
  const digest = digestOf(conditions);
  const game = findGame(wish.game)!;
  const isNew = await deps.db.transaction(async (tx) => {
    await requireShares(deps, actor.memberId, now);
    if (wish.buyer === "manager") await requireHandPurchase(deps, tx, actor.memberId, now);
    if (wish.continuesId && !(await holdEarlier(tx, wish.continuesId, wish.requestKey))) return false;
    await registerManager(tx, actor.memberId, MANAGER_TERMS, now);
    const inserted = await insertSyndicate(tx, {
      ...{ id, agent, conditions, digest, ...times, at: now },
      slug: (number) => `${slugOf(conditions.name)}-${number}`,
      minimumAge: MINIMUM_AGE,
      timeZone: rulesOn(game, wish.draws[0]!)!.schedule.timeZone,
      managerId: actor.memberId,
      requestKey: wish.requestKey,
      state: wish.mode === "agreed" ? "open" : "buying",
      salesCloseAt: quote.cancelUntil,
      isPublic: wish.isPublic,
      continuesId: wish.continuesId ?? null,
    });
    if (!inserted) return false;
    const decided = await deps.decideEntry(tx, { gameId: id, memberId: actor.memberId, presence: wish.presence, now });
    if (!decided.allowed) throw new AppError("entryClosed", 451, { ...decided.refusal });
    const { input, decision, reasons, rulesVersion } = decided;
    const evidence = { input, decision, reasons, rulesVersion, at: now };
    await keepEvidence(tx, { gameId: id, memberId: actor.memberId, purpose: "manage", ...evidence });
    if (wish.mode === "bought-first") {
      const head = { syndicateId: id, currency: quote.currency, at: now };
      await postMovement(tx, managerPays(head, actor.memberId, "deposit", quote.priceMinor));
      const stake = { memberId: actor.memberId, currency: quote.currency, amountMinor: quote.priceMinor };
      await deps.limits.admitStake(tx, stake);
    }
    if (wish.continuesId && wish.mode === "agreed") await askAgain(deps, tx, id, now);
    await planReminders(tx, { id, managerId: actor.memberId, cutOffAt: times.cutOffAt }, now);
    await writeAudit(tx, {
      at: now,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "offer-syndicate",
      subject: `syndicate:${id}`,
      after: { conditions: digest, mode: wish.mode, priceMinor: quote.priceMinor, shares: wish.weights.length },
    });
    return true;
  });
  if (!isNew) return goOn(deps, (await findSyndicateByRequest(deps.db, actor.memberId, wish.requestKey))!);
  if (wish.mode === "bought-first") await advanceSyndicate(deps, id);
  return { id, slug: await findSlug(deps.db, id) };
}

async function goOn(deps: SyndicateDeps, before: Syndicate): Promise<{ id: string; slug: string }> {
  await advanceSyndicate(deps, before.gameId);
  return { id: before.gameId, slug: await findSlug(deps.db, before.gameId) };
}

/** What the lottery asks for these lines. Throws AppError lotterySalesClosed, lotteryRefused, lotteryUnavailable, lotteryWrong. */
export function quoteOf(
  deps: SyndicateDeps,
  order: Parameters<SyndicateDeps["agent"]["lottery"]["quote"]>[0],
): Promise<Quote> {
  return deps.agent.lottery.quote(order).catch((error: unknown) => {
    if (!(error instanceof LotteryRefusal)) throw error;
    if (error.code === "sales-closed") throw new AppError("lotterySalesClosed", 409, {}, { cause: error });
    throw new AppError("lotteryRefused", 409, { reason: error.code }, { cause: error });
  });
}

/** Letters and figures of a name, for an address; accents are taken off. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return plain.slice(0, 60).replace(/-+$/, "") || "syndicate";
}
