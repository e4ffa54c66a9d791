import { randomInt } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import type { Actor } from "@/server/people/authority";
import { type Conditions, MANAGER_TERMS } from "../conditions";
import { digestOf, quoteOf, slugOf } from "../create-syndicate";
import type { SyndicateDeps } from "../ports";
import { pickLines } from "../read-lines";
import { findAgent, findSlug, findSyndicateByRequest, insertSyndicate, keepEvidence, registerManager } from "../store";
import { cutOff, LEAD_MINUTES } from "../syndicate";
import { MOST_LINES } from "./pool";

const MINIMUM_AGE = 18;
const MOST_LEAD_MINUTES = 7 * 24 * 60;

export interface PoolDraft {
  readonly name: string;
  readonly game: string;
  readonly draws: readonly string[];
  readonly leastLines: number;
  readonly mostLines: number;
  readonly leadMinutes: number;
  readonly isPublic: boolean;
}

/**
 * Offers a pool of whole lines under a prize-sharing agreement (S11): nothing is chosen or paid by offering it, members bring their
 * lines. The same key offers once. Throws AppError: agentMissing, syndicateName, syndicateLead, poolLines, lotteryDrawUnknown,
 * syndicateTooLate, entryClosed, lotterySalesClosed, lotteryRefused, lotteryUnavailable.
 */
export async function createPool(
  deps: SyndicateDeps,
  actor: Actor,
  wish: PoolDraft & { requestKey: string; presence: unknown },
): Promise<{ id: string; slug: string }> {
  const before = await findSyndicateByRequest(deps.db, actor.memberId, wish.requestKey);
  if (before) return { id: before.gameId, slug: await findSlug(deps.db, before.gameId) };
  checkPool(wish);
  const game = findGame(wish.game);
  const rules = game && wish.draws[0] ? rulesOn(game, wish.draws[0]) : null;
  // As few lines as the lottery sells at once: what a line costs, and until when the lottery cancels.
  const example = rules
    ? [1, 2, 3, 4].map((count) => pickLines(rules, String(count), (below) => randomInt(below)))
    : [];
  if (!rules) throw new AppError("lotteryDrawUnknown", 422, { date: wish.draws[0] ?? "" });
  const agent = await findAgent(deps.db);
  if (agent?.status !== "active") throw new AppError("agentMissing", 503);
  const quote = await firstQuote(deps, wish, example);
  const now = await deps.moment(deps.db);
  const times = cutOff({ drawAt: quote.draws[0]?.drawAt ?? null, cancelUntil: quote.cancelUntil }, wish.leadMinutes);
  if (times.cutOffAt <= now) throw new AppError("syndicateTooLate", 422);
  const { leastLines, mostLines } = wish;
  const conditions: Conditions = {
    ...{ name: wish.name.trim(), mode: "agreed", game: wish.game, draws: [...wish.draws], entries: [] },
    pool: { lineMinor: Math.round(quote.priceMinor / quote.lineCount), leastLines, mostLines },
    ...{ currency: quote.currency, priceMinor: 0, shares: [], unsoldRule: "cancel" },
    ...{ cutOffAt: times.cutOffAt.toISOString(), decideBy: times.decideBy.toISOString() },
  };
  const id = newId(now.getTime());
  const digest = digestOf(conditions);
  const { memberId } = actor;
  const isNew = await deps.db.transaction(async (tx) => {
    await registerManager(tx, memberId, MANAGER_TERMS, now);
    const inserted = await insertSyndicate(tx, {
      ...{ id, agent, conditions, digest, ...times, at: now, state: "open", continuesId: null },
      slug: (number) => `${slugOf(conditions.name)}-${number}`,
      ...{ minimumAge: MINIMUM_AGE, timeZone: rules.schedule.timeZone, managerId: memberId },
      ...{ requestKey: wish.requestKey, salesCloseAt: quote.cancelUntil, isPublic: wish.isPublic },
    });
    if (!inserted) return false;
    const decided = await deps.decideEntry(tx, { gameId: id, memberId, presence: wish.presence, now });
    if (!decided.allowed) throw new AppError("entryClosed", 451, { ...decided.refusal });
    const { input, decision, reasons, rulesVersion } = decided;
    await keepEvidence(tx, {
      gameId: id,
      memberId,
      purpose: "manage",
      input,
      decision,
      reasons,
      rulesVersion,
      at: now,
    });
    await writeAudit(tx, {
      ...{ at: now, actorId: memberId, actorRole: "participant", action: "offer-pool", subject: `syndicate:${id}` },
      after: { conditions: digest, leastLines, mostLines },
    });
    return true;
  });
  const made = isNew ? id : (await findSyndicateByRequest(deps.db, memberId, wish.requestKey))!.gameId;
  return { id: made, slug: await findSlug(deps.db, made) };
}

function checkPool(draft: PoolDraft): void {
  const length = draft.name.trim().length;
  if (length < 3 || length > 80) throw new AppError("syndicateName", 422);
  const { leadMinutes, leastLines, mostLines } = draft;
  if (!Number.isSafeInteger(leadMinutes) || leadMinutes < LEAD_MINUTES || leadMinutes > MOST_LEAD_MINUTES) {
    throw new AppError("syndicateLead", 422, { least: LEAD_MINUTES / 60 });
  }
  const fits = (count: number) => Number.isSafeInteger(count) && count >= 2 && count <= MOST_LINES;
  if (!fits(leastLines) || !fits(mostLines) || leastLines > mostLines) {
    throw new AppError("poolLines", 422, { most: MOST_LINES });
  }
}

/** Of the fewest lines that the lottery sells together. */
async function firstQuote(deps: SyndicateDeps, wish: PoolDraft, examples: ReadonlyArray<readonly unknown[] | null>) {
  let last: unknown = new AppError("lotteryRefused", 409, { reason: "none" });
  for (const entries of examples) {
    if (!entries) continue;
    try {
      return await quoteOf(deps, { game: wish.game, draws: wish.draws, entries: entries as never });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "lotteryRefused") throw error;
      last = error;
    }
  }
  throw last;
}
