import { currentRules } from "@/server/edge/current-rules";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { type Actor, scopesOf } from "@/server/people/authority";
import { readImageKey } from "./image";
import { findImage, findUses } from "./image-store";
import type { ImageFile, ImageFiles } from "./ports";

/**
 * J13: one file of a picture for somebody who may see a raffle that shows it: where they stand the raffle is open, or
 * its page or title is shown all the same; or the picture is their own organisation's. Null for everybody else, as for a picture
 * that does not exist.
 */
export async function showImage(
  deps: { db: Database; clock: Clock; files: ImageFiles },
  reader: { place: SeenPlace | null; actor: Actor | null },
  key: string,
): Promise<ImageFile | null> {
  const which = readImageKey(key);
  if (!which || !isId(which.id)) return null;
  const image = await findImage(deps.db, which.id);
  if (!image || image.revision !== which.revision) return null;
  const isOwn = reader.actor !== null && scopesOf(reader.actor).organisationIds.includes(image.organisationId);
  if (!isOwn && (which.variant === "whole" || !(await isShownTo(deps, reader.place, image.id)))) return null;
  return deps.files.find(deps.db, { imageId: image.id, revision: which.revision, variant: which.variant });
}

async function isShownTo(
  deps: { db: Database; clock: Clock },
  place: SeenPlace | null,
  imageId: string,
): Promise<boolean> {
  const uses = await findUses(deps.db, imageId);
  if (uses.length === 0) return false;
  const { rules } = await currentRules(deps);
  const nowMs = deps.clock.now().getTime();
  if (uses.some(({ raffleId }) => rules.refusal(raffleId, place, nowMs) === null)) return true;
  if (uses.some(({ raffleId }) => rules.showsDetail(raffleId, place, nowMs))) return true;
  // Where the venue lists closed raffles by their title, their cards show their picture.
  const listed = new Set(rules.see(place, nowMs, "en").listed.map(({ id }) => id));
  return uses.some(({ raffleId }) => listed.has(raffleId));
}
