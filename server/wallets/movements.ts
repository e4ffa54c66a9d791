import { memberMoneyAccount, walletAccount, withdrawalAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";

interface Head {
  depositId: string;
  memberId: string;
  currency: string;
  at: Date;
}

const movement = (head: Head, cause: Movement["cause"], key: string, lines: Movement["lines"]): Movement => ({
  cause,
  causeId: head.depositId,
  key,
  currency: head.currency,
  postedAt: head.at,
  lines,
});

/** The money is at the gateway and the member's. */
export function depositCredited(head: Head, amountMinor: number): Movement {
  const debit = memberMoneyAccount("clearing", head.currency);
  const credit = walletAccount(head.memberId, head.currency);
  return movement(head, "deposit", `deposit:${head.depositId}`, [{ debit, credit, amountMinor }]);
}

/** The gateway's own fee on a deposit, which the venue bears. */
export function depositFee(head: Head, feeMinor: number): Movement {
  const debit = memberMoneyAccount("fees", head.currency);
  const credit = memberMoneyAccount("clearing", head.currency);
  return movement(head, "processing-fee", `deposit-fee:${head.depositId}`, [{ debit, credit, amountMinor: feeMinor }]);
}

/** The card network took a deposit back: what the wallet still holds of it goes, and the member owes the rest. */
export function depositDisputed(
  head: Head,
  dispute: { id: string; withdrawnMinor: number; feeMinor: number; fromWalletMinor: number },
): Movement {
  const credit = memberMoneyAccount("clearing", head.currency);
  const { withdrawnMinor, fromWalletMinor, feeMinor } = dispute;
  return movement(head, "dispute", `deposit-dispute:${dispute.id}`, [
    { debit: walletAccount(head.memberId, head.currency), credit, amountMinor: fromWalletMinor },
    { debit: memberMoneyAccount("receivable", head.currency), credit, amountMinor: withdrawnMinor - fromWalletMinor },
    { debit: memberMoneyAccount("fees", head.currency), credit, amountMinor: feeMinor },
  ]);
}

/** A dispute was won: what came back makes the wallet, and what the member owed, as they were. */
export function depositReinstated(
  head: Head,
  dispute: { id: string; reinstatedMinor: number; fromWalletMinor: number },
): Movement {
  const debit = memberMoneyAccount("clearing", head.currency);
  const toWalletMinor = Math.min(dispute.fromWalletMinor, dispute.reinstatedMinor);
  return movement(head, "dispute-won", `deposit-dispute-won:${dispute.id}`, [
    { debit, credit: walletAccount(head.memberId, head.currency), amountMinor: toWalletMinor },
    {
      debit,
      credit: memberMoneyAccount("receivable", head.currency),
      amountMinor: dispute.reinstatedMinor - toWalletMinor,
    },
  ]);
}

interface OutHead {
  withdrawalId: string;
  memberId: string;
  currency: string;
  at: Date;
}

const outward = (head: OutHead, key: string, lines: Movement["lines"]): Movement => ({
  cause: "withdrawal",
  causeId: head.withdrawalId,
  key,
  currency: head.currency,
  postedAt: head.at,
  lines,
});

/** Set apart for a withdrawal: the member's still, and nobody's to spend. */
export function withdrawalReserved(head: OutHead, amountMinor: number): Movement {
  const debit = walletAccount(head.memberId, head.currency);
  const credit = withdrawalAccount(head.withdrawalId);
  return outward(head, `withdrawal:${head.withdrawalId}`, [{ debit, credit, amountMinor }]);
}

/** One part has left the venue's account at the gateway. */
export function withdrawalSent(head: OutHead, partId: string, amountMinor: number): Movement {
  const debit = withdrawalAccount(head.withdrawalId);
  const credit = memberMoneyAccount("clearing", head.currency);
  return outward(head, `withdrawal-sent:${partId}`, [{ debit, credit, amountMinor }]);
}

/** One part is the member's again: before it was sent, or because it came back. */
export function withdrawalBack(head: OutHead, part: { id: string; amountMinor: number; wasSent: boolean }): Movement {
  const debit = part.wasSent ? memberMoneyAccount("clearing", head.currency) : withdrawalAccount(head.withdrawalId);
  const credit = walletAccount(head.memberId, head.currency);
  return outward(head, `withdrawal-back:${part.id}`, [{ debit, credit, amountMinor: part.amountMinor }]);
}
