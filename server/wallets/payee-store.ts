import type { Reader, Tx } from "@/server/kernel/db";

export interface PayeeRow {
  memberId: string;
  accountId: string;
  ready: boolean;
  bank: string | null;
}

export function findPayee(reader: Reader, memberId: string): Promise<PayeeRow | null> {
  return reader.walletPayee.findUnique({ where: { memberId } });
}

export function findPayeeByAccount(reader: Reader, accountId: string): Promise<PayeeRow | null> {
  return reader.walletPayee.findUnique({ where: { accountId } });
}

export async function insertPayee(tx: Tx, memberId: string, accountId: string, at: Date): Promise<void> {
  await tx.walletPayee.createMany({
    data: [{ memberId, accountId, createdAt: at, updatedAt: at }],
    skipDuplicates: true,
  });
}

export async function changePayee(
  tx: Tx,
  memberId: string,
  data: { ready: boolean; bank: string | null; updatedAt: Date },
): Promise<void> {
  await tx.walletPayee.update({ where: { memberId }, data });
}
