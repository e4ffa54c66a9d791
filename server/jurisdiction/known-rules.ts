import type { Reader } from "@/server/kernel/db";
import { type AreaRuleRow, lawsAt } from "./requirements";
import {
  localPermitsOf,
  readAreaLists,
  readAreaRuleRows,
  readListedGame,
  readRulesVersion,
  rulesOf,
  type StoredGameRules,
} from "./rules-store";

interface KnownGame {
  /** Of the moment at which the game's lists were read. */
  version: bigint;
  rules: StoredGameRules | null;
}

interface Known {
  version: bigint;
  laws: Promise<AreaRuleRow[]>;
  areaLists: ReturnType<typeof readAreaLists>;
  games: Map<string, Promise<KnownGame>>;
}

// By handle, so that two databases in one process (tests) never meet. A transaction's handle is new each time.
const known = new WeakMap<object, Known>();
const MOST_GAMES = 20_000;
/** How often rules that change while they are read are read again. */
const MOST_READINGS = 4;

/**
 * The rules of a game and the law of areas as the database has them at this moment. The version is asked each time;
 * what was read under the same version is not read again, and those who ask for games that nobody has asked for yet
 * share one statement, which reads the version too: where it is another one by then, everything is read under that one.
 * Should the law change between the reads it is kept under the older version, which is never asked for again, and
 * whoever decided with it is told `rules-changed` when issuing. `versionJustRead` spares the question to a caller whose
 * own statement has answered it.
 */
export async function rulesNow(
  reader: Reader,
  gameId: string,
  versionJustRead?: bigint,
): Promise<{ version: bigint; game: StoredGameRules | null; laws: AreaRuleRow[] }> {
  let version = versionJustRead ?? (await readRulesVersion(reader));
  for (let reading = 1; ; reading++) {
    // A caller who is behind the others does not make them read everything again; a database that was put back does.
    if (version < (known.get(reader)?.version ?? version)) version = await readRulesVersion(reader);
    const held = knownUnder(reader, version);
    const [game, laws] = await Promise.all([gameOf(reader, held, gameId), held.laws]);
    if (game.version === version || reading === MOST_READINGS) return { version, game: game.rules, laws };
    version = game.version;
  }
}

function knownUnder(reader: Reader, version: bigint): Known {
  const before = known.get(reader);
  if (before?.version === version) return before;
  const held: Known = {
    version,
    laws: readAreaRuleRows(reader),
    areaLists: readAreaLists(reader),
    games: new Map(),
  };
  known.set(reader, held);
  // A read that failed is no knowledge: the next caller asks again.
  Promise.all([held.laws, held.areaLists]).catch(() => {
    if (known.get(reader) === held) known.delete(reader);
  });
  return held;
}

function gameOf(reader: Reader, held: Known, gameId: string): Promise<KnownGame> {
  const before = held.games.get(gameId);
  if (before) return before;
  const game = readGame(reader, held, gameId);
  const oldest = held.games.size >= MOST_GAMES ? held.games.keys().next().value : undefined;
  if (oldest !== undefined) held.games.delete(oldest);
  held.games.set(gameId, game);
  game.catch(() => {
    if (held.games.get(gameId) === game) held.games.delete(gameId);
  });
  return game;
}

async function readGame(reader: Reader, held: Known, gameId: string): Promise<KnownGame> {
  const [now, areaLists, laws] = await Promise.all([readListedGame(reader, gameId), held.areaLists, held.laws]);
  const { version, mode, ownBelow } = now;
  const localPermits = mode === "derived" ? localPermitsOf(lawsAt(laws, new Date())) : new Set<string>();
  const rules = now.game && rulesOf(now.game, { mode, ...areaLists, localPermits }, ownBelow);
  return { version, rules };
}
