import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { decodeTree, encodeTree } from "./compiled-tree";
import { defaultAreaSource } from "./default-areas";
import { AreaTree } from "./tree";

/** Where the compiled tree is kept: AREAS_FILE, or `.drawbridge/areas.compiled.bin` under the working directory. */
export function compiledTreePath(): string {
  return process.env.AREAS_FILE || path.join(process.cwd(), ".drawbridge", "areas.compiled.bin");
}

/** Writes the tree beside the old file and then puts it in its place, so that readers see one or the other. */
export function writeCompiledTree(tree: AreaTree, file = compiledTreePath()): void {
  const digest = createHash("sha256");
  for (const row of tree.rows()) digest.update(`${row.id}\t${row.tier}\t${row.parents.join(",")}\t${row.name}\n`);
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${file}.${randomBytes(4).toString("hex")}`;
  writeFileSync(fresh, encodeTree(tree, digest.digest("hex")));
  renameSync(fresh, file);
}

/**
 * The tree that the last import left, without a database; before any import the one that the packages know, which is
 * then kept so that the next start is fast. Throws when the file is there and cannot be read.
 */
export function loadCompiledTree(file = compiledTreePath()): AreaTree {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
    const tree = AreaTree.fromRows(defaultAreaSource().areas);
    try {
      writeCompiledTree(tree, file);
    } catch {
      // A directory that cannot be written costs the next start some time and nothing else.
    }
    return tree;
  }
  try {
    return decodeTree(bytes).tree;
  } catch (error) {
    throw new Error(`${file} is not a compiled area file (${(error as Error).message}). Run “areas import” again.`);
  }
}
