import type { AccountRef } from "@/server/ledger/accounts";
import { memberMoneyAccount, walletAccount } from "@/server/ledger/accounts";
import type { Movement, TransferLine } from "@/server/ledger/movement";

/** Members' money for one syndicate, until the ticket is bought or it goes back; never below zero. */
export function escrowAccount(syndicateId: string): AccountRef {
  return { key: `escrow:${syndicateId}`, kind: "liability", guarded: true };
}

/** The venue's account with the lotteries in one currency, as its books show it: prizes come in, tickets are paid from it. */
export function lotteryAccount(currency: string): AccountRef {
  return { key: `venue:lottery:${currency}`, kind: "asset", guarded: false };
}

interface Head {
  syndicateId: string;
  currency: string;
  at: Date;
}

const movement = (
  { syndicateId, currency, at }: Head,
  cause: Movement["cause"],
  key: string,
  lines: TransferLine[],
): Movement => ({ cause, causeId: syndicateId, key: `${key}:${syndicateId}`, currency, lines, postedAt: at });

/** The manager pays for the ticket, or for the shares that were left. */
export function managerPays(head: Head, managerId: string, what: "deposit" | "kept", amountMinor: number): Movement {
  const debit = walletAccount(managerId, head.currency);
  const line = { debit, credit: escrowAccount(head.syndicateId), amountMinor };
  return movement(head, "share", `syndicate-${what}`, [line]);
}

/** A member pays for lines of their own. */
export function linesPaid(head: Head, memberId: string, orderId: string, amountMinor: number): Movement {
  const line = { debit: walletAccount(memberId, head.currency), credit: escrowAccount(head.syndicateId), amountMinor };
  return { ...movement(head, "share", "share", [line]), causeId: orderId, key: `share:${orderId}` };
}

/** Lines that got no ticket. */
export function linesReturned(head: Head, memberId: string, orderId: string, amountMinor: number): Movement {
  const line = { debit: escrowAccount(head.syndicateId), credit: walletAccount(memberId, head.currency), amountMinor };
  return { ...movement(head, "refund", "share-back", [line]), causeId: orderId, key: `share-back:${orderId}` };
}

export function ticketBought(head: Head, amountMinor: number): Movement {
  const line = { debit: escrowAccount(head.syndicateId), credit: lotteryAccount(head.currency), amountMinor };
  return movement(head, "purchase", "syndicate-ticket", [line]);
}

export function ticketGivenBack(head: Head, amountMinor: number): Movement {
  const line = { debit: lotteryAccount(head.currency), credit: escrowAccount(head.syndicateId), amountMinor };
  return movement(head, "refund", "syndicate-ticket-back", [line]);
}

/** From escrow to members: refunds, what shares brought the manager, what the ticket cost less than was collected. */
export function fromEscrow(
  head: Head,
  what: "refund" | "sold" | "surplus",
  to: ReadonlyArray<{ memberId: string; amountMinor: number }>,
): Movement {
  const debit = escrowAccount(head.syndicateId);
  const lines = summed(to).map(({ memberId, amountMinor }) => ({
    debit,
    credit: walletAccount(memberId, head.currency),
    amountMinor,
  }));
  return movement(head, what === "sold" ? "share" : "refund", `syndicate-${what}`, lines);
}

/**
 * A payment of the lottery's to the owners of the shares, or what a correction takes back from them. `walletMinor` goes into the
 * wallet, below zero out of it; `owedMinor` makes what is owed grow, or shrink where it is below zero.
 */
export function prizePaid(
  head: Head,
  payoutId: string,
  changes: ReadonlyArray<{ memberId: string; walletMinor: number; owedMinor: number }>,
): Movement {
  const lottery = lotteryAccount(head.currency);
  const receivable = memberMoneyAccount("receivable", head.currency);
  const move = (account: AccountRef, minor: number): TransferLine =>
    minor >= 0
      ? { debit: lottery, credit: account, amountMinor: minor }
      : { debit: account, credit: lottery, amountMinor: -minor };
  const lines = changes.flatMap(({ memberId, walletMinor, owedMinor }) => [
    move(walletAccount(memberId, head.currency), walletMinor),
    move(receivable, -owedMinor),
  ]);
  return { ...movement(head, "prize", "syndicate-prize", lines), key: `syndicate-prize:${payoutId}` };
}

/** A member settles what a correction left owed. `settledMinor` is what is settled of it after this. */
export function debtSettled(
  head: Head,
  debt: { payoutId: string; memberId: string },
  amountMinor: number,
  settledMinor: number,
): Movement {
  const debit = walletAccount(debt.memberId, head.currency);
  const line = { debit, credit: memberMoneyAccount("receivable", head.currency), amountMinor };
  const key = `syndicate-debt:${debt.payoutId}:${debt.memberId}:${settledMinor}`;
  return { ...movement(head, "prize", "syndicate-debt", [line]), key };
}

/** A share goes to another member for the draws that are left. */
export function sharePassed(
  head: Head,
  passing: { id: string; fromMember: string; toMember: string },
  amountMinor: number,
): Movement {
  const debit = walletAccount(passing.toMember, head.currency);
  const line = { debit, credit: walletAccount(passing.fromMember, head.currency), amountMinor };
  return { ...movement(head, "share", "syndicate-passing", [line]), key: `syndicate-passing:${passing.id}` };
}

/** One line a member, in the order of their ids, so that two movements never wait for each other. */
function summed(to: ReadonlyArray<{ memberId: string; amountMinor: number }>) {
  const sums = new Map<string, number>();
  for (const { memberId, amountMinor } of to) sums.set(memberId, (sums.get(memberId) ?? 0) + amountMinor);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([memberId, amountMinor]) => ({ memberId, amountMinor }));
}
