import type { Reader } from "@/server/kernel/db";
import { type AccountKind, balanceOf, growsByDebit } from "./accounts";
import { findImbalances, findStatement, sumAccounts } from "./store";

export interface Balance {
  key: string;
  kind: AccountKind;
  currency: string;
  /** Positive when the account holds what its kind is for: an asset owned, a debt owed, an income earned. */
  balanceMinor: bigint;
}

/** Balances of every account whose key starts with `prefix`, as sums of their transfers; there is no other balance. */
export async function readBalances(reader: Reader, prefix: string, until: Date | null = null): Promise<Balance[]> {
  const sums = await sumAccounts(reader, prefix, until);
  return sums.map(({ key, kind, currency, debitsMinor, creditsMinor }) => ({
    key,
    kind,
    currency,
    balanceMinor: balanceOf(kind, debitsMinor, creditsMinor),
  }));
}

export interface StatementLine {
  movementId: string;
  cause: string;
  causeId: string;
  postedAt: Date;
  /** The account on the other side. */
  against: string;
  /** Signed: positive made the account larger. */
  changeMinor: bigint;
  balanceMinor: bigint;
}

export interface Statement {
  key: string;
  openingMinor: bigint;
  lines: StatementLine[];
  closingMinor: bigint;
}

/** An account's statement from one moment to another (not including it), with running balances; null when unknown. */
export async function readStatement(reader: Reader, key: string, from: Date, until: Date): Promise<Statement | null> {
  const before = (await sumAccounts(reader, key, from)).find((account) => account.key === key);
  if (!before) return null;
  const openingMinor = balanceOf(before.kind, before.debitsMinor, before.creditsMinor);
  let balanceMinor = openingMinor;
  const sign = growsByDebit(before.kind) ? 1n : -1n;
  const rows = await findStatement(reader, key, from, until);
  const lines = rows.map((row) => {
    const changeMinor = sign * (row.debitMinor - row.creditMinor);
    balanceMinor += changeMinor;
    const { movementId, cause, causeId, postedAt, against } = row;
    return { movementId, cause, causeId, postedAt, against, changeMinor, balanceMinor };
  });
  return { key, openingMinor, lines, closingMinor: balanceMinor };
}

/** Whether the whole ledger balances: every movement, and every currency. */
export async function checkLedger(reader: Reader): Promise<{ balanced: boolean; faults: string[] }> {
  const { sums, movements } = await findImbalances(reader);
  const faults = [
    ...sums.filter((each) => each.sumMinor !== 0n).map((each) => `${each.currency} sums to ${each.sumMinor}`),
    ...movements.map((id) => `movement ${id} does not balance`),
  ];
  return { balanced: faults.length === 0, faults };
}
