import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { postMovement } from "@/server/ledger/post-movement";
import { findOpenDebts, setOffDebts } from "./debt-store";
import { prizePaidBack } from "./hand-money";
import { findHeldForManager } from "./hand-ticket-store";
import { tell } from "./notices";
import { findClaims, findPayouts } from "./payout-store";
import type { Syndicate } from "./store";

/**
 * Gives the manager of a ticket bought by hand back what a corrected result took back from its shares, since the manager had paid it in
 * (S8, M1). As much goes back as was really taken from wallets; what members still owe follows when they settle it, and the manager's own
 * part of it is settled by this. What is due follows from ledger and debts alone, so it may be asked at any time, under the syndicate's
 * lock. Returns whether anything went back.
 */
export async function returnPaidIn(tx: Tx, one: Syndicate, at: Date): Promise<boolean> {
  const { gameId: id, currency, managerId, purchaseId } = one;
  if (one.buyer !== "manager" || !purchaseId) return false;
  const paidMinor = (await findClaims(tx, [purchaseId])).reduce((sum, claim) => sum + claim.paidMinor, 0);
  const dividedMinor = (await findPayouts(tx, id)).reduce((sum, payout) => sum + payout.amountMinor, 0);
  // What was paid in or corrected and is not divided yet belongs to the shares first.
  if (paidMinor !== dividedMinor) return false;
  const debts = await findOpenDebts(tx, { syndicateId: id });
  const sum = (of: typeof debts) => of.reduce((total, debt) => total + debt.owedMinor - debt.settledMinor, 0);
  const own = debts.filter(({ memberId }) => memberId === managerId);
  const [owedMinor, ownMinor] = [sum(debts), sum(own)];
  const { heldMinor, returns } = await findHeldForManager(tx, id, currency);
  const walletMinor = heldMinor - owedMinor;
  if (walletMinor < 0 || walletMinor + ownMinor === 0) return false;
  await postMovement(tx, prizePaidBack({ id, currency, managerId }, returns + 1, { walletMinor, ownMinor }, at));
  await setOffDebts(tx, own, ownMinor);
  const leftMinor = owedMinor - ownMinor;
  const about = { syndicateId: id, key: `${id}:${returns + 1}` };
  await tell(tx, "paid-back", about, [{ memberId: managerId }], { amountMinor: walletMinor, owedMinor: leftMinor }, at);
  await writeAudit(tx, {
    ...{ at, actorId: null, actorRole: "venue", action: "return-paid-in-prize", subject: `syndicate:${id}` },
    after: { manager: managerId, walletMinor, ownMinor, owedMinor: leftMinor },
  });
  return true;
}
