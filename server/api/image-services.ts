import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { imageDeps } from "@/server/games/raffles/images/image-deps";
import type { ImageDeps } from "@/server/games/raffles/images/upload-image";
import type { Services } from "./services";

/** What taking in and showing pictures needs. */
export function imageServices(process: Pick<Services, "db" | "clock">): ImageDeps {
  return imageDeps(process, sharpImages);
}
