import type { Reader, Tx } from "@/server/kernel/db";

export interface ImageRecord {
  id: string;
  organisationId: string;
  width: number;
  height: number;
  focalX: number;
  focalY: number;
  alternativeText: string;
  revision: number;
}

const FIELDS = {
  id: true,
  organisationId: true,
  width: true,
  height: true,
  focalX: true,
  focalY: true,
  alternativeText: true,
  revision: true,
} as const;

export function findImage(reader: Reader, id: string): Promise<ImageRecord | null> {
  return reader.image.findUnique({ where: { id }, select: FIELDS });
}

/** Those of `ids` that there are, by id. */
export async function findImages(reader: Reader, ids: readonly string[]): Promise<Map<string, ImageRecord>> {
  const rows = await reader.image.findMany({ where: { id: { in: [...new Set(ids)] } }, select: FIELDS });
  return new Map(rows.map((row) => [row.id, row]));
}

export function countImages(reader: Reader, organisationId: string): Promise<number> {
  return reader.image.count({ where: { organisationId } });
}

export async function insertImage(tx: Tx, image: ImageRecord, by: { memberId: string; now: Date }): Promise<void> {
  await tx.image.create({ data: { ...image, uploadedBy: by.memberId, uploadedAt: by.now } });
}

/** Sets point and text under the next revision; false where it was changed since `revision` was read. */
export async function changeImage(
  tx: Tx,
  image: Pick<ImageRecord, "id" | "revision" | "focalX" | "focalY" | "alternativeText">,
): Promise<boolean> {
  const { id, revision, ...data } = image;
  const changed = await tx.image.updateMany({ where: { id, revision }, data: { ...data, revision: revision + 1 } });
  return changed.count === 1;
}

/** The raffles that show a picture, as their own or as that of a prize, and whether each is locked. */
export function findUses(reader: Reader, imageId: string): Promise<Array<{ raffleId: string; isLocked: boolean }>> {
  return reader.query<{ raffleId: string; isLocked: boolean }>({
    text: `select g.id as "raffleId", g.locked_at is not null as "isLocked" from game g
            where g.id in (select game_id from raffle where image_id = $1::uuid
                           union select raffle_id from prize where image_id = $1::uuid)`,
    values: [imageId],
  });
}
