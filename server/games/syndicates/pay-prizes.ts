import { writeAudit } from "@/server/kernel/audit-store";
import { postMovement } from "@/server/ledger/post-movement";
import { divide } from "./conditions";
import { tellResult } from "./letters";
import { prizePaid } from "./money";
import { findClaims, findPayouts, insertPayout } from "./payout-store";
import type { SyndicateDeps } from "./ports";
import { findShares, lockSyndicate, moveSyndicate, type Syndicate, setGameState } from "./store";

/**
 * Pays what the lottery has paid for a ticket's draws to the owners of its shares (S8). Each payment of the lottery's is divided
 * once, by itself, under the syndicate's lock: a result that is corrected afterwards brings the difference as another payment.
 * When every draw is answered, the syndicate is settled. Returns whether anything changed.
 */
export function payPrizes(deps: SyndicateDeps, one: Syndicate, purchaseId: string, now: Date): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const held = (await lockSyndicate(tx, one.gameId))!;
    if (held.state !== "playing" && held.state !== "settled") return false;
    const [claims, payouts, shares] = [
      await findClaims(tx, purchaseId),
      await findPayouts(tx, one.gameId),
      await findShares(tx, one.gameId),
    ];
    let isChanged = false;
    for (const claim of claims) {
      const paid = payouts.filter(({ drawDate }) => drawDate === claim.drawDate).at(-1)?.paidUntilMinor ?? 0;
      const amountMinor = claim.paidMinor - paid;
      if (amountMinor > 0) {
        const amounts = divide(amountMinor, shares);
        const parts = shares.map((share, at) => ({
          shareNumber: share.number,
          memberId: share.holderId!,
          amountMinor: amounts[at]!,
        }));
        const payoutId = await insertPayout(tx, {
          ...{ syndicateId: one.gameId, drawDate: claim.drawDate, amountMinor, parts, paidAt: now },
          paidUntilMinor: claim.paidMinor,
        });
        const head = { syndicateId: one.gameId, currency: one.currency, at: now };
        await postMovement(tx, prizePaid(head, payoutId, parts));
        await writeAudit(tx, {
          at: now,
          actorId: null,
          actorRole: "venue",
          action: "pay-syndicate-prize",
          subject: `syndicate:${one.gameId}`,
          after: { date: claim.drawDate, amountMinor, paidUntilMinor: claim.paidMinor },
        });
        isChanged = true;
      }
      // Told once for each result, win or not (S7).
      if (claim.state === "paid" || claim.state === "nothing" || claim.state === "claimant-needed") {
        await tellResult(tx, one, claim, now);
      }
    }
    const isDone = one.draws.every((date) =>
      claims.some((claim) => claim.drawDate === date && (claim.state === "paid" || claim.state === "nothing")),
    );
    if (held.state === "playing" && isDone && (await moveSyndicate(tx, one.gameId, "playing", "settled", now))) {
      await setGameState(tx, one.gameId, "drawn", now);
      isChanged = true;
    }
    return isChanged;
  });
}
