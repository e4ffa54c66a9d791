import type { Reader } from "@/server/kernel/db";
import { areaVersion, loadTree } from "./store";
import type { AreaTree } from "./tree";

let held: { version: string; tree: Promise<AreaTree> } | null = null;
let confirmedAtMs = Number.NEGATIVE_INFINITY;

/** Areas change with an import, which people start by hand; a process notices within this time. */
const CONFIRMED_MS = 5_000;

/**
 * The whole tree from the database, kept in memory until an import changes it. The version is asked at most every
 * five seconds unless `fresh`.
 */
export async function currentAreaTree(reader: Reader, options: { fresh?: boolean } = {}): Promise<AreaTree> {
  const now = performance.now();
  if (held && !options.fresh && now - confirmedAtMs < CONFIRMED_MS) return held.tree;
  const version = await areaVersion(reader);
  if (held?.version !== version) {
    const tree = loadTree(reader);
    held = { version, tree };
    tree.catch(() => {
      held = null;
    });
  }
  confirmedAtMs = now;
  return held!.tree;
}
