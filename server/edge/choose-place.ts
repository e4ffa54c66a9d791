import { type Place, placeFromAreas, placeFromPostalAreas, placeName } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import { AppError } from "@/server/kernel/errors";
import type { SeenPlace } from "./seen-place";

/** What a postal code may mean, as `areas` resolves it. */
export interface PostalMeaning {
  code: string;
  name: string;
  areas: ReadonlyArray<{ id: string; tier: string; name: string; permille: number | null }>;
}

/** One area to choose from. */
export interface Choice {
  id: string;
  name: string;
}

/** "I live outside every municipality." */
export const OUTSIDE = "outside";
/** "I do not know": every alternative stays. */
export const UNSURE = "unsure";

function byName(one: Choice, other: Choice): number {
  return one.name.localeCompare(other.name, "en");
}

function childrenAt(tree: AreaTree, id: string, tier: number): Choice[] {
  const number = tree.numberOf(id);
  if (number < 0) return [];
  return [...tree.childrenOf(number)]
    .filter((child) => tree.tiers[child] === tier)
    .map((child) => ({ id: tree.ids[child]!, name: tree.names[child]! }))
    .sort(byName);
}

/** What the place chooser offers next: states, then the counties of one, then the municipalities of one. */
export function placeChoices(
  tree: AreaTree,
  chosen: { stateId: string; countyId: string },
): { states: Choice[]; counties: Choice[]; municipalities: Choice[] } {
  const state = tree.tierOf(chosen.stateId) === 1 ? chosen.stateId : "";
  const county =
    state && tree.isWithin(chosen.countyId, state) && tree.tierOf(chosen.countyId) === 2 ? chosen.countyId : "";
  return {
    states: childrenAt(tree, "US", 1),
    counties: state ? childrenAt(tree, state, 2) : [],
    municipalities: county ? childrenAt(tree, county, 3) : [],
  };
}

/** Counties that a postal code touches, by name; each with its state where the code crosses a border. */
export function countiesOf(tree: AreaTree, meaning: PostalMeaning): Choice[] {
  const counties = meaning.areas
    .filter((area) => area.tier === "county")
    .map(({ id, name }) => {
      const number = tree.numberOf(id);
      const above = number < 0 ? undefined : tree.ancestorsAt(number, 1)[0];
      return { id, name, state: above === undefined ? "" : (tree.names[above] ?? "") };
    });
  const crosses = new Set(counties.map(({ state }) => state)).size > 1;
  return counties
    .map(({ id, name, state }) => ({ id, name: crosses && state ? `${name}, ${state}` : name }))
    .sort(byName);
}

function seen(tree: AreaTree, source: SeenPlace["source"], place: Place): SeenPlace {
  return {
    source,
    alternatives: place.alternatives,
    label: placeName(tree, place).slice(0, 200),
    ageAtLeast: null,
    revision: 0,
  };
}

/**
 * A place chosen tier by tier. `municipality` may be {@link OUTSIDE} or empty. Throws 422 `placeUnknown` for what the
 * tree does not know or what does not lie where it is said to.
 */
export function choosePlace(
  tree: AreaTree,
  choice: { stateId: string; countyId: string; municipality: string },
): SeenPlace {
  const { stateId, countyId, municipality } = choice;
  if (tree.tierOf(stateId) !== 1) throw new AppError("placeUnknown", 422);
  if (countyId && !(tree.tierOf(countyId) === 2 && tree.isWithin(countyId, stateId)))
    throw new AppError("placeUnknown", 422);
  const inside = municipality && municipality !== OUTSIDE && municipality !== UNSURE ? municipality : "";
  if (inside && !(countyId && tree.tierOf(inside) === 3 && tree.isWithin(inside, countyId))) {
    throw new AppError("placeUnknown", 422);
  }
  const areas = [stateId, countyId, inside].filter(Boolean);
  const place = placeFromAreas(tree, areas, municipality === OUTSIDE);
  return seen(tree, "chosen", place);
}

/**
 * The place that a postal code means. Where it touches several counties, `countyId` says which, or {@link UNSURE} keeps
 * them all; without it null: the visitor has to be asked, the largest share is never taken silently. Throws 422
 * `postalCodeUnknown` where there is no such code.
 */
export function choosePostalCode(tree: AreaTree, meaning: PostalMeaning | null, countyId: string): SeenPlace | null {
  if (!meaning || meaning.areas.length === 0) throw new AppError("postalCodeUnknown", 422);
  const counties = countiesOf(tree, meaning);
  const chosen = counties.find((county) => county.id === countyId);
  if (counties.length > 1 && !chosen && countyId !== UNSURE) return null;
  const areas = meaning.areas.filter((area) => area.tier !== "county" || !chosen || area.id === chosen.id);
  return seen(tree, "zip", placeFromPostalAreas(tree, areas));
}

/** Where to go after a choice: an address of this application, else its first page. */
export function wayBack(text: string): string {
  const plain = /^\/(?![/\\])[\x21-\x7e]*$/.test(text) && text.length <= 500 && !text.includes("\\");
  return plain && !/^\/(api|place|v)(\/|\?|$)/.test(text) ? text : "/";
}
