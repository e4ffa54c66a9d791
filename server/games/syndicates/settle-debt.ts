import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import type { Actor } from "@/server/people/authority";
import { findOpenDebts, lockWallets, settleDebt } from "./debt-store";
import { debtSettled } from "./money";
import type { SyndicateDeps } from "./ports";
import { returnPaidIn } from "./return-paid-in";
import { lockSyndicate } from "./store";

/**
 * Pays from a member's wallet what they owe a syndicate since a prize was corrected, as far as the wallet goes, the oldest first. Where
 * the manager had paid the prize in, it goes on to the manager.
 * Returns what was paid and what is still owed, in minor units. Throws AppError notFound (nothing is owed), insufficientBalance.
 */
export async function payDebts(
  deps: Pick<SyndicateDeps, "db" | "moment">,
  actor: Actor,
  syndicateId: string,
): Promise<{ paidMinor: number; owedMinor: number; currency: string }> {
  const at = await deps.moment(deps.db);
  return deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, syndicateId);
    const debts = await findOpenDebts(tx, { syndicateId, memberId: actor.memberId });
    if (!one || debts.length === 0) throw new AppError("notFound", 404);
    const { key } = walletAccount(actor.memberId, one.currency);
    const touched = one.buyer === "manager" ? [key, walletAccount(one.managerId, one.currency).key] : [key];
    const balance = (await lockWallets(tx, touched)).get(key) ?? 0;
    if (balance <= 0) throw new AppError("insufficientBalance", 409);
    let left = balance;
    for (const debt of debts) {
      const by = Math.min(left, debt.owedMinor - debt.settledMinor);
      if (by <= 0) break;
      left -= by;
      await settleDebt(tx, debt, by);
      const head = { syndicateId, currency: one.currency, at };
      await postMovement(tx, debtSettled(head, debt, by, debt.settledMinor + by));
    }
    const paidMinor = balance - left;
    await returnPaidIn(tx, one, at);
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "settle-syndicate-debt",
      subject: `syndicate:${syndicateId}`,
      after: { paidMinor },
    });
    const owed = debts.reduce((sum, debt) => sum + debt.owedMinor - debt.settledMinor, 0);
    return { paidMinor, owedMinor: owed - paidMinor, currency: one.currency };
  });
}
