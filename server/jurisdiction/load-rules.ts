import type { Reader } from "@/server/kernel/db";
import type { AreaLaw } from "./requirements";
import type { Permission } from "./rules";
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

/** The permissions that the venue's mode gives a game (J12), those included whose regulator has not given the word yet. */
export async function loadPermissions(reader: Reader, gameId: string): Promise<readonly Permission[]> {
  const [game] = await readGameRules(reader, { id: gameId }, true);
  return game?.rules.permissions ?? [];
}
