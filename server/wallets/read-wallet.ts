import type { Reader } from "@/server/kernel/db";
import { walletAccount } from "@/server/ledger/accounts";
import { readStatement } from "@/server/ledger/read-ledger";
import type { Actor } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import type { DepositState } from "./deposit";
import type { Period } from "./statement-period";
import { findBalance, findDeposit, findDeposits } from "./store";
import { availableOf, type Owed, type WithdrawalState } from "./withdrawal";
import { findOwed, findWithdrawalsOf } from "./withdrawal-store";

export interface StatementLine {
  at: Date;
  cause: string;
  /** What it was about: a deposit, a withdrawal, a syndicate. */
  causeId: string;
  /** Signed: positive came in. */
  changeMinor: number;
  /** What the wallet held after the line. */
  balanceMinor: number;
}

export interface WalletView {
  balanceMinor: number;
  owed: Owed;
  /** What may be withdrawn. */
  availableMinor: number;
  /** The newest first, in the period that was asked for. */
  statement: StatementLine[];
  /** Deposits of the member's, the newest first; those on their way and those that came to nothing too. */
  deposits: Array<{ id: string; at: Date; state: DepositState; reason: string | null; amountMinor: number }>;
  /** The newest first, those that the venue made to give a deposit back too. */
  withdrawals: Array<{ id: string; at: Date; state: WithdrawalState; kind: "member" | "refund"; amountMinor: number }>;
}

const ALWAYS: Period = { from: new Date(0), until: new Date("9999-12-31") };

/** A member's own wallet in one currency: what the ledger says of it, their deposits and withdrawals. Amounts in minor units. */
export async function readWallet(
  reader: Reader,
  actor: Actor,
  currency: string,
  period: Period = ALWAYS,
): Promise<WalletView> {
  const { key } = walletAccount(actor.memberId, currency);
  const [statement, whole, owed, deposits, withdrawals] = await Promise.all([
    readStatement(reader, key, period.from, period.until),
    // Nothing is read of a period that begins at its end: only the balance.
    readStatement(reader, key, ALWAYS.until, ALWAYS.until),
    findOwed(reader, actor.memberId, currency),
    findDeposits(reader, actor.memberId),
    findWithdrawalsOf(reader, actor.memberId),
  ]);
  const balanceMinor = Number(whole?.closingMinor ?? 0n);
  return {
    balanceMinor,
    owed,
    availableMinor: availableOf(balanceMinor, owed),
    statement: (statement?.lines ?? []).toReversed().map((line) => ({
      ...{ at: line.postedAt, cause: line.cause, causeId: line.causeId },
      ...{ changeMinor: Number(line.changeMinor), balanceMinor: Number(line.balanceMinor) },
    })),
    deposits: deposits
      .filter((one) => one.currency === currency)
      .map(({ id, createdAt: at, state, reason, amountMinor }) => ({ id, at, state, reason, amountMinor })),
    withdrawals: withdrawals
      .filter((one) => one.currency === currency)
      .map(({ id, createdAt: at, state, kind, amountMinor }) => ({ id, at, state, kind, amountMinor })),
  };
}

/**
 * Whether there is a wallet for this member: where the venue holds members' money, and for whoever still has some when it has been
 * closed again. Money that is there can always be withdrawn.
 */
export async function hasWallet(reader: Reader, actor: Actor): Promise<boolean> {
  if ((await loadVenueSettings(reader)).member_money === "open") return true;
  if ((await findBalance(reader, walletAccount(actor.memberId, "USD").key)) > 0) return true;
  return (await findWithdrawalsOf(reader, actor.memberId)).length > 0;
}

/** Whether a deposit is this member's; nobody learns of another's. */
export async function isOwnDeposit(reader: Reader, actor: Actor, depositId: string): Promise<boolean> {
  return (await findDeposit(reader, depositId))?.memberId === actor.memberId;
}
