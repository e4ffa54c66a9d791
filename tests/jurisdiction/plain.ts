import type { Alternative } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import type { GameRules } from "@/server/jurisdiction/rules";

/**
 * The decision once more, written as the rule reads and as slowly as it likes: every combination of areas in which the
 * person could be is laid out, the impossible ones are struck, and J3 is asked for each that is left. It shares no code
 * with the product but the tree's parents, and is kept for comparison alone.
 */
export function plainAnswer(
  game: GameRules,
  alternatives: readonly Alternative[],
  tree: AreaTree,
  context: { atMs: number; age: number | null; ages: ReadonlyMap<string, number> },
): "open" | "closed" | "undecided" {
  const answers = new Set<string>();
  for (const alternative of alternatives) {
    for (const world of worlds(alternative, game, tree, context.ages)) answers.add(answerIn(world, game, context));
  }
  if (answers.size === 1 && answers.has("open")) return "open";
  if (answers.size === 1 && answers.has("closed")) return "closed";
  return "undecided";
}

type World = string[][];

const OTHER = "some other area";

function tierOf(tree: AreaTree, id: string): number {
  return tree.tierOf(id);
}

function above(tree: AreaTree, id: string, tier: number): string[] {
  return tree.lineOf(id).filter((other) => other !== id && tree.tierOf(other) === tier);
}

function worlds(alternative: Alternative, game: GameRules, tree: AreaTree, ages: ReadonlyMap<string, number>): World[] {
  const named = [...game.permissions.map((p) => p.area), ...game.exclusions.map((e) => e.area), ...ages.keys()];
  const known = alternative.flatMap((tier) => tier ?? []);
  const strangers = [...new Set(named)].filter((id) => !tree.has(id) && !known.includes(id));
  const everyTier = alternative.map((tier, position): string[][] => {
    if (tier !== null) return [[...tier]];
    const inTree = tree.ids.filter((id) => tierOf(tree, id) === position);
    return [[], [OTHER], ...[...inTree, ...strangers].map((id) => [id])];
  });
  let all: World[] = [[]];
  for (const choices of everyTier) all = all.flatMap((world) => choices.map((choice) => [...world, choice]));
  return all.filter((world) => isPossible(world, alternative, tree));
}

/** Whether a person can be in all of these at once, as far as the tree knows. */
function isPossible(world: World, alternative: Alternative, tree: AreaTree): boolean {
  const ids = world.flat().filter((id) => id !== OTHER);
  if (new Set(ids).size !== ids.length) return false;
  for (let tier = 0; tier < world.length; tier++) {
    for (const id of world[tier]!) {
      if (!tree.has(id)) continue;
      // The nearest tier above that says something has to agree, unless both were given.
      for (let upper = tier - 1; upper >= 0; upper--) {
        const line = above(tree, id, upper);
        if (line.length === 0) continue;
        const standing = world[upper]!;
        const bothGiven = alternative[tier] !== null && alternative[upper] !== null;
        if (bothGiven && standing.length > 0) break;
        if (standing.length === 0) {
          if (alternative[upper] === null) return false; // "in none" cannot be above an area that lies in one
          continue;
        }
        if (!standing.some((other) => line.includes(other))) return false;
        if (alternative[tier] === null) break;
      }
    }
    // Whoever is in the United States is in a state, and whoever is in a state is in a county.
    if (alternative[tier] === null && (tier === 1 || tier === 2)) {
      const upper = world[tier - 1]!;
      const own = world[tier]!;
      const hasChildren =
        upper.length > 0 &&
        upper.every((id) =>
          tree.ids.some((below) => tierOf(tree, below) === tier && above(tree, below, tier - 1).includes(id)),
        );
      const chosenIsReal = own.length > 0 && own[0] !== OTHER;
      if (hasChildren && upper.every((id) => tree.has(id)) && !chosenIsReal) return false;
    }
  }
  return true;
}

function answerIn(
  world: World,
  game: GameRules,
  context: { atMs: number; age: number | null; ages: ReadonlyMap<string, number> },
): string {
  const [, state = [], county = [], municipality = []] = world;
  const valid = (entry: { fromMs: number | null; untilMs: number | null }) =>
    (entry.fromMs ?? -Infinity) <= context.atMs && context.atMs < (entry.untilMs ?? Infinity);
  const excluded = (areas: string[]) => game.exclusions.some((e) => valid(e) && areas.includes(e.area));
  const permitted = (areas: string[]) => game.permissions.some((p) => valid(p) && areas.includes(p.area));
  const wide = (areas: string[]) =>
    game.permissions.some(
      (p) => valid(p) && areas.includes(p.area) && (p.coverage === "wide" || p.coverage === "not-required"),
    );
  const open =
    !world.some(excluded) &&
    (wide(state) || wide(county) || permitted(municipality) || (permitted(state) && permitted(county)));
  if (!open) return "closed";
  const figures = [
    game.minimumAge ?? 0,
    ...[...game.governing, ...world.flat()].map((id) => context.ages.get(id) ?? 0),
  ];
  const required = Math.max(...figures);
  if (required === 0) return "open";
  if (context.age === null) return "age";
  return context.age >= required ? "open" : "closed";
}
