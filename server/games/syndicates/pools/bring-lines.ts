import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { postMovement } from "@/server/ledger/post-movement";
import { readTicket } from "@/server/lotteries/buy-ticket";
import type { Entry } from "@/server/lotteries/selection";
import type { Actor } from "@/server/people/authority";
import { divide } from "../conditions";
import { quoteOf } from "../create-syndicate";
import { isInvited, mayBeInvited } from "../invitation-store";
import { findStanding, signConditions } from "../membership-store";
import { linesPaid } from "../money";
import type { SyndicateDeps } from "../ports";
import { findConditions, findSyndicate, keepEvidence, lockSyndicate } from "../store";
import { findContributionByKey, insertContribution } from "./pool-store";

const DECISIONS = 4;

export interface LinesWish {
  syndicateId: string;
  requestKey: string;
  /** As people choose them; single lines, without add-ons, so that each counts the same. */
  entries: readonly unknown[];
  conditionsVersion: number;
  invitation: string | null;
  presence: unknown;
}

export interface Brought {
  numbers: readonly number[];
  amountMinor: number;
  currency: string;
}

/**
 * Brings whole lines into a pool (S11): a ticket of the member's own, paid into escrow, and the signature under the prize-sharing
 * agreement, by the same decision, limits and exclusion as taking a share. The same key brings once. Throws AppError: notFound,
 * entryClosed, barred, syndicateClosed, syndicateSuspended, conditionsChanged, poolFull `{ left }`, poolLinesOnly, invalidInput,
 * insufficientBalance, rulesUnsettled, what the lottery refuses a ticket for, and what the member's limits say.
 */
export async function bringLines(deps: SyndicateDeps, actor: Actor, wish: LinesWish): Promise<Brought> {
  if (wish.requestKey.length < 8 || wish.requestKey.length > 100) throw new AppError("invalidInput", 400);
  const one = await findSyndicate(deps.db, wish.syndicateId);
  const person = { memberId: actor.memberId, email: actor.email, token: wish.invitation };
  if (one?.form !== "lines" || !(one.isPublic || (await isInvited(deps.db, one, person)))) {
    throw new AppError("notFound", 404);
  }
  const before = await findContributionByKey(deps.db, actor.memberId, wish.requestKey);
  if (before) return again(before, one.gameId, one.currency);
  if (one.state !== "open") throw new AppError("syndicateClosed", 409);
  const entries = readTicket({ game: one.lotteryGame, draws: one.draws, entries: wish.entries });
  if (entries.some(({ system, addOns }) => system !== null || addOns.length > 0)) {
    throw new AppError("poolLinesOnly", 422);
  }
  const quote = await quoteOf(deps, { game: one.lotteryGame, draws: one.draws, entries });
  for (let attempt = 0; attempt < DECISIONS; attempt++) {
    const now = await deps.moment(deps.db);
    const { memberId } = actor;
    const decided = await deps.decideEntry(deps.db, { gameId: one.gameId, memberId, presence: wish.presence, now });
    if (!decided.allowed) throw new AppError("entryClosed", 451, { ...decided.refusal });
    const priced = { entries, priceMinor: quote.priceMinor };
    const brought = await deps.db.transaction((tx) => bring(deps, tx, actor, wish, priced, decided, now));
    if (!brought) continue;
    return brought;
  }
  throw new AppError("rulesUnsettled", 503);
}

function again(
  before: { syndicateId: string; numbers: number[]; amountMinor: number },
  syndicateId: string,
  currency: string,
): Brought {
  if (before.syndicateId !== syndicateId) throw new AppError("notFound", 404);
  return { numbers: before.numbers, amountMinor: before.amountMinor, currency };
}

/** Null where the rules have changed since it was decided. */
async function bring(
  deps: SyndicateDeps,
  tx: Tx,
  actor: Actor,
  wish: LinesWish,
  { entries, priceMinor }: { entries: readonly Entry[]; priceMinor: number },
  decided: Awaited<ReturnType<SyndicateDeps["decideEntry"]>>,
  at: Date,
): Promise<Brought | null> {
  const one = (await lockSyndicate(tx, wish.syndicateId))!;
  const { gameId: syndicateId, currency, conditionsVersion: version } = one;
  const { memberId } = actor;
  const before = await findContributionByKey(tx, memberId, wish.requestKey);
  if (before) return again(before, syndicateId, currency);
  if (one.state !== "open" || at >= one.cutOffAt) throw new AppError("syndicateClosed", 409);
  const standing = await findStanding(tx, syndicateId);
  if (standing.rulesVersion !== decided.rulesVersion) return null;
  if (!standing.isActive) throw new AppError("syndicateSuspended", 409);
  if ((await mayBeInvited(tx, [memberId], at)).length === 0) throw new AppError("barred", 403);
  if (version !== wish.conditionsVersion) throw new AppError("conditionsChanged", 409);
  const { pool } = (await findConditions(tx, syndicateId, version))!.data;
  const left = (pool?.mostLines ?? 0) - one.shareCount;
  if (entries.length > left) throw new AppError("poolFull", 409, { left });
  await signConditions(tx, { syndicateId, version, memberId, signedAt: at });
  const prices = divide(
    priceMinor,
    entries.map(() => ({ weight: 1 })),
  );
  const { id, numbers } = await insertContribution(tx, {
    ...{ syndicateId, memberId, requestKey: wish.requestKey, conditionsVersion: version },
    ...{ first: one.shareCount + 1, prices, entries, at },
  });
  await postMovement(tx, linesPaid({ syndicateId, currency, at }, memberId, id, priceMinor));
  await deps.limits.admitStake(tx, { memberId, currency, amountMinor: priceMinor });
  const { input, decision, reasons, rulesVersion } = decided;
  const evidence = { input, decision, reasons, rulesVersion, at };
  await keepEvidence(tx, { gameId: syndicateId, memberId, purpose: "share", ...evidence });
  await writeAudit(tx, {
    ...{ at, actorId: memberId, actorRole: "participant", action: "bring-lines", subject: `syndicate:${syndicateId}` },
    after: { lines: numbers, amountMinor: priceMinor },
  });
  return { numbers, amountMinor: priceMinor, currency };
}
