import type { Reader } from "@/server/kernel/db";
import { walletAccount } from "@/server/ledger/accounts";
import { readStatement } from "@/server/ledger/read-ledger";
import type { Actor } from "@/server/people/authority";
import type { DepositState } from "./deposit";
import { findDeposit, findDeposits } from "./store";

export interface WalletView {
  balanceMinor: number;
  /** The newest first; `balanceMinor` is what the wallet held after the line. */
  statement: Array<{ at: Date; cause: string; changeMinor: number; balanceMinor: number }>;
  /** Deposits of the member's, the newest first; those on their way and those that came to nothing too. */
  deposits: Array<{ id: string; at: Date; state: DepositState; reason: string | null; amountMinor: number }>;
}

/** A member's own wallet in one currency: what the ledger says of it, and their deposits. Amounts in minor units. */
export async function readWallet(reader: Reader, actor: Actor, currency: string): Promise<WalletView> {
  const { key } = walletAccount(actor.memberId, currency);
  const [statement, deposits] = await Promise.all([
    readStatement(reader, key, new Date(0), new Date("9999-12-31")),
    findDeposits(reader, actor.memberId),
  ]);
  return {
    balanceMinor: Number(statement?.closingMinor ?? 0n),
    statement: (statement?.lines ?? []).toReversed().map((line) => ({
      ...{ at: line.postedAt, cause: line.cause },
      ...{ changeMinor: Number(line.changeMinor), balanceMinor: Number(line.balanceMinor) },
    })),
    deposits: deposits
      .filter((one) => one.currency === currency)
      .map(({ id, createdAt: at, state, reason, amountMinor }) => ({ id, at, state, reason, amountMinor })),
  };
}

/** Whether a deposit is this member's; nobody learns of another's. */
export async function isOwnDeposit(reader: Reader, actor: Actor, depositId: string): Promise<boolean> {
  return (await findDeposit(reader, depositId))?.memberId === actor.memberId;
}
