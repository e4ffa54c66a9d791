import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { deleteUnasked } from "./class-store";
import { CLASS_KNOWN_MS } from "./known-classes";

/** Twice as long as a gate takes a class for registered; browsers that kept a page keep its map a day. */
const KEPT_MS = 2 * CLASS_KNOWN_MS;

/** Removes the documents of classes and maps that no gate can point to any more. Answers how many. */
export async function sweepClasses(deps: { db: Database; clock: Clock }): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - KEPT_MS);
  return deps.db.transaction((tx) => deleteUnasked(tx, before));
}
