import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { followClaims } from "./claims/follow-claims";
import { changesOf, partsOf } from "./correction";
import { findOpenDebts, insertDebt, lockWallets, setOffDebts } from "./debt-store";
import { tellResult } from "./letters";
import { prizePaid } from "./money";
import { tell } from "./notices";
import { findOwners, type Ownership, ownersAt } from "./owner-store";
import { type DrawClaim, findClaims, findPayouts, insertPayout } from "./payout-store";
import type { SyndicateDeps } from "./ports";
import { returnPaidIn } from "./return-paid-in";
import { findShares, lockSyndicate, moveSyndicate, type Share, type Syndicate, setGameState } from "./store";

/**
 * Pays what the lottery has paid for a syndicate's draws to whoever owned its shares at each draw (S8). Each payment of the lottery's
 * is divided once, by itself, under the syndicate's lock. A result that is corrected afterwards brings the difference as another
 * payment, up or down: what goes back comes out of wallets as far as they hold it, and the rest is owed (M1). When every draw is
 * answered, the syndicate is settled. Returns whether anything changed.
 */
export function payPrizes(
  deps: Pick<SyndicateDeps, "db">,
  one: Syndicate,
  purchaseIds: readonly string[],
  now: Date,
): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    const held = (await lockSyndicate(tx, one.gameId))!;
    if (held.state !== "playing" && held.state !== "settled") return false;
    const [claims, shares, owners] = [
      await findClaims(tx, purchaseIds),
      (await findShares(tx, one.gameId)).filter(({ state }) => state === "held" || state === "kept"),
      await findOwners(tx, one.gameId),
    ];
    let isChanged = false;
    for (const claim of claims) {
      if (await payDraw(tx, one, claim, shares, owners, now)) isChanged = true;
      const payouts = (await findPayouts(tx, one.gameId)).filter(({ drawDate }) => drawDate === claim.drawDate);
      await followClaims(tx, one, purchaseIds, claim.drawDate, shares, owners, payouts, now);
      // Told once for each result, win or not (S7).
      if (claim.state === "paid" || claim.state === "nothing" || claim.state === "claimant-needed") {
        await tellResult(tx, one, claim, now);
      }
    }
    if (await returnPaidIn(tx, one, now)) isChanged = true;
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

async function payDraw(
  tx: Tx,
  one: Syndicate,
  claim: DrawClaim,
  shares: readonly Share[],
  owners: readonly Ownership[],
  now: Date,
): Promise<boolean> {
  const before = (await findPayouts(tx, one.gameId)).filter(({ drawDate }) => drawDate === claim.drawDate);
  const paidMinor = before.at(-1)?.paidUntilMinor ?? 0;
  const amountMinor = claim.paidMinor - paidMinor;
  if (amountMinor === 0) return false;
  const got = new Map<number, number>();
  for (const part of before.flatMap(({ parts }) => parts)) {
    got.set(part.shareNumber, (got.get(part.shareNumber) ?? 0) + part.amountMinor);
  }
  const amounts = partsOf(shares, got, paidMinor, claim.paidMinor);
  const at = ownersAt(owners, claim.drawDate);
  const parts = shares.map(({ number }, n) => ({
    shareNumber: number,
    memberId: at.get(number)!,
    amountMinor: amounts[n]!,
  }));
  const payoutId = await insertPayout(tx, {
    ...{ syndicateId: one.gameId, drawDate: claim.drawDate, amountMinor, parts, paidAt: now },
    ...{ step: before.length + 1, paidUntilMinor: claim.paidMinor },
  });
  const people = [...new Set(parts.map(({ memberId }) => memberId))];
  const wallet = (memberId: string) => walletAccount(memberId, one.currency).key;
  // A manager who paid in may get some of it back in this transaction: that wallet is held in the same order.
  const touched = one.buyer === "manager" ? [...people, one.managerId] : people;
  const balances = await lockWallets(tx, touched.map(wallet));
  const debts = await findOpenDebts(tx, { syndicateId: one.gameId });
  const owed = new Map<string, number>();
  for (const debt of debts)
    owed.set(debt.memberId, (owed.get(debt.memberId) ?? 0) + debt.owedMinor - debt.settledMinor);
  const changes = changesOf(parts, new Map(people.map((id) => [id, balances.get(wallet(id)) ?? 0])), owed);
  await postMovement(tx, prizePaid({ syndicateId: one.gameId, currency: one.currency, at: now }, payoutId, changes));
  for (const { memberId, walletMinor, owedMinor } of changes) {
    if (owedMinor > 0) {
      const { gameId: syndicateId, currency } = one;
      await insertDebt(tx, { payoutId, memberId, syndicateId, currency, owedMinor, createdAt: now });
    }
    if (owedMinor < 0)
      await setOffDebts(
        tx,
        debts.filter((debt) => debt.memberId === memberId),
        -owedMinor,
      );
    if (walletMinor < 0 || owedMinor > 0) {
      const fill = { date: claim.drawDate, amountMinor: Math.max(0, owedMinor) - walletMinor, owedMinor };
      const subject = { syndicateId: one.gameId, key: payoutId };
      await tell(tx, "corrected", subject, [{ memberId }], fill, now);
    }
  }
  await writeAudit(tx, {
    at: now,
    actorId: null,
    actorRole: "venue",
    action: amountMinor > 0 ? "pay-syndicate-prize" : "correct-syndicate-prize",
    subject: `syndicate:${one.gameId}`,
    after: {
      ...{ date: claim.drawDate, amountMinor, paidUntilMinor: claim.paidMinor, revision: claim.revision },
      owedMinor: changes.reduce((sum, change) => sum + Math.max(0, change.owedMinor), 0),
    },
  });
  return true;
}
