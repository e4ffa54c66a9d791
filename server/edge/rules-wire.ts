import { AreaTree } from "@/server/areas/tree";
import type { GameRules, MinimumAges } from "@/server/jurisdiction/rules";
import type { GateMode } from "./gate-rules";

/** A game as the gate knows it. Times are Unix milliseconds: shown from `fromMs`, sold until `untilMs`. */
export interface LiveGame {
  readonly id: string;
  readonly slug: string;
  readonly revision: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly rules: GameRules;
}

/** Everything that decides what is shown, at one version. */
export interface LiveRules {
  readonly version: string;
  readonly gateMode: GateMode;
  /** Areas that insist on the filter from the first page, whatever the venue's mode (J9). */
  readonly insisting: readonly string[];
  readonly games: readonly LiveGame[];
  readonly ages: MinimumAges;
  readonly tree: AreaTree;
  /** Hash of {@link MapAnswers}; empty before they are computed. */
  readonly mapId: string;
}

/** Counties by answer: where anything at all is open, and where that depends on the municipality. */
export interface MapAnswers {
  open: string[];
  undecided: string[];
}

interface Wire {
  version: string;
  gateMode: GateMode;
  insisting: readonly string[];
  mapId: string;
  games: readonly LiveGame[];
  ages: Array<[string, number]>;
  areas: Array<[id: string, tier: string, parents: readonly string[]]>;
}

/**
 * The part of the tree that decisions need: everything that covers its parent without gaps (an unlisted county must
 * be known to be left over), and whatever a list names. Other municipalities are alike whether the tree knows them or
 * not.
 */
function neededAreas(rules: LiveRules): Wire["areas"] {
  const named = new Set<string>(rules.ages.keys());
  for (const game of rules.games) {
    for (const entry of [...game.rules.permissions, ...game.rules.exclusions]) named.add(entry.area);
    for (const area of game.rules.governing) named.add(area);
  }
  const countries = new Set([...named].map((id) => id.split("-")[0] ?? ""));
  const areas: Wire["areas"] = [];
  for (const row of rules.tree.rows()) {
    const country = row.id.split("-")[0] ?? "";
    const { tiers } = rules.tree.profileOf(country);
    const listed = named.has(row.id);
    if (listed || (countries.has(country) && row.tier !== tiers[tiers.length - 1]))
      areas.push([row.id, row.tier, row.parents]);
  }
  return areas;
}

/** The rules as one text for the key-value store: about 200 KB for the United States and a thousand games. */
export function encodeLiveRules(rules: LiveRules): string {
  const wire: Wire = {
    version: rules.version,
    gateMode: rules.gateMode,
    insisting: rules.insisting,
    mapId: rules.mapId,
    games: rules.games,
    ages: [...rules.ages],
    areas: neededAreas(rules),
  };
  return JSON.stringify(wire);
}

/** Reads what {@link encodeLiveRules} wrote; names are not in it. Throws on anything else. */
export function decodeLiveRules(text: string): LiveRules {
  const wire = JSON.parse(text) as Wire;
  const tree = AreaTree.fromRows(wire.areas.map(([id, tier, parents]) => ({ id, tier, parents, name: "" })));
  const { version, gateMode, insisting, games, mapId } = wire;
  return { version, gateMode, insisting, games, mapId, ages: new Map(wire.ages), tree };
}
