import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { announce } from "./announce";
import type { ByteRange } from "./byte-range";
import {
  completeMedium,
  deleteMedium,
  findMedium,
  insertMedium,
  insertPart,
  listParts,
  type MediumRecord,
  readPart,
} from "./media-store";
import { ownDrawing } from "./own-drawing";
import type { DrawDeps } from "./ports";
import { type DrawingRecord, findDrawing } from "./store";

type Deps = Pick<DrawDeps, "db" | "clock" | "realtime">;

export const LARGEST_MEDIA_BYTES = 200 * 1024 * 1024;
const PART_BYTES = 1024 * 1024;

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/** What a file is, by its first bytes; what its name says does not count. Null for what is neither picture nor film. */
export function mediaTypeOf(head: Uint8Array): { kind: "photo" | "video"; contentType: string } | null {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return { kind: "photo", contentType: "image/jpeg" };
  if (ascii(head, 1, 4) === "PNG" && head[0] === 0x89) return { kind: "photo", contentType: "image/png" };
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 12) === "WEBP")
    return { kind: "photo", contentType: "image/webp" };
  if (ascii(head, 4, 8) === "ftyp") {
    const brand = ascii(head, 8, 12);
    if (brand === "avif" || brand === "heic" || brand === "mif1") return null;
    return { kind: "video", contentType: brand === "qt  " ? "video/quicktime" : "video/mp4" };
  }
  if (head[0] === 0x1a && head[1] === 0x45 && head[2] === 0xdf && head[3] === 0xa3) {
    return { kind: "video", contentType: "video/webm" };
  }
  return null;
}

function mayAdd(drawing: DrawingRecord): void {
  if (drawing.state === "planned" || drawing.state === "named") throw new AppError("mediaTooEarly", 409);
}

async function audit(deps: Deps, by: AuthorizedOrganiser, drawing: DrawingRecord, action: string, after: object) {
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      at: deps.clock.now(),
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action,
      subject: `drawing:${drawing.id}`,
      areaId: drawing.game.governingAreaId,
      after,
    }),
  );
  await announce(deps.realtime, drawing.id, "moved");
}

/** The address of a live stream. Fails with `addressWrong` unless it is an https address, and `nameNeeded`. */
export async function addStream(
  deps: Deps,
  by: AuthorizedOrganiser,
  drawingId: string,
  stream: { name: string; address: string },
): Promise<void> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  const name = stream.name.trim();
  if (!name || name.length > 200) throw new AppError("nameNeeded", 422);
  const written = stream.address.trim();
  const address = URL.canParse(written) ? new URL(written) : null;
  if (address?.protocol !== "https:" || address.href.length > 500) throw new AppError("addressWrong", 422);
  const medium = { id: newId(), drawingId, kind: "stream" as const, name, address: address.href };
  await deps.db.transaction((tx) =>
    insertMedium(tx, { ...medium, addedBy: by.actor.memberId, addedAt: deps.clock.now() }),
  );
  await audit(deps, by, drawing, "add-media", { kind: "stream", address: address.href });
}

/**
 * Keeps a picture or film as it comes, a part at a time, with its hash; it never stands in memory whole. What is added
 * before a drawing by hand is confirmed is hashed into its certificate. Fails with `mediaTooEarly` before the list is
 * frozen, `mediaKind` for what is neither, `mediaTooLarge`, and `nameNeeded`. What did not come whole is forgotten.
 */
export async function addFile(
  deps: Deps,
  by: AuthorizedOrganiser,
  drawingId: string,
  file: { name: string; bytes: AsyncIterable<Uint8Array> },
): Promise<{ id: string; sha256: string }> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  mayAdd(drawing);
  const name = file.name.trim().slice(0, 200);
  if (!name) throw new AppError("nameNeeded", 422);
  const id = newId();
  const hash = createHash("sha256");
  let pending = new Uint8Array(0);
  let sizeBytes = 0;
  let position = 0;
  let type: ReturnType<typeof mediaTypeOf> = null;
  const keep = async (part: Uint8Array) => {
    if (position === 0) {
      type = mediaTypeOf(part);
      if (!type) throw new AppError("mediaKind", 422);
      const { kind } = type;
      const medium = { id, drawingId, kind, name, address: null };
      await deps.db.transaction((tx) =>
        insertMedium(tx, { ...medium, addedBy: by.actor.memberId, addedAt: deps.clock.now() }),
      );
    }
    const at = position++;
    await deps.db.transaction((tx) => insertPart(tx, id, at, part));
  };
  try {
    for await (const chunk of file.bytes) {
      sizeBytes += chunk.length;
      if (sizeBytes > LARGEST_MEDIA_BYTES) throw new AppError("mediaTooLarge", 413);
      hash.update(chunk);
      const joined = new Uint8Array(pending.length + chunk.length);
      joined.set(pending);
      joined.set(chunk, pending.length);
      let from = 0;
      for (; joined.length - from >= PART_BYTES; from += PART_BYTES)
        await keep(joined.subarray(from, from + PART_BYTES));
      pending = joined.slice(from);
    }
    if (pending.length > 0 || position === 0) await keep(pending);
    const sha256 = hash.digest("hex");
    const { contentType } = type as unknown as { contentType: string };
    await deps.db.transaction((tx) => completeMedium(tx, id, { contentType, sha256, sizeBytes }));
    await audit(deps, by, drawing, "add-media", { name, sha256, sizeBytes });
    return { id, sha256 };
  } catch (error) {
    await deps.db.transaction((tx) => deleteMedium(tx, drawingId, id));
    throw error;
  }
}

/** Takes a picture, film or address away, while the drawing is not made. Fails with `mediaKept` afterwards. */
export async function removeMedium(deps: Deps, by: AuthorizedOrganiser, drawingId: string, id: string): Promise<void> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  if (drawing.state === "drawn") throw new AppError("mediaKept", 409);
  const gone = await deps.db.transaction((tx) => deleteMedium(tx, drawingId, id));
  if (gone) await audit(deps, by, drawing, "remove-media", { id });
}

/** What is kept of a file, without its bytes. A public record. Null where there is none. */
export async function findFile(
  deps: Pick<DrawDeps, "db">,
  drawingId: string,
  id: string,
): Promise<MediumRecord | null> {
  const medium = await findMedium(deps.db, drawingId, id);
  return medium?.kind === "stream" ? null : medium;
}

/** The bytes of a file as it was kept, part by part: all of them, or those of a range. */
export async function* readFile(
  deps: Pick<DrawDeps, "db">,
  id: string,
  range: ByteRange | null = null,
): AsyncGenerator<Uint8Array> {
  for (const { position, start, length } of await listParts(deps.db, id)) {
    const from = Math.max(0, (range?.first ?? 0) - start);
    const to = Math.min(length, (range?.last ?? Number.MAX_SAFE_INTEGER) + 1 - start);
    if (from >= to) continue;
    const part = await readPart(deps.db, id, position);
    if (!part) return;
    yield part.subarray(from, to);
  }
}

/** Whose drawing it is, so that the authority over it can be proven; null where there is none. */
export async function ownerOfDrawing(
  deps: Pick<DrawDeps, "db">,
  drawingId: string,
): Promise<{ organisationId: string; raffleId: string } | null> {
  const drawing = isId(drawingId) ? await findDrawing(deps.db, drawingId) : null;
  return drawing && { organisationId: drawing.organisation.id, raffleId: drawing.raffleId };
}
