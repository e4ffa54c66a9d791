import { variationOf } from "./art";

/** How many different drawings there are of each motif. */
export const COVER_VARIANTS = 32;

/** Which of the drawings belongs to a seed: always the same one. */
export function coverVariant(seed: string): number {
  return Math.floor(variationOf(seed).next() * COVER_VARIANTS);
}
