import type { Clock } from "@/server/kernel/clock";
import type { Database, Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { addPart, findFile, findPart, removeExpired, type StoredFileRecord } from "./file-store";

/** Large enough that a file has few rows, small enough that nobody holds much of it. */
const PART_BYTES = 256 * 1024;

/** Keeps a stream in parts, with the memory of one part. Returns the size in bytes. `between` is awaited after each part. */
export async function writeParts(
  db: Database,
  fileId: string,
  stream: AsyncIterable<Uint8Array>,
  between: (bytes: number) => Promise<void>,
): Promise<number> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let position = 0;
  let written = 0;
  const flush = async () => {
    if (heldBytes === 0) return;
    await addPart(db, fileId, position, Buffer.concat(held));
    position += 1;
    written += heldBytes;
    held = [];
    heldBytes = 0;
    await between(written);
  };
  for await (const chunk of stream) {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes >= PART_BYTES) await flush();
    else await between(written + heldBytes);
  }
  await flush();
  return written;
}

/** A finished file part by part, for whoever acts for its organisation. Throws 404 `notFound`. */
export async function openFile(
  reader: Reader,
  by: AuthorizedOrganiser,
  fileId: string,
): Promise<{ file: StoredFileRecord; parts: AsyncGenerator<Uint8Array> }> {
  const file = isId(fileId) ? await findFile(reader, fileId) : null;
  if (!file?.complete || file.organisationId !== by.organisationId) throw new AppError("notFound", 404);
  return { file, parts: partsOf(reader, fileId) };
}

async function* partsOf(reader: Reader, fileId: string): AsyncGenerator<Uint8Array> {
  for (let position = 0; ; position++) {
    const bytes = await findPart(reader, fileId, position);
    if (!bytes) return;
    yield bytes;
  }
}

/** Whose file this is, or null. It grants nothing: the authority is proven afterwards. */
export async function ownerOfFile(reader: Reader, fileId: string): Promise<string | null> {
  return isId(fileId) ? ((await findFile(reader, fileId))?.organisationId ?? null) : null;
}

/** Removes files whose time is over. Returns how many. */
export function forgetExpired(deps: { db: Database; clock: Clock }): Promise<number> {
  return deps.db.transaction((tx) => removeExpired(tx, deps.clock.now()));
}
