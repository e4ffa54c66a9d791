import { currentAreaTree } from "@/server/areas/load-tree";
import { placeName } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import type { PostalMeaning } from "@/server/edge/choose-place";
import { findPostalCode } from "@/server/edge/find-postal-code";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Database } from "@/server/kernel/db";

/** The area tree of the database. */
export function areaTree(deps: { db: Database }): Promise<AreaTree> {
  return currentAreaTree(deps.db);
}

/** What a United States postal code means, or null where there is none such. */
export function resolvePostal(deps: { db: Database }, code: string): Promise<PostalMeaning | null> {
  return findPostalCode(deps, "US", code);
}

/** A place in words. */
export function placeLabel(tree: AreaTree, place: SeenPlace): string {
  return place.label || placeName(tree, { alternatives: place.alternatives });
}
