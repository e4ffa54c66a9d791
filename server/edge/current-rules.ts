import { currentAreaTree } from "@/server/areas/load-tree";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { type AreaLaw, inForce } from "@/server/jurisdiction/requirements";
import type { GameRules } from "@/server/jurisdiction/rules";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { readRulesVersion, readSetting } from "./class-store";
import { compileRules, fingerprint, mapAnswers } from "./compiled-rules";
import type { GateMode, GateRules } from "./gate-rules";
import { liveGames, readLiveGames } from "./live-rules-store";
import { encodeLiveRules, type LiveRules, type MapAnswers } from "./rules-wire";

const MODES: readonly string[] = ["filter-first", "filter-after-browsing", "gate-at-entry"];
/** The map is drawn anew at least this often, since games open and close without anybody changing a rule. */
const MAP_SECONDS = 60;

/** The rules as the database has them, compiled in this process. */
export interface CurrentRules {
  version: string;
  rules: GateRules;
  live: LiveRules;
  map: MapAnswers;
  /** What is published for the gates. */
  body: string;
}

interface Held extends CurrentRules {
  rulesVersion: string;
  mapUntilMs: number;
}

const held = new WeakMap<Database, { now?: Held; running?: Promise<Held> }>();

function slotOf(db: Database) {
  let slot = held.get(db);
  if (!slot) {
    slot = {};
    held.set(db, slot);
  }
  return slot;
}

/** A game that its governing law forbids is closed everywhere, whatever its lists say (R16). */
function lawful(rules: GameRules, laws: ReadonlyMap<string, AreaLaw>): GameRules {
  const governing = [...rules.governing].reverse().flatMap((area) => laws.get(area) ?? []);
  const country = rules.governing[0];
  if (!country || inForce(governing, "rafflesAllowed") !== false) return rules;
  const ban = { area: country, cause: "area" as const, fromMs: null, untilMs: null };
  return { ...rules, exclusions: [ban, ...rules.exclusions] };
}

async function compile(deps: { db: Database; clock: Clock }, rulesVersion: string): Promise<Held> {
  const now = deps.clock.now();
  const [tree, games, loaded, mode] = await Promise.all([
    currentAreaTree(deps.db, { fresh: true }),
    readLiveGames(deps.db, now),
    loadRules(deps.db, liveGames(now), now),
    readSetting(deps.db, "gate_mode", "filter-first"),
  ]);
  const { laws } = loaded;
  const lists = new Map(loaded.games.map((game) => [game.gameId, game]));
  const live: LiveRules = {
    version: rulesVersion,
    mapId: "",
    gateMode: (MODES.includes(mode) ? mode : "filter-first") as GateMode,
    insisting: [...laws.values()].filter((law) => law.requirements.filterFirst === true).map((law) => law.areaId),
    ages: new Map([...laws.values()].flatMap((law) => (law.minimumAge === null ? [] : [[law.areaId, law.minimumAge]]))),
    tree,
    games: games.flatMap((game) => {
      const own = lists.get(game.id);
      const governing = own ? tree.lineOf(own.governingAreaId) : [];
      // Under a law that is not known here nothing may be shown (J6).
      if (!own || governing.length === 0) return [];
      return {
        id: game.id,
        slug: game.slug,
        revision: game.revision,
        fromMs: game.opensAt.getTime(),
        untilMs: game.closesAt.getTime(),
        rules: lawful({ ...own.rules, governing }, laws),
      };
    }),
  };
  const map = mapAnswers(live, now.getTime());
  const mapId = fingerprint(JSON.stringify(map));
  const version = `${rulesVersion}-${mapId.slice(0, 8)}`;
  const whole = { ...live, version, mapId };
  return {
    version,
    rulesVersion,
    live: whole,
    map,
    rules: compileRules(whole),
    body: encodeLiveRules(whole),
    mapUntilMs: now.getTime() + MAP_SECONDS * 1000,
  };
}

/**
 * The rules in force, asked of the database each time and compiled only when they changed. Costs one statement on the
 * common path.
 */
export async function currentRules(deps: { db: Database; clock: Clock }): Promise<CurrentRules> {
  const slot = slotOf(deps.db);
  const rulesVersion = await readRulesVersion(deps.db);
  const now = deps.clock.now().getTime();
  if (slot.now?.rulesVersion === rulesVersion && now < slot.now.mapUntilMs) return slot.now;
  slot.running ??= compile(deps, rulesVersion).finally(() => {
    slot.running = undefined;
  });
  const fresh = await slot.running;
  // Whoever joined a compilation of an older version must not be answered with it.
  if (fresh.rulesVersion !== rulesVersion) slot.now = await compile(deps, rulesVersion);
  else slot.now = fresh;
  return slot.now;
}
