import type { Reader, Tx } from "@/server/kernel/db";
import type { ClaimState, DocumentKind } from "./claim";

export interface ClaimRecord {
  readonly id: string;
  readonly syndicateId: string;
  readonly purchaseId: string;
  readonly drawDate: string;
  readonly state: ClaimState;
  readonly amountMinor: number;
  readonly claimantId: string | null;
  readonly claimBy: Date;
  readonly openedAt: Date;
  readonly consentedAt: Date | null;
  readonly approvedBy: string | null;
  readonly confirmedBy: string | null;
  readonly paidMinor: number | null;
}

export interface WinnerRecord {
  readonly claimId: string;
  readonly memberId: string;
  readonly weight: number;
  readonly lowestShare: number;
  readonly amountMinor: number;
  readonly declinedAt: Date | null;
  readonly givenAt: Date | null;
  readonly netMinor: number | null;
  readonly withheldMinor: number | null;
}

export interface SealedBytes {
  keyVersion: number;
  nonce: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
}

type Row = NonNullable<Awaited<ReturnType<Reader["syndicateClaim"]["findUnique"]>>>;

const claimOf = (row: Row): ClaimRecord => ({
  ...row,
  state: row.state as ClaimState,
  amountMinor: Number(row.amountMinor),
  paidMinor: row.paidMinor === null ? null : Number(row.paidMinor),
});

export async function findClaim(reader: Reader, id: string): Promise<ClaimRecord | null> {
  const row = await reader.syndicateClaim.findUnique({ where: { id } });
  return row && claimOf(row);
}

/** The claims of a syndicate, the latest draw first. */
export async function findClaimsOf(reader: Reader, syndicateId: string): Promise<ClaimRecord[]> {
  const rows = await reader.syndicateClaim.findMany({ where: { syndicateId }, orderBy: { drawDate: "desc" } });
  return rows.map(claimOf);
}

/** Claims in these states, the one that ends first coming first. */
export async function findClaimsIn(reader: Reader, states: readonly ClaimState[]): Promise<ClaimRecord[]> {
  const rows = await reader.syndicateClaim.findMany({
    where: { state: { in: [...states] } },
    orderBy: { claimBy: "asc" },
    take: 200,
  });
  return rows.map(claimOf);
}

export async function insertClaim(
  tx: Tx,
  claim: Pick<
    ClaimRecord,
    "id" | "syndicateId" | "purchaseId" | "drawDate" | "amountMinor" | "claimantId" | "claimBy" | "openedAt"
  >,
  winners: ReadonlyArray<Pick<WinnerRecord, "memberId" | "weight" | "lowestShare" | "amountMinor">>,
): Promise<void> {
  const { amountMinor, ...row } = claim;
  const state: ClaimState = claim.claimantId ? "proposed" : "open";
  const data = { ...row, state, amountMinor: BigInt(amountMinor), updatedAt: claim.openedAt };
  await tx.syndicateClaim.create({ data });
  await tx.syndicateClaimWinner.createMany({
    data: winners.map((winner) => ({ ...winner, claimId: claim.id, amountMinor: BigInt(winner.amountMinor) })),
  });
}

/** Moves a claim on from exactly the state it was read in. False where somebody was first. */
export async function moveClaim(
  tx: Tx,
  id: string,
  from: ClaimState,
  to: Partial<Omit<ClaimRecord, "id" | "amountMinor" | "paidMinor">> & { amountMinor?: number; paidMinor?: number },
  updatedAt: Date,
): Promise<boolean> {
  const { amountMinor, paidMinor, ...rest } = to;
  const { count } = await tx.syndicateClaim.updateMany({
    where: { id, state: from },
    data: {
      ...rest,
      ...(amountMinor === undefined ? {} : { amountMinor: BigInt(amountMinor) }),
      ...(paidMinor === undefined ? {} : { paidMinor: BigInt(paidMinor) }),
      updatedAt,
    },
  });
  return count === 1;
}

export async function findWinners(reader: Reader, claimId: string): Promise<WinnerRecord[]> {
  const rows = await reader.syndicateClaimWinner.findMany({
    where: { claimId },
    orderBy: { lowestShare: "asc" },
    omit: { keyVersion: true, nonce: true, sealed: true },
  });
  const number = (value: bigint | null) => (value === null ? null : Number(value));
  return rows.map((row) => ({
    ...row,
    amountMinor: Number(row.amountMinor),
    netMinor: number(row.netMinor),
    withheldMinor: number(row.withheldMinor),
  }));
}

export async function findSealed(reader: Reader, claimId: string, memberId: string): Promise<SealedBytes | null> {
  const row = await reader.syndicateClaimWinner.findUnique({ where: { claimId_memberId: { claimId, memberId } } });
  if (!row?.sealed || !row.nonce || row.keyVersion === null) return null;
  return { keyVersion: row.keyVersion, nonce: row.nonce, sealed: row.sealed };
}

export async function changeWinner(
  tx: Tx,
  claimId: string,
  memberId: string,
  data: Partial<SealedBytes> & { givenAt?: Date; declinedAt?: Date | null },
): Promise<void> {
  await tx.syndicateClaimWinner.update({ where: { claimId_memberId: { claimId, memberId } }, data });
}

/** The winners' parts after the lottery has said another amount, or has paid. */
export async function writeParts(
  tx: Tx,
  claimId: string,
  parts: ReadonlyArray<{ memberId: string; amountMinor: number; netMinor?: number }>,
): Promise<void> {
  for (const { memberId, amountMinor, netMinor } of parts) {
    const paid =
      netMinor === undefined ? {} : { netMinor: BigInt(netMinor), withheldMinor: BigInt(amountMinor - netMinor) };
    await tx.syndicateClaimWinner.update({
      where: { claimId_memberId: { claimId, memberId } },
      data: { amountMinor: BigInt(amountMinor), ...paid },
    });
  }
}

export interface DocumentRecord {
  readonly id: string;
  readonly claimId: string;
  readonly kind: DocumentKind;
  readonly contentType: string;
  readonly uploadedBy: string;
  readonly uploadedAt: Date;
}

export async function insertDocument(tx: Tx, document: DocumentRecord & SealedBytes): Promise<void> {
  await tx.syndicateClaimDocument.create({ data: document });
}

export async function findDocuments(reader: Reader, claimId: string): Promise<DocumentRecord[]> {
  const rows = await reader.syndicateClaimDocument.findMany({
    where: { claimId },
    orderBy: { uploadedAt: "asc" },
    omit: { keyVersion: true, nonce: true, sealed: true },
  });
  return rows.map((row) => ({ ...row, kind: row.kind as DocumentKind }));
}

export async function findDocument(reader: Reader, id: string): Promise<(DocumentRecord & SealedBytes) | null> {
  const row = await reader.syndicateClaimDocument.findUnique({ where: { id } });
  return row && { ...row, kind: row.kind as DocumentKind };
}

/** Claims that have been over since before a moment and still have documents. */
export function findClaimsToEmpty(reader: Reader, before: Date): Promise<Array<{ id: string; syndicateId: string }>> {
  return reader.query<{ id: string; syndicateId: string }>({
    text: `select c.id::text, c.syndicate_id::text as "syndicateId" from syndicate_claim c
            where c.state in ('paid', 'lapsed') and c.updated_at < $1::timestamptz
              and exists (select 1 from syndicate_claim_document d where d.claim_id = c.id)
            order by c.updated_at limit 100`,
    values: [before],
  });
}

export async function deleteDocuments(tx: Tx, claimId: string): Promise<number> {
  return (await tx.syndicateClaimDocument.deleteMany({ where: { claimId } })).count;
}

export interface LotteryWord {
  purchaseId: string;
  state: string;
  amountMinor: number;
  paidMinor: number;
  claimant: string | null;
  priceMinor: number;
  drawCount: number;
}

/** What the lottery says of these tickets in a draw. */
export async function findLotteryWords(
  reader: Reader,
  purchaseIds: readonly string[],
  drawDate: string,
): Promise<LotteryWord[]> {
  const rows = await reader.lotteryClaim.findMany({
    where: { purchaseId: { in: [...purchaseIds] }, drawDate },
    include: { purchase: { select: { priceMinor: true, draws: true } } },
  });
  return rows.map(({ purchaseId, state, amountMinor, paidMinor, claimant, purchase }) => ({
    ...{ purchaseId, state, claimant, amountMinor: Number(amountMinor), paidMinor: Number(paidMinor) },
    ...{ priceMinor: purchase.priceMinor, drawCount: purchase.draws.length },
  }));
}

/** Of these members, those who may stand for all: accounts that are not closed. An exclusion stops play, never a prize. */
export async function findStanding(reader: Reader, memberIds: readonly string[]): Promise<Set<string>> {
  const rows = await reader.member.findMany({
    where: { id: { in: [...memberIds] }, status: "active" },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}
