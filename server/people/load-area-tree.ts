import { AreaTree } from "@/server/areas/tree";
import type { Database } from "@/server/kernel/db";
import { areaVersion, readAreaRows } from "./area-tree-store";

const LOOK_EVERY_MS = 5_000;
const held = new WeakMap<Database, { tree: AreaTree; version: string; lookedAtMs: number }>();

/**
 * The area graph as the database has it, held in memory; looked at again every five seconds and read again after an
 * import. Authority over areas is judged by it.
 */
export async function loadAreaTree(db: Database, nowMs: number = Date.now()): Promise<AreaTree> {
  const known = held.get(db);
  if (known && nowMs - known.lookedAtMs < LOOK_EVERY_MS) return known.tree;
  const version = await areaVersion(db);
  const tree = known?.version === version ? known.tree : AreaTree.fromRows(await readAreaRows(db));
  held.set(db, { tree, version, lookedAtMs: nowMs });
  return tree;
}
