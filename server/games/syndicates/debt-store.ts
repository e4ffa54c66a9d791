import type { Reader, Tx } from "@/server/kernel/db";

/** What a member owes because a prize was corrected after it was spent. */
export interface Debt {
  readonly payoutId: string;
  readonly memberId: string;
  readonly syndicateId: string;
  readonly currency: string;
  readonly owedMinor: number;
  readonly settledMinor: number;
}

/** Holds these accounts until the transaction ends, in the order in which everybody does, and says what is in them. */
export async function lockWallets(tx: Tx, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; key: string }>({
    text: "select id::text, key from ledger_account where key = any($1::text[]) order by id for update",
    values: [[...keys]],
  });
  const sums = await tx.query<{ id: string; balance: string }>({
    text: `select a.id::text, (coalesce((select sum(t.amount_minor) from ledger_transfer t where t.credit_id = a.id), 0)
                             - coalesce((select sum(t.amount_minor) from ledger_transfer t where t.debit_id = a.id), 0))::text as balance
             from ledger_account a where a.id = any($1::bigint[])`,
    values: [rows.map(({ id }) => id)],
  });
  const balances = new Map(sums.map(({ id, balance }) => [id, Number(balance)]));
  return new Map(keys.map((key) => [key, balances.get(rows.find((row) => row.key === key)?.id ?? "") ?? 0]));
}

export async function insertDebt(tx: Tx, debt: Omit<Debt, "settledMinor"> & { createdAt: Date }): Promise<void> {
  await tx.syndicateDebt.create({ data: { ...debt, owedMinor: BigInt(debt.owedMinor) } });
}

/** What is still owed, oldest first: of a syndicate's people, of one member, or of one member of one syndicate. */
export async function findOpenDebts(
  reader: Reader,
  of: { syndicateId?: string; memberId?: string },
): Promise<Array<Debt & { createdAt: Date }>> {
  const rows = await reader.syndicateDebt.findMany({ where: of, orderBy: [{ createdAt: "asc" }, { payoutId: "asc" }] });
  return rows
    .map((row) => ({ ...row, owedMinor: Number(row.owedMinor), settledMinor: Number(row.settledMinor) }))
    .filter(({ owedMinor, settledMinor }) => settledMinor < owedMinor);
}

/** Moves a debt on from exactly what was settled of it. False where somebody was first. */
export async function settleDebt(tx: Tx, debt: Debt, byMinor: number): Promise<boolean> {
  const { payoutId, memberId, settledMinor } = debt;
  const { count } = await tx.syndicateDebt.updateMany({
    where: { payoutId, memberId, settledMinor: BigInt(settledMinor) },
    data: { settledMinor: BigInt(settledMinor + byMinor) },
  });
  return count === 1;
}

/** Counts so much against debts, the oldest first. */
export async function setOffDebts(tx: Tx, debts: readonly Debt[], minor: number): Promise<void> {
  let left = minor;
  for (const debt of debts) {
    const by = Math.min(left, debt.owedMinor - debt.settledMinor);
    if (by > 0) await settleDebt(tx, debt, by);
    left -= by;
  }
}
