import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import { MOST_SHARES } from "./conditions";
import { isInvited } from "./invitation-store";
import { requireShares } from "./pools/permit-shares";
import type { SyndicateDeps } from "./ports";
import { findSyndicate, type Taken, takeInDatabase } from "./store";

/** Rules that change while somebody joins are decided again; this often at most. */
const DECISIONS = 4;

const REFUSALS: Readonly<
  Record<Exclude<Taken["outcome"], "taken" | "already" | "rules-changed">, [string, 404 | 403 | 409]>
> = {
  unknown: ["notFound", 404],
  closed: ["syndicateClosed", 409],
  suspended: ["syndicateSuspended", 409],
  "sold-out": ["sharesGone", 409],
  barred: ["barred", 403],
  "conditions-changed": ["conditionsChanged", 409],
  insufficient: ["insufficientBalance", 409],
};

export interface TakeWish {
  syndicateId: string;
  /** The member's own: the same key takes once, however often the button is pressed. */
  requestKey: string;
  /** The shares wanted, or none and a count of any. */
  numbers: readonly number[];
  count: number;
  /** What the member has read and agrees to by paying. */
  conditionsVersion: number;
  /** From the address of an invitation, where there is one. */
  invitation: string | null;
  presence: unknown;
}

/**
 * Joins (S5): the shares, the money into escrow, the signature under the conditions and the evidence in one statement under
 * the syndicate's lock, so that there are never more owners than shares. Whoever was not invited joins only what is public.
 * Throws AppError: notFound, entryClosed, sharesForbidden, barred, sharesGone, conditionsChanged, insufficientBalance, syndicateClosed,
 * syndicateSuspended, invalidInput, rulesUnsettled, and what the member's limits say.
 */
export async function takeShares(
  deps: SyndicateDeps,
  actor: Actor,
  wish: TakeWish,
): Promise<{ numbers: number[]; amountMinor: number; currency: string }> {
  const count = wish.numbers.length || wish.count;
  if (
    !Number.isSafeInteger(count) ||
    count < 1 ||
    count > MOST_SHARES ||
    new Set(wish.numbers).size !== wish.numbers.length
  ) {
    throw new AppError("invalidInput", 400);
  }
  if (wish.requestKey.length < 8 || wish.requestKey.length > 100) throw new AppError("invalidInput", 400);
  const syndicate = await findSyndicate(deps.db, wish.syndicateId);
  const person = { memberId: actor.memberId, email: actor.email, token: wish.invitation };
  if (syndicate?.form !== "shares" || !(syndicate.isPublic || (await isInvited(deps.db, syndicate, person)))) {
    throw new AppError("notFound", 404);
  }
  for (let attempt = 0; attempt < DECISIONS; attempt++) {
    const now = await deps.moment(deps.db);
    const decided = await deps.decideEntry(deps.db, {
      gameId: wish.syndicateId,
      memberId: actor.memberId,
      presence: wish.presence,
      now,
    });
    if (!decided.allowed) throw new AppError("entryClosed", 451, { ...decided.refusal });
    await requireShares(deps, actor.memberId, now);
    const taken = await deps.db.transaction(async (tx) => {
      const answer = await takeInDatabase(tx, {
        ...{ requestKey: wish.requestKey, syndicateId: wish.syndicateId, memberId: actor.memberId },
        ...{ numbers: wish.numbers, count, conditionsVersion: wish.conditionsVersion },
        rulesVersion: decided.rulesVersion,
        evidence: { input: decided.input, decision: decided.decision, reasons: decided.reasons },
        now,
      });
      if (answer.outcome === "taken") {
        const stake = { memberId: actor.memberId, currency: syndicate.currency, amountMinor: answer.amountMinor! };
        await deps.limits.admitStake(tx, stake);
      }
      return answer;
    });
    if (taken.outcome === "rules-changed") continue;
    if (taken.outcome !== "taken" && taken.outcome !== "already") {
      const [code, status] = REFUSALS[taken.outcome];
      throw new AppError(code, status, code === "sharesGone" ? { remaining: taken.remaining ?? 0 } : {});
    }
    if (taken.outcome === "taken" && taken.remaining === 0) await advanceSyndicate(deps, wish.syndicateId);
    return { numbers: taken.numbers!, amountMinor: taken.amountMinor!, currency: syndicate.currency };
  }
  throw new AppError("rulesUnsettled", 503);
}
