import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { type FocalPoint, formatOf, MOST_ALTERNATIVE_TEXT, MOST_IMAGE_BYTES } from "./image";
import { changeImage, countImages, findImage, findUses, type ImageRecord, insertImage } from "./image-store";
import type { EncodedImage, ImageCodec, ImageFile, ImageFiles } from "./ports";

export interface ImageDeps {
  db: Database;
  clock: Clock;
  codec: ImageCodec;
  files: ImageFiles;
}

const MOST_IMAGES = 500; // of one organisation

/**
 * R9: takes a picture in. What it is decides its content alone. Throws 413 `imageTooLarge`, 422 `imageKindUnknown`,
 * `imageUnreadable`, `imageTooManyPixels`, `imageTooSmall`, `tooManyImages`.
 */
export async function uploadImage(deps: ImageDeps, by: AuthorizedOrganiser, bytes: Uint8Array): Promise<ImageRecord> {
  if (bytes.byteLength === 0) throw new AppError("imageMissing", 422);
  if (bytes.byteLength > MOST_IMAGE_BYTES) {
    throw new AppError("imageTooLarge", 413, { most: MOST_IMAGE_BYTES / 1024 / 1024 });
  }
  const format = formatOf(bytes);
  if (!format) throw new AppError("imageKindUnknown", 422);
  if ((await countImages(deps.db, by.organisationId)) >= MOST_IMAGES) {
    throw new AppError("tooManyImages", 422, { most: MOST_IMAGES });
  }
  const whole = await deps.codec.clean(bytes, format);
  const crops = await deps.codec.crops(whole.bytes, { x: 500, y: 500 });
  const now = deps.clock.now();
  const image: ImageRecord = {
    id: newId(now.getTime()),
    organisationId: by.organisationId,
    width: whole.width,
    height: whole.height,
    focalX: 500,
    focalY: 500,
    alternativeText: "",
    revision: 1,
  };
  await deps.db.transaction(async (tx) => {
    await insertImage(tx, image, { memberId: by.actor.memberId, now });
    await deps.files.keep(tx, [fileOf(image, "whole", whole), ...cropFiles(image, crops)]);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "upload-image",
      subject: `image:${image.id}`,
      after: { width: image.width, height: image.height },
    });
  });
  return image;
}

/** A picture of this organisation; anybody else's is 404 `imageNotFound`. */
export async function ownImage(deps: { db: Database }, by: AuthorizedOrganiser, id: string): Promise<ImageRecord> {
  const image = isId(id) ? await findImage(deps.db, id) : null;
  if (!image || image.organisationId !== by.organisationId) throw new AppError("imageNotFound", 404);
  return image;
}

/**
 * Says what a picture shows and where its crops have their middle. Throws 409 `raffleLocked` where an activated raffle
 * shows it, and `changedMeanwhile`.
 */
export async function describeImage(
  deps: ImageDeps,
  by: AuthorizedOrganiser,
  id: string,
  change: { point: FocalPoint; alternativeText: string },
): Promise<ImageRecord> {
  const before = await ownImage(deps, by, id);
  if ((await findUses(deps.db, id)).some(({ isLocked }) => isLocked)) throw new AppError("raffleLocked", 409);
  const bound = (value: number) => Math.round(Math.min(Math.max(Number.isFinite(value) ? value : 500, 0), 1000));
  const point = { x: bound(change.point.x), y: bound(change.point.y) };
  const alternativeText = change.alternativeText.trim();
  if (alternativeText.length > MOST_ALTERNATIVE_TEXT) {
    throw new AppError("alternativeTextTooLong", 422, { most: MOST_ALTERNATIVE_TEXT });
  }
  const which = { imageId: id, revision: before.revision, variant: "whole" };
  const whole = await deps.files.find(deps.db, which);
  if (!whole) throw new AppError("imageNotFound", 404);
  const crops = await deps.codec.crops(whole.bytes, point);
  const after = { ...before, focalX: point.x, focalY: point.y, alternativeText, revision: before.revision + 1 };
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await changeImage(tx, { ...after, revision: before.revision }))) throw new AppError("changedMeanwhile", 409);
    await deps.files.keep(tx, [{ ...whole, revision: after.revision }, ...cropFiles(after, crops)]);
    await deps.files.removeBefore(tx, id, after.revision);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "describe-image",
      subject: `image:${id}`,
      before: { x: before.focalX, y: before.focalY, alternativeText: before.alternativeText },
      after: { ...point, alternativeText },
    });
  });
  return after;
}

function fileOf(image: ImageRecord, variant: string, { contentType, bytes }: EncodedImage): ImageFile {
  return { imageId: image.id, revision: image.revision, variant, contentType, bytes };
}

function cropFiles(image: ImageRecord, crops: ReadonlyMap<number, EncodedImage>): ImageFile[] {
  return [...crops].map(([width, crop]) => fileOf(image, String(width), crop));
}
