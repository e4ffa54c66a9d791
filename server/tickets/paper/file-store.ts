import type { Database, Reader, Tx } from "@/server/kernel/db";

export interface StoredFileRecord {
  id: string;
  organisationId: string;
  name: string;
  contentType: string;
  sizeBytes: bigint;
  complete: boolean;
  createdAt: Date;
  expiresAt: Date;
}

export function findFile(reader: Reader, id: string): Promise<StoredFileRecord | null> {
  return reader.storedFile.findUnique({ where: { id } });
}

export async function insertFile(tx: Tx, file: Omit<StoredFileRecord, "sizeBytes" | "complete">): Promise<void> {
  await tx.storedFile.create({ data: file });
}

/** Adds one part to a file that is being written; each is committed by itself. */
export async function addPart(db: Database, fileId: string, position: number, bytes: Uint8Array): Promise<void> {
  await db.query({
    text: "insert into stored_file_part (file_id, position, bytes) values ($1::uuid, $2, $3)",
    values: [fileId, position, bytes],
  });
}

export async function completeFile(tx: Tx, id: string, sizeBytes: number): Promise<void> {
  await tx.storedFile.update({ where: { id }, data: { complete: true, sizeBytes: BigInt(sizeBytes) } });
}

export async function removeFile(tx: Tx, id: string): Promise<void> {
  await tx.storedFile.deleteMany({ where: { id } });
}

/** One part of a file, null behind the last. */
export async function findPart(reader: Reader, fileId: string, position: number): Promise<Uint8Array | null> {
  const [row] = await reader.query<{ bytes: Buffer }>({
    text: "select bytes from stored_file_part where file_id = $1::uuid and position = $2",
    values: [fileId, position],
  });
  return row?.bytes ?? null;
}

/** Removes files whose time is over. Returns how many. */
export async function removeExpired(tx: Tx, now: Date): Promise<number> {
  return (await tx.storedFile.deleteMany({ where: { expiresAt: { lt: now } } })).count;
}
