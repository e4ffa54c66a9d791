import type { Reader, Tx } from "@/server/kernel/db";
import type { Renewal } from "./certificate";

export interface RenewalRecord {
  id: string;
  drawingId: string;
  missedRound: number | null;
  reason: string;
  drawAt: Date;
  requestedBy: string;
  requestedAt: Date;
  approvedBy: string | null;
  approvedAt: Date | null;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  refusedAt: Date | null;
  refusal: string | null;
}

const asRecord = (row: Omit<RenewalRecord, "missedRound"> & { missedRound: bigint | null }): RenewalRecord => ({
  ...row,
  missedRound: row.missedRound === null ? null : Number(row.missedRound),
});

/** The round that was granted last after a missed one, as the terms state it; null where none was. */
export async function findGrantedRenewal(reader: Reader, drawingId: string): Promise<Renewal | null> {
  const row = await reader.roundRenewal.findFirst({
    where: { drawingId, confirmedAt: { not: null } },
    orderBy: { confirmedAt: "desc" },
  });
  return (
    row && {
      missedRound: row.missedRound === null ? null : Number(row.missedRound),
      reason: row.reason,
      requestedAt: row.requestedAt.toISOString(),
      approvedAt: [row.approvedAt!.toISOString(), row.confirmedAt!.toISOString()],
    }
  );
}

export async function findRenewal(reader: Reader, id: string): Promise<RenewalRecord | null> {
  const row = await reader.roundRenewal.findUnique({ where: { id } });
  return row && asRecord(row);
}

/** The requests of a drawing, the last first. */
export async function listRenewals(reader: Reader, drawingId: string): Promise<RenewalRecord[]> {
  const rows = await reader.roundRenewal.findMany({ where: { drawingId }, orderBy: { requestedAt: "desc" } });
  return rows.map(asRecord);
}

/** Open requests of every drawing, the oldest first, with the area under whose law the raffle is run. */
export async function listOpenRenewals(
  reader: Reader,
): Promise<Array<RenewalRecord & { areaId: string; title: string }>> {
  const rows = await reader.roundRenewal.findMany({
    where: { confirmedAt: null, refusedAt: null },
    orderBy: { requestedAt: "asc" },
  });
  const drawings = await reader.drawing.findMany({
    where: { id: { in: rows.map(({ drawingId }) => drawingId) } },
    select: { id: true, raffle: { select: { title: true, game: { select: { governingAreaId: true } } } } },
  });
  const byId = new Map(drawings.map((drawing) => [drawing.id, drawing.raffle]));
  return rows.map((row) => {
    const raffle = byId.get(row.drawingId)!;
    return { ...asRecord(row), areaId: raffle.game.governingAreaId, title: raffle.title };
  });
}

/** Writes a request; false where one is open already. */
export async function writeRenewal(
  tx: Tx,
  renewal: Pick<
    RenewalRecord,
    "id" | "drawingId" | "missedRound" | "reason" | "drawAt" | "requestedBy" | "requestedAt"
  >,
): Promise<boolean> {
  const rows = await tx.query({
    text: `insert into round_renewal (id, drawing_id, missed_round, reason, draw_at, requested_by, requested_at)
           values ($1::uuid, $2::uuid, $3::bigint, $4, $5::timestamptz, $6::uuid, $7::timestamptz)
           on conflict do nothing returning 1`,
    values: [
      renewal.id,
      renewal.drawingId,
      renewal.missedRound,
      renewal.reason,
      renewal.drawAt,
      renewal.requestedBy,
      renewal.requestedAt,
    ],
  });
  return rows.length === 1;
}

const open = { confirmedAt: null, refusedAt: null };

/** The regulator's word, once. */
export async function writeApproval(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const { count } = await tx.roundRenewal.updateMany({
    where: { id, ...open, approvedAt: null, requestedBy: { not: by } },
    data: { approvedBy: by, approvedAt: at },
  });
  return count === 1;
}

/** The second person's word, once, and never the first one's. */
export async function writeConfirmation(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  const { count } = await tx.roundRenewal.updateMany({
    where: { id, ...open, approvedBy: { not: by }, approvedAt: { not: null }, requestedBy: { not: by } },
    data: { confirmedBy: by, confirmedAt: at },
  });
  return count === 1;
}

export async function writeRefusal(tx: Tx, id: string, by: string, refusal: string, at: Date): Promise<boolean> {
  const { count } = await tx.roundRenewal.updateMany({
    where: { id, ...open },
    data: { refusedBy: by, refusedAt: at, refusal },
  });
  return count === 1;
}
