import type { Reader } from "@/server/kernel/db";
import type { AreaRuleRow } from "./requirements";
import { readAreaRuleRows, readGameRules, readRulesVersion, type StoredGameRules } from "./rules-store";

interface Known {
  version: bigint;
  laws: Promise<AreaRuleRow[]>;
  games: Map<string, Promise<StoredGameRules | null>>;
}

// By handle, so that two databases in one process (tests) never meet. A transaction's handle is new each time.
const known = new WeakMap<object, Known>();
const MOST_GAMES = 20_000;

/**
 * The rules of a game and the law of areas as the database has them at this moment. The version is asked each time;
 * what was read under the same version is not read again. Rules that change between the two reads are kept under the
 * older version, which is never asked for again, and whoever decided with them is told `rules-changed` when issuing.
 * `versionJustRead` spares the question to a caller whose own statement has answered it.
 */
export async function rulesNow(
  reader: Reader,
  gameId: string,
  versionJustRead?: bigint,
): Promise<{ version: bigint; game: StoredGameRules | null; laws: AreaRuleRow[] }> {
  const version = versionJustRead ?? (await readRulesVersion(reader));
  let held = known.get(reader);
  if (held?.version !== version) {
    held = { version, laws: readAreaRuleRows(reader), games: new Map() };
    known.set(reader, held);
  }
  let game = held.games.get(gameId);
  if (!game) {
    if (held.games.size >= MOST_GAMES) held.games.clear();
    game = readGameRules(reader, { id: gameId }).then(([found]) => found ?? null);
    held.games.set(gameId, game);
  }
  try {
    const [rules, laws] = await Promise.all([game, held.laws]);
    return { version, game: rules, laws };
  } catch (error) {
    // A read that failed is no knowledge: the next caller asks again.
    known.delete(reader);
    throw error;
  }
}
