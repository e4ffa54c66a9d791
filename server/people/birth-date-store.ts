import type { Reader, Tx } from "@/server/kernel/db";

export interface BirthDateRequestRecord {
  id: string;
  memberId: string;
  birthDate: Date;
  reason: string;
  requestedAt: Date;
  status: string; // open, approved-once, applied, refused
  approvedBy: string | null;
  confirmedBy: string | null;
  decidedAt: Date | null;
  decision: string | null;
}

export async function insertRequest(
  tx: Tx,
  request: Pick<BirthDateRequestRecord, "id" | "memberId" | "birthDate" | "reason" | "requestedAt">,
): Promise<void> {
  await tx.birthDateRequest.create({ data: request });
}

export function findRequest(reader: Reader, id: string): Promise<BirthDateRequestRecord | null> {
  return reader.birthDateRequest.findUnique({ where: { id } });
}

export function openRequests(reader: Reader): Promise<BirthDateRequestRecord[]> {
  return reader.birthDateRequest.findMany({
    where: { status: { in: ["open", "approved-once"] } },
    orderBy: { requestedAt: "asc" },
    take: 200,
  });
}

export function requestsOf(reader: Reader, memberId: string): Promise<BirthDateRequestRecord[]> {
  return reader.birthDateRequest.findMany({ where: { memberId }, orderBy: { requestedAt: "desc" }, take: 20 });
}

/** Moves a request on from exactly the state it was read in; false when somebody was first. */
export async function moveRequest(
  tx: Tx,
  id: string,
  from: string,
  to: Partial<Pick<BirthDateRequestRecord, "status" | "approvedBy" | "confirmedBy" | "decidedAt" | "decision">>,
): Promise<boolean> {
  const moved = await tx.birthDateRequest.updateMany({ where: { id, status: from }, data: to });
  return moved.count === 1;
}
