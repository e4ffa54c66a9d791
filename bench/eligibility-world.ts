import { defaultAreaSource } from "@/server/areas/default-areas";
import type { Alternative } from "@/server/areas/places";
import { AreaTree } from "@/server/areas/tree";
import type { Coverage, GameRules } from "@/server/jurisdiction/rules";

/** Games with their lists, and places to ask for, all made from one seed. */
export interface EligibilityWorld {
  tree: AreaTree;
  games: GameRules[];
  places: Alternative[];
}

/** A small generator of its own, so that a seed gives the same world on every machine (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * `count` games of `rulesEach` entries: states wide or local, counties and municipalities inside and outside of them,
 * one entry in six an exclusion. Places lie all over the country, known down to the municipality.
 */
export function eligibilityWorld(count: number, rulesEach: number, seed = 20261120): EligibilityWorld {
  const random = generator(seed);
  const pick = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)]!;
  const tree = AreaTree.fromRows(
    defaultAreaSource().areas.filter((row) => row.id === "US" || row.id.startsWith("US-")),
  );
  const tiers = [0, 1, 2, 3].map((tier) => tree.ids.filter((_, at) => tree.tiers[at] === tier));
  const games = Array.from({ length: count }, (): GameRules => {
    const home = pick(tiers[1]!);
    const inside = [...tree.childrenOf(tree.numberOf(home))].map((number) => tree.ids[number]!);
    const named = new Map<string, Coverage | "excluded">();
    named.set(home, random() < 0.5 ? "wide" : "local");
    while (named.size < rulesEach) {
      const share = random();
      const area =
        share < 0.3 ? pick(tiers[1]!) : share < 0.55 ? pick(inside) : share < 0.8 ? pick(tiers[2]!) : pick(tiers[3]!);
      if (!named.has(area))
        named.set(area, pick(["wide", "local", "local", "not-required", "wide", "excluded"] as const));
    }
    const entries = [...named];
    return {
      permissions: entries.flatMap(([area, coverage]) =>
        coverage === "excluded" ? [] : [{ area, coverage, permitNumber: null, fromMs: null, untilMs: null }],
      ),
      exclusions: entries.flatMap(([area, coverage]) =>
        coverage === "excluded" ? [{ area, cause: "game" as const, fromMs: null, untilMs: null }] : [],
      ),
      minimumAge: 18,
      governing: ["US", home],
    };
  });
  const places = Array.from({ length: 4096 }, (): Alternative => {
    const number = tree.numberOf(pick(tiers[3]!));
    return [
      ...[0, 1, 2].map((tier) => tree.ancestorsAt(number, tier).map((area) => tree.ids[area]!)),
      [tree.ids[number]!],
    ];
  });
  return { tree, games, places };
}
