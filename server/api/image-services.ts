import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { databaseImageFiles } from "@/server/games/raffles/images/image-file-store";
import type { ImageDeps } from "@/server/games/raffles/images/upload-image";
import type { Services } from "./services";

/** What taking in and showing pictures needs. */
export function imageServices(process: Pick<Services, "db" | "clock">): ImageDeps {
  return { db: process.db, clock: process.clock, codec: sharpImages, files: databaseImageFiles };
}
