import type { Reader } from "@/server/kernel/db";
import type { AreaLaw } from "./requirements";
import { readAreaLaws, readGameRules, type StoredGameRules } from "./rules-store";

/** The lists of many games and the law of every area in one go, for whoever compiles them. `where` picks the games. */
export async function loadRules(
  reader: Reader,
  where: Parameters<typeof readGameRules>[1],
  now: Date,
): Promise<{ games: StoredGameRules[]; laws: ReadonlyMap<string, AreaLaw> }> {
  const [games, laws] = await Promise.all([readGameRules(reader, where), readAreaLaws(reader, now)]);
  return { games, laws };
}
