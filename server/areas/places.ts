import type { AreaTree } from "./tree";

/**
 * One way in which a person may be located (J1a). Per tier, from the country down: the areas in *all* of which the
 * person is (a village and the town around it), `[]` when known to be in none, `null` when unknown.
 */
export type Alternative = ReadonlyArray<readonly string[] | null>;

/** One or more alternatives. A residence has one; a postal code that touches three counties has three or more. */
export interface Place {
  readonly alternatives: readonly Alternative[];
}

/** One area that a postal code touches; `permille` is the share of the code's area, null where it is not known. */
export interface PostalArea {
  readonly id: string;
  readonly permille: number | null;
}

/**
 * More alternatives than this are not told apart: the municipality is then left unknown, county by county, which
 * allows everything that the alternatives would have allowed.
 */
export const MAXIMUM_ALTERNATIVES = 32;

/** Nothing known at all. */
export const NOWHERE: Place = { alternatives: [[null, null, null, null]] };

/** United States territories that geolocation services name as countries of their own. */
const TERRITORIES: Readonly<Record<string, string>> = {
  PR: "US-PR",
  GU: "US-GU",
  VI: "US-VI",
  AS: "US-AS",
  MP: "US-MP",
};

/**
 * A place from what a geolocation service says: ISO 3166-1 country and, where known, the ISO 3166-2 subdivision without
 * the country. Everything below stays unknown. A subdivision that the tree does not know is left unknown.
 */
export function placeFromRegion(tree: AreaTree, country: string, region: string | null): Place {
  const territory = TERRITORIES[country];
  if (territory) return placeFromAreas(tree, [territory]);
  const subdivision = region ? `${country}-${region}` : "";
  if (subdivision && tree.has(subdivision)) return placeFromAreas(tree, [subdivision]);
  return placeFromAreas(tree, [country]);
}

/**
 * A place from areas chosen tier by tier, or named by a proxy that is trusted. Each area brings what certainly lies
 * above it: a single ancestor is known; of several (New York city) none is, until it is chosen. Ids that the tree does
 * not know are dropped. `noneBelow` marks the tiers under the lowest chosen one as known to be none ("I live outside
 * any municipality").
 */
export function placeFromAreas(tree: AreaTree, areas: readonly string[], noneBelow = false): Place {
  const tiers = tierCount(tree, areas);
  const found: Array<Set<string> | null> = Array.from({ length: tiers }, () => null);
  const add = (tier: number, id: string): void => {
    const set = found[tier] ?? new Set<string>();
    set.add(id);
    found[tier] = set;
  };
  const known = areas.map((id) => tree.numberOf(id)).filter((number) => number >= 0);
  for (const number of known) add(tree.tiers[number]!, tree.ids[number]!);
  for (const number of known) {
    for (const [tier, list] of tree.ancestors(number).entries()) {
      if (list.length === 1) add(tier, tree.ids[list[0]!]!);
    }
  }
  let lowest = -1;
  for (let tier = 0; tier < tiers; tier++) if (found[tier]) lowest = tier;
  const alternative = found.map((set, tier) => (set ? [...set].sort() : noneBelow && tier > lowest ? [] : null));
  return { alternatives: [alternative] };
}

/**
 * The place that a postal code means: for each county it touches, once outside every municipality of the code and once
 * inside each municipality (and inside each village together with the towns of the same county that the code touches,
 * since a village may lie in a town). Shares are never used to guess. When that is more than
 * {@link MAXIMUM_ALTERNATIVES}, municipalities stay unknown.
 */
export function placeFromPostalAreas(tree: AreaTree, areas: readonly PostalArea[]): Place {
  const numbers = areas.map((area) => tree.numberOf(area.id)).filter((number) => number >= 0);
  const counties = numbers.filter((number) => tree.tiers[number] === 2);
  const municipalities = numbers.filter((number) => tree.tiers[number] === 3);
  const precise: Alternative[] = [];
  const coarse: Alternative[] = [];
  for (const county of counties) {
    const above = [0, 1].map((tier) => tree.ancestorsAt(county, tier).map((area) => tree.ids[area]!));
    const head = [...above, [tree.ids[county]!]];
    coarse.push([...head, null]);
    const inside = municipalities.filter((area) => mayLieIn(tree, area, county));
    for (const set of municipalitySets(tree, inside)) precise.push([...head, set]);
  }
  if (counties.length === 0) {
    const states = [...new Set(numbers.flatMap((area) => lineAt(tree, area, 1)))];
    if (states.length === 0) return NOWHERE;
    return { alternatives: states.flatMap((state) => placeFromAreas(tree, [tree.ids[state]!]).alternatives) };
  }
  return { alternatives: precise.length <= MAXIMUM_ALTERNATIVES ? precise : coarse };
}

function lineAt(tree: AreaTree, area: number, tier: number): readonly number[] {
  return tree.tiers[area] === tier ? [area] : tree.ancestorsAt(area, tier);
}

function mayLieIn(tree: AreaTree, municipality: number, county: number): boolean {
  const counties = tree.ancestorsAt(municipality, 2);
  if (counties.length > 0) return counties.includes(county);
  return tree.ancestorsAt(municipality, 1).some((state) => tree.ancestorsAt(county, 1).includes(state));
}

/** A ten-digit United States id is a county subdivision (a town); a seven-digit one a place (a city or village). */
function isCountySubdivision(id: string): boolean {
  return /^US-\d{10}$/.test(id);
}

function municipalitySets(tree: AreaTree, inside: readonly number[]): string[][] {
  const ids = inside.map((area) => tree.ids[area]!);
  const towns = ids.filter(isCountySubdivision);
  const places = ids.filter((id) => !isCountySubdivision(id));
  const sets: string[][] = [[]];
  for (const town of towns) sets.push([town]);
  for (const place of places) {
    sets.push([place]);
    for (const town of towns) sets.push([place, town].sort());
  }
  return sets;
}

function tierCount(tree: AreaTree, areas: readonly string[]): number {
  const first = areas.find((id) => tree.has(id));
  return tree.profileOf(first === undefined ? "" : (first.split("-")[0] ?? "")).tiers.length;
}

/** Whether at least the country is known in every alternative, with areas that the tree knows (J6). */
export function isLocated(tree: AreaTree, place: Place): boolean {
  if (place.alternatives.length === 0) return false;
  return place.alternatives.every((alternative) => {
    const country = alternative[0];
    return country !== null && country !== undefined && country.length > 0 && country.every((id) => tree.has(id));
  });
}

/** Every id that the place names, each once. */
export function areasOfPlace(place: Place): string[] {
  const ids = new Set<string>();
  for (const alternative of place.alternatives) {
    for (const tier of alternative) for (const id of tier ?? []) ids.add(id);
  }
  return [...ids];
}

/**
 * The part of a place that geolocation can be trusted with (J10): tiers below `lowestTier` become unknown, and
 * alternatives that then say the same are one.
 */
export function coarsen(place: Place, lowestTier: number): Place {
  const seen = new Map<string, Alternative>();
  for (const alternative of place.alternatives) {
    const cut = alternative.map((tier, position) => (position <= lowestTier ? tier : null));
    seen.set(JSON.stringify(cut), cut);
  }
  return { alternatives: [...seen.values()] };
}

/** A stable key: places that say the same in another order have the same one. */
export function placeKey(place: Place): string {
  return place.alternatives
    .map((alternative) =>
      alternative
        .map((tier) => (tier === null ? "?" : tier.length > 1 ? [...tier].sort().join("+") : (tier[0] ?? "-")))
        .join("/"),
    )
    .sort()
    .join("|");
}

/**
 * The place in words: its narrowest county or state, "Erie County, New York", with the municipality where exactly one
 * is known ("Orchard Park village, Erie County, New York"). Several alternatives are named together where few.
 */
export function placeName(tree: AreaTree, place: Place): string {
  const names = new Set<string>();
  for (const alternative of place.alternatives) {
    let lowest = -1;
    for (let tier = 0; tier < alternative.length; tier++) if (alternative[tier]?.length) lowest = tier;
    if (lowest < 0) continue;
    const county = alternative[2]?.[0];
    const areas = alternative[lowest]!;
    if (lowest === 3 && county && place.alternatives.length === 1) {
      names.add(`${areas.map((id) => tree.nameOf(id)).join(" and ")}, ${tree.displayName(county)}`);
    } else names.add(tree.displayName(lowest === 3 && county ? county : areas[0]!));
  }
  const list = [...names];
  return list.length > 3 ? `${list.slice(0, 3).join("; ")} …` : list.join("; ");
}
