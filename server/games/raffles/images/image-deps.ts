import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { databaseImageFiles } from "./image-file-store";
import type { ImageCodec } from "./ports";
import type { ImageDeps } from "./upload-image";

/** What pictures need, their bytes kept in the database. */
export function imageDeps(process: { db: Database; clock: Clock }, codec: ImageCodec): ImageDeps {
  return { db: process.db, clock: process.clock, codec, files: databaseImageFiles };
}
