import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

export interface Payout {
  readonly id: string;
  readonly drawDate: string;
  readonly amountMinor: number;
  readonly paidUntilMinor: number;
  readonly paidAt: Date;
  readonly parts: ReadonlyArray<{ shareNumber: number; memberId: string; amountMinor: number }>;
}

/** What the lottery has answered for a ticket's draws; null amounts are not known yet. */
export interface DrawClaim {
  readonly drawDate: string;
  readonly state: string;
  readonly revision: number;
  readonly amountMinor: number;
  readonly paidMinor: number;
}

export async function findClaims(reader: Reader, purchaseId: string): Promise<DrawClaim[]> {
  const rows = await reader.lotteryClaim.findMany({ where: { purchaseId }, orderBy: { drawDate: "asc" } });
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor), paidMinor: Number(row.paidMinor) }));
}

/** Every payment of the lottery's with its parts, oldest first. */
export async function findPayouts(reader: Reader, syndicateId: string): Promise<Payout[]> {
  const rows = await reader.syndicatePayout.findMany({
    where: { syndicateId },
    orderBy: [{ drawDate: "asc" }, { paidUntilMinor: "asc" }],
  });
  const parts = await reader.syndicatePayoutPart.findMany({
    where: { payoutId: { in: rows.map(({ id }) => id) } },
    orderBy: { shareNumber: "asc" },
  });
  return rows.map((row) => ({
    ...row,
    amountMinor: Number(row.amountMinor),
    paidUntilMinor: Number(row.paidUntilMinor),
    parts: parts
      .filter(({ payoutId }) => payoutId === row.id)
      .map(({ shareNumber, memberId, amountMinor }) => ({ shareNumber, memberId, amountMinor: Number(amountMinor) })),
  }));
}

/** Writes a payment with its parts; the database checks that they add up. Returns its id. */
export async function insertPayout(tx: Tx, payout: Omit<Payout, "id"> & { syndicateId: string }): Promise<string> {
  const { parts, amountMinor, paidUntilMinor, ...row } = payout;
  const id = newId(payout.paidAt.getTime());
  await tx.syndicatePayout.create({
    data: { id, ...row, amountMinor: BigInt(amountMinor), paidUntilMinor: BigInt(paidUntilMinor) },
  });
  await tx.syndicatePayoutPart.createMany({
    data: parts.map((part) => ({ payoutId: id, ...part, amountMinor: BigInt(part.amountMinor) })),
  });
  return id;
}
