import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

export interface Payout {
  readonly id: string;
  readonly drawDate: string;
  /** Counts the payments of a draw from 1. */
  readonly step: number;
  /** Below zero where a corrected result took back. */
  readonly amountMinor: number;
  readonly paidUntilMinor: number;
  readonly paidAt: Date;
  readonly parts: ReadonlyArray<{ shareNumber: number; memberId: string; amountMinor: number }>;
}

/** What the lottery has answered for a draw, all tickets of the syndicate together. */
export interface DrawClaim {
  readonly drawDate: string;
  /** `requested` as long as one ticket's answer is missing. */
  readonly state: string;
  readonly revision: number;
  readonly amountMinor: number;
  readonly paidMinor: number;
}

/** What the lottery has answered for these tickets, draw by draw; a draw nothing was asked for yet is not in it. */
export async function findClaims(reader: Reader, purchaseIds: readonly string[]): Promise<DrawClaim[]> {
  const rows = await reader.lotteryClaim.findMany({
    where: { purchaseId: { in: [...purchaseIds] } },
    orderBy: { drawDate: "asc" },
  });
  const dates = [...new Set(rows.map(({ drawDate }) => drawDate))];
  return dates.map((drawDate) => {
    const all = rows.filter((row) => row.drawDate === drawDate);
    const sum = (of: "amountMinor" | "paidMinor") => all.reduce((total, row) => total + Number(row[of]), 0);
    const states = new Set(all.map(({ state }) => state));
    const isOpen = all.length < purchaseIds.length || states.has("requested") || states.has("refused");
    const answered = states.has("claimant-needed") ? "claimant-needed" : sum("paidMinor") > 0 ? "paid" : "nothing";
    return {
      drawDate,
      state: isOpen ? (all.length === 1 && purchaseIds.length === 1 ? all[0]!.state : "requested") : answered,
      revision: Math.max(...all.map(({ revision }) => revision)),
      amountMinor: sum("amountMinor"),
      paidMinor: sum("paidMinor"),
    };
  });
}

/** Every payment of the lottery's with its parts, oldest first. */
export async function findPayouts(reader: Reader, syndicateId: string): Promise<Payout[]> {
  const rows = await reader.syndicatePayout.findMany({
    where: { syndicateId },
    orderBy: [{ drawDate: "asc" }, { step: "asc" }],
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

/** Writes a payment with its parts; the database checks that they add up and whose they are. Returns its id. */
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
