import type { Reader, Tx } from "@/server/kernel/db";
import type { DocumentKind, IdentityState, RefusalReason, Side } from "./identity";

export interface CheckRecord {
  id: string;
  memberId: string;
  state: IdentityState;
  checker: string;
  outsideId: string | null;
  documentKind: DocumentKind | null;
  givenName: string;
  familyName: string;
  birthDate: Date;
  requestedAt: Date;
  decidedAt: Date | null;
  decidedBy: string | null;
  reasonCode: RefusalReason | null;
  note: string | null;
  documentsGoneAt: Date | null;
}

export interface DocumentRecord {
  id: string;
  checkId: string;
  side: Side;
  contentType: string;
  keyVersion: number;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
  createdAt: Date;
}

export type NewCheck = Omit<
  CheckRecord,
  "state" | "decidedAt" | "decidedBy" | "reasonCode" | "note" | "documentsGoneAt"
>;

/** False where the member has one that waits already, whoever was first. */
export async function insertCheck(tx: Tx, check: NewCheck): Promise<boolean> {
  const rows = await tx.query<{ id: string }>({
    text: `insert into identity_check (id, member_id, state, checker, outside_id, document_kind, given_name, family_name, birth_date, requested_at)
           values ($1::uuid, $2::uuid, 'open', $3, $4, $5, $6, $7, $8::date, $9::timestamptz)
           on conflict (member_id) where state = 'open' do nothing returning id::text`,
    values: [
      ...[check.id, check.memberId, check.checker, check.outsideId, check.documentKind],
      ...[check.givenName, check.familyName, check.birthDate.toISOString().slice(0, 10), check.requestedAt],
    ],
  });
  return rows.length === 1;
}

export async function insertDocument(tx: Tx, document: DocumentRecord): Promise<void> {
  await tx.identityDocument.create({ data: document });
}

export async function findCheck(reader: Reader, id: string): Promise<CheckRecord | null> {
  return (await reader.identityCheck.findUnique({ where: { id } })) as CheckRecord | null;
}

export async function lockCheck(tx: Tx, id: string): Promise<CheckRecord | null> {
  await tx.query({ text: "select id::text from identity_check where id = $1::uuid for update", values: [id] });
  return findCheck(tx, id);
}

/** A member's own, the newest first. */
export async function checksOf(reader: Reader, memberId: string): Promise<CheckRecord[]> {
  const rows = await reader.identityCheck.findMany({
    where: { memberId },
    orderBy: { requestedAt: "desc" },
    take: 20,
  });
  return rows as CheckRecord[];
}

/** Those that wait for somebody here, the oldest first. */
export async function findWaiting(reader: Reader, checker: string): Promise<CheckRecord[]> {
  const rows = await reader.identityCheck.findMany({
    where: { state: "open", checker },
    orderBy: { requestedAt: "asc" },
    take: 200,
  });
  return rows as CheckRecord[];
}

export function countSince(reader: Reader, memberId: string, since: Date): Promise<number> {
  return reader.identityCheck.count({ where: { memberId, requestedAt: { gte: since } } });
}

export async function isApproved(reader: Reader, memberId: string): Promise<boolean> {
  return (await reader.identityCheck.count({ where: { memberId, state: "approved" } })) > 0;
}

/** Moves a check on from `open`; false where somebody was first. An approval before it has lapsed with this one. */
export async function decide(
  tx: Tx,
  check: { id: string; memberId: string },
  to: Partial<Omit<CheckRecord, "id" | "memberId">> & { state: IdentityState },
): Promise<boolean> {
  if (to.state === "approved")
    await tx.identityCheck.updateMany({
      where: { memberId: check.memberId, state: "approved" },
      data: { state: "lapsed" },
    });
  return (await tx.identityCheck.updateMany({ where: { id: check.id, state: "open" }, data: to })).count === 1;
}

/** Without their contents. */
export function documentsOf(
  reader: Reader,
  checkIds: string[],
): Promise<Array<{ id: string; checkId: string; side: string; contentType: string }>> {
  return reader.identityDocument.findMany({
    where: { checkId: { in: checkIds } },
    select: { id: true, checkId: true, side: true, contentType: true },
    orderBy: { side: "desc" },
  });
}

export async function findDocument(reader: Reader, id: string): Promise<DocumentRecord | null> {
  return (await reader.identityDocument.findUnique({ where: { id } })) as DocumentRecord | null;
}

/** Takes a check's documents away for good. */
export async function deleteDocuments(tx: Tx, checkId: string, at: Date): Promise<number> {
  const { count } = await tx.identityDocument.deleteMany({ where: { checkId } });
  await tx.identityCheck.updateMany({ where: { id: checkId, documentsGoneAt: null }, data: { documentsGoneAt: at } });
  return count;
}

/** Checks decided before a moment whose documents are still there. */
export async function findToEmpty(reader: Reader, before: Date, limit: number): Promise<string[]> {
  const rows = await reader.identityCheck.findMany({
    where: { decidedAt: { lt: before }, documentsGoneAt: null },
    orderBy: { decidedAt: "asc" },
    select: { id: true },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** The account's name becomes the document's. */
export async function updateName(tx: Tx, memberId: string, givenName: string, familyName: string): Promise<void> {
  await tx.member.update({ where: { id: memberId }, data: { givenName, familyName } });
}
