import type { Reader, Tx } from "@/server/kernel/db";
import type { CertificateMedium } from "./certificate";
import type { DrawMedium } from "./draw-view";

export interface MediumRecord {
  id: string;
  drawingId: string;
  kind: CertificateMedium["kind"];
  name: string;
  contentType: string | null;
  sha256: string | null;
  sizeBytes: number | null;
  address: string | null;
}

const asRecord = (row: {
  id: string;
  drawingId: string;
  kind: string;
  name: string;
  contentType: string | null;
  sha256: string | null;
  sizeBytes: bigint | null;
  address: string | null;
}): MediumRecord => ({
  ...row,
  kind: row.kind as MediumRecord["kind"],
  sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
});

/** What was kept of a drawing and is whole, in the order in which it came. */
export async function listMedia(reader: Reader, drawingId: string): Promise<MediumRecord[]> {
  const rows = await reader.drawingMedia.findMany({
    where: { drawingId, complete: true },
    orderBy: [{ addedAt: "asc" }, { id: "asc" }],
  });
  return rows.map(asRecord);
}

/** The same as the draw's page shows it. */
export async function shownMedia(reader: Reader, drawingId: string): Promise<DrawMedium[]> {
  return (await listMedia(reader, drawingId)).map(({ id, kind, name, sha256, address }) => ({
    id,
    kind,
    name,
    sha256,
    href: address ?? `/draws/${drawingId}/media/${id}`,
  }));
}

export async function findMedium(reader: Reader, drawingId: string, id: string): Promise<MediumRecord | null> {
  const row = await reader.drawingMedia.findFirst({ where: { id, drawingId, complete: true } });
  return row && asRecord(row);
}

/** A part of a file, in its order; null behind the last. */
export async function readPart(reader: Reader, mediaId: string, position: number): Promise<Uint8Array | null> {
  const row = await reader.drawingMediaPart.findUnique({ where: { mediaId_position: { mediaId, position } } });
  return row?.bytes ?? null;
}

/** Where each part of a file begins and how long it is, in bytes. */
export function listParts(
  reader: Reader,
  mediaId: string,
): Promise<Array<{ position: number; start: number; length: number }>> {
  return reader.query({
    text: `select position, octet_length(bytes) as length,
                  (sum(octet_length(bytes)) over (order by position) - octet_length(bytes))::float8 as start
             from drawing_media_part where media_id = $1::uuid order by position`,
    values: [mediaId],
  });
}

/** Begins a file, or keeps the address of a stream, which is whole at once. */
export async function insertMedium(
  tx: Tx,
  medium: Pick<MediumRecord, "id" | "drawingId" | "kind" | "name" | "address"> & { addedBy: string; addedAt: Date },
): Promise<void> {
  await tx.drawingMedia.create({ data: { ...medium, complete: medium.kind === "stream" } });
}

export async function insertPart(tx: Tx, mediaId: string, position: number, bytes: Uint8Array): Promise<void> {
  await tx.drawingMediaPart.create({ data: { mediaId, position, bytes: new Uint8Array(bytes) } });
}

export async function completeMedium(
  tx: Tx,
  id: string,
  file: { contentType: string; sha256: string; sizeBytes: number },
): Promise<void> {
  const { contentType, sha256, sizeBytes } = file;
  await tx.drawingMedia.update({
    where: { id },
    data: { contentType, sha256, sizeBytes: BigInt(sizeBytes), complete: true },
  });
}

/** Forgets one that did not come whole, or that was taken away before the drawing was made. */
export async function deleteMedium(tx: Tx, drawingId: string, id: string): Promise<boolean> {
  const { count } = await tx.drawingMedia.deleteMany({ where: { id, drawingId } });
  return count === 1;
}
