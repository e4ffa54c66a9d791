import { areasOfPlace, type Place } from "@/server/areas/places";
import { type AreaRow, AreaTree } from "@/server/areas/tree";
import type { GameRules } from "./rules";

/** An area as evidence keeps it: id, tier, parents, name. */
export type EvidenceArea = readonly [id: string, tier: string, parents: readonly string[], name: string];

/**
 * The part of the tree that a decision looked at (J14), so that it can be made again after the tree has changed:
 * everything that lists, governing jurisdiction, age figures and places name, with all above it; and, below the lowest
 * known area of a place, the areas of the next tier where that tier leaves no gaps and a list names something there.
 */
export function evidenceAreas(
  tree: AreaTree,
  decided: {
    readonly rules: GameRules;
    readonly places: readonly Place[];
    readonly ages: ReadonlyArray<readonly [string, number]>;
  },
): EvidenceArea[] {
  const { rules, places, ages } = decided;
  const listed = [
    ...rules.permissions.map((entry) => entry.area),
    ...rules.exclusions.map((entry) => entry.area),
    ...ages.map(([area]) => area),
  ];
  const ids = new Set<string>();
  for (const area of [...listed, ...rules.governing, ...places.flatMap(areasOfPlace)]) {
    for (const id of tree.lineOf(area)) ids.add(id);
  }
  for (const { alternatives } of places) {
    for (const alternative of alternatives) {
      const unknown = alternative.indexOf(null);
      if (unknown < 1 || !tree.profileOf(alternative[0]?.[0] ?? "").covering[unknown]) continue;
      for (const above of alternative[unknown - 1] ?? []) {
        if (!listed.some((area) => area !== above && tree.isWithin(area, above))) continue;
        for (const child of tree.childrenOf(tree.numberOf(above))) {
          if (tree.tiers[child] === unknown) ids.add(tree.ids[child]!);
        }
      }
    }
  }
  const rows: EvidenceArea[] = [];
  for (const id of ids) {
    const number = tree.numberOf(id);
    const parents = [...tree.parentsOf(number)].map((parent) => tree.ids[parent]!);
    rows.push([id, tree.tierName(id), parents, tree.names[number]!]);
  }
  return rows;
}

/** The tree that evidence was decided with. */
export function treeOfEvidence(areas: readonly EvidenceArea[]): AreaTree {
  return AreaTree.fromRows(areas.map(([id, tier, parents, name]): AreaRow => ({ id, tier, parents, name })));
}

/** The age figures that can matter to somebody in one of these areas: of the areas themselves, above and below them. */
export function concernedAges(
  tree: AreaTree,
  ages: ReadonlyArray<readonly [string, number]>,
  areas: readonly string[],
): Array<readonly [string, number]> {
  return ages.filter(([area]) => areas.some((named) => tree.isWithin(area, named) || tree.isWithin(named, area)));
}
