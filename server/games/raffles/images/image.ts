/** The formats a picture may be sent in; what is stored is always encoded anew. */
export type SentFormat = "jpeg" | "png" | "webp";

export const MOST_IMAGE_BYTES = 12 * 1024 * 1024;
/** Forty million points: a good camera's picture, and no more memory than a small server has. */
export const MOST_PIXELS = 40_000_000;
export const LEAST_SIDE = 320;
export const MOST_ALTERNATIVE_TEXT = 300;

/** Crops in the shape of the drawn covers, three to two, by their width. */
export const CROP_WIDTHS = [320, 640, 960, 1280] as const;
const SHAPE = { width: 3, height: 2 };

/** What `whole` is reduced to: enough to crop the largest variant out of a corner. */
export const WHOLE_SIDE = 2400;

/** A point of a picture in thousandths of its width and height. */
export interface FocalPoint {
  x: number;
  y: number;
}

/**
 * What a file is by its first bytes; its name and what the browser says of it are not asked. Null for everything that
 * is none of the formats, SVG among them, which may hold scripts.
 */
export function formatOf(bytes: Uint8Array): SentFormat | null {
  const starts = (signature: readonly number[], at = 0) => signature.every((byte, i) => bytes[at + i] === byte);
  if (starts([0xff, 0xd8, 0xff])) return "jpeg";
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)) return "webp";
  return null;
}

/** The largest part of a picture in the shape of a cover that has the point as near its middle as the edges allow. */
export function cropAround(
  picture: { width: number; height: number },
  point: FocalPoint,
): { left: number; top: number; width: number; height: number } {
  const width = Math.max(1, Math.min(picture.width, Math.floor((picture.height * SHAPE.width) / SHAPE.height)));
  const height = Math.max(1, Math.min(picture.height, Math.floor((picture.width * SHAPE.height) / SHAPE.width)));
  const place = (size: number, part: number, thousandths: number) =>
    Math.min(Math.max(Math.round((size * thousandths) / 1000 - part / 2), 0), size - part);
  return {
    left: place(picture.width, width, point.x),
    top: place(picture.height, height, point.y),
    width,
    height,
  };
}

/** The part of the address of a picture that says which: id, revision and variant, `<id>.<revision>.640`. */
export function imageKey(image: { id: string; revision: number }, variant: string): string {
  return `${image.id}.${image.revision}.${variant}`;
}

/** What {@link imageKey} wrote; null for anything that it would not have written. */
export function readImageKey(key: string): { id: string; revision: number; variant: string } | null {
  const parts = /^([0-9a-f-]{36})\.([1-9]\d{0,8})\.(whole|\d{3,4})$/.exec(key);
  if (!parts) return null;
  const variant = parts[3]!;
  if (variant !== "whole" && !(CROP_WIDTHS as readonly number[]).includes(Number(variant))) return null;
  return { id: parts[1]!, revision: Number(parts[2]), variant };
}
