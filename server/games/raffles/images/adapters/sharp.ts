import sharp, { type Metadata, type Sharp } from "sharp";
import { AppError } from "@/server/kernel/errors";
import { CROP_WIDTHS, cropAround, LEAST_SIDE, MOST_PIXELS, WHOLE_SIDE } from "../image";
import type { EncodedImage, ImageCodec } from "../ports";

// One picture at a time: decoding takes tens of megabytes, and uploads are rare beside sales.
let last: Promise<unknown> = Promise.resolve();
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work, work);
  last = result.catch(() => undefined);
  return result;
}

const encoded = async (picture: Sharp): Promise<EncodedImage> => {
  const { data, info } = await picture.webp({ quality: 82 }).toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, contentType: "image/webp", bytes: new Uint8Array(data) };
};

/** Pictures by sharp. Everything is written anew as WebP, so that nothing but the points of the picture survives. */
export const sharpImages: ImageCodec = {
  clean: (bytes, format) =>
    inTurn(async () => {
      const options = { limitInputPixels: MOST_PIXELS, failOn: "truncated", pages: 1, sequentialRead: false } as const;
      let size: Metadata;
      try {
        size = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
      } catch (error) {
        throw new AppError("imageUnreadable", 422, {}, { cause: error });
      }
      // Judged from the header, before a point of it is unpacked.
      if (size.format !== format || !size.width || !size.height) throw new AppError("imageUnreadable", 422);
      if (size.width * size.height > MOST_PIXELS) {
        throw new AppError("imageTooManyPixels", 422, { most: MOST_PIXELS / 1_000_000 });
      }
      if (Math.min(size.width, size.height) < LEAST_SIDE) {
        throw new AppError("imageTooSmall", 422, { least: LEAST_SIDE });
      }
      try {
        return await encoded(
          sharp(bytes, options)
            .rotate()
            .toColourspace("srgb")
            .resize({ width: WHOLE_SIDE, height: WHOLE_SIDE, fit: "inside", withoutEnlargement: true }),
        );
      } catch (error) {
        throw new AppError("imageUnreadable", 422, {}, { cause: error });
      }
    }),

  crops: (whole, point) =>
    inTurn(async () => {
      const { width, height } = await sharp(whole).metadata();
      const part = cropAround({ width, height }, point);
      const crops = new Map<number, EncodedImage>();
      for (const wanted of CROP_WIDTHS) {
        // A smaller picture still has every variant, so that addresses need not know its size.
        crops.set(
          wanted,
          await encoded(sharp(whole).extract(part).resize({ width: wanted, withoutEnlargement: true })),
        );
      }
      return crops;
    }),
};
