import type { Reader, Tx } from "@/server/kernel/db";

/** Whose a share is from a draw on, until a later step begins. */
export interface Ownership {
  readonly shareNumber: number;
  readonly step: number;
  readonly fromDraw: string;
  readonly memberId: string;
  readonly recordedAt: Date;
}

/** All that is on record, by share and step; empty before the ticket plays. */
export function findOwners(reader: Reader, syndicateId: string): Promise<Ownership[]> {
  return reader.syndicateOwner.findMany({
    where: { syndicateId },
    orderBy: [{ shareNumber: "asc" }, { step: "asc" }],
    select: { shareNumber: true, step: true, fromDraw: true, memberId: true, recordedAt: true },
  });
}

/** Who owns each share at a draw, by the share's number. */
export function ownersAt(owners: readonly Ownership[], drawDate: string): Map<number, string> {
  const found = new Map<number, string>();
  for (const { shareNumber, fromDraw, memberId } of owners) if (fromDraw <= drawDate) found.set(shareNumber, memberId);
  return found;
}

/** Makes somebody the owner from a draw on; the database looks that it was passed on so. */
export async function insertOwner(
  tx: Tx,
  row: Ownership & { syndicateId: string; passingId: string; newState: "held" },
): Promise<void> {
  const { newState, ...owner } = row;
  await tx.syndicateOwner.create({ data: owner });
  const { syndicateId, shareNumber: number, memberId: holderId } = row;
  await tx.syndicateShare.update({
    where: { syndicateId_number: { syndicateId, number } },
    data: { holderId, state: newState, takenAt: row.recordedAt },
  });
}
