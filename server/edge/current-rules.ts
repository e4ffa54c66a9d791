import type { AreaTree } from "@/server/areas/tree";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { readTree, readTreeMark } from "./area-tree-store";
import { readRulesVersion, readSetting } from "./class-store";
import { compileRules, fingerprint, mapAnswers } from "./compiled-rules";
import type { GateMode, GateRules } from "./gate-rules";
import { readAreaRules, readLiveGames } from "./live-rules-store";
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

const held = new WeakMap<Database, { now?: Held; running?: Promise<Held>; tree?: { mark: string; tree: AreaTree } }>();

function slotOf(db: Database) {
  let slot = held.get(db);
  if (!slot) {
    slot = {};
    held.set(db, slot);
  }
  return slot;
}

/** The area tree as the database has it; read again only after an import. */
export async function currentTree(deps: { db: Database }): Promise<AreaTree> {
  const slot = slotOf(deps.db);
  const mark = await readTreeMark(deps.db);
  if (slot.tree?.mark !== mark) slot.tree = { mark, tree: await readTree(deps.db) };
  return slot.tree.tree;
}

async function compile(deps: { db: Database; clock: Clock }, rulesVersion: string): Promise<Held> {
  const now = deps.clock.now();
  const tree = await currentTree(deps);
  const [games, areaRules, mode] = await Promise.all([
    readLiveGames(deps.db, now),
    readAreaRules(deps.db, now),
    readSetting(deps.db, "gate_mode", "filter-first"),
  ]);
  const live: LiveRules = {
    version: rulesVersion,
    mapId: "",
    gateMode: (MODES.includes(mode) ? mode : "filter-first") as GateMode,
    insisting: areaRules.filter((one) => one.rules.filterFirst === true).map((one) => one.areaId),
    ages: new Map(areaRules.flatMap((one) => (one.minimumAge === null ? [] : [[one.areaId, one.minimumAge]]))),
    tree,
    games: games.map((game) => ({
      id: game.id,
      slug: game.slug,
      revision: game.revision,
      fromMs: game.opensAt.getTime(),
      untilMs: game.closesAt.getTime(),
      rules: { ...game.rules, governing: tree.lineOf(game.governingAreaId) },
    })),
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
