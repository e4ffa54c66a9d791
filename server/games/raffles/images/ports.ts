import type { Reader, Tx } from "@/server/kernel/db";
import type { FocalPoint, SentFormat } from "./image";

export interface EncodedImage {
  width: number;
  height: number;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What is asked of the library that decodes pictures. */
export interface ImageCodec {
  /**
   * The picture encoded anew: turned as its orientation says, reduced to what is kept, without any metadata. Throws
   * 422 `imageUnreadable`, `imageTooManyPixels`, `imageTooSmall`.
   */
  clean(bytes: Uint8Array, format: SentFormat): Promise<EncodedImage>;
  /** The crops of a picture that {@link ImageCodec.clean} made, by their width; none larger than the picture. */
  crops(whole: Uint8Array, point: FocalPoint): Promise<Map<number, EncodedImage>>;
}

/** One stored variant. */
export interface ImageFile {
  imageId: string;
  revision: number;
  variant: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Where the bytes of pictures are kept. The database is one such place; object storage may take its part. */
export interface ImageFiles {
  keep(tx: Tx, files: readonly ImageFile[]): Promise<void>;
  find(reader: Reader, which: { imageId: string; revision: number; variant: string }): Promise<ImageFile | null>;
  /** Removes every file of a picture that is older than `revision`. */
  removeBefore(tx: Tx, imageId: string, revision: number): Promise<void>;
}
