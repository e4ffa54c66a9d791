import type { Reader } from "@/server/kernel/db";
import { type MerkleTree, merkleTree } from "./merkle";
import { type RevealStep, schedule } from "./reveal";
import { findDrawing, readEntries, readWinners } from "./store";

/** A frozen list as pages need it again and again. It never changes, so any process may keep a copy. */
export interface FrozenList {
  entries: string[];
  tree: MerkleTree;
  /** The last parts of the ticket numbers, sorted; empty where they are no numbers. */
  tails: Uint32Array;
  /** The longest last part, in digits. */
  width: number;
}

const KEPT = 6;
const kept = new Map<string, Promise<FrozenList>>();

async function load(reader: Reader, drawingId: string): Promise<FrozenList> {
  const entries = await readEntries(reader, drawingId);
  const texts = entries.map((entry) => entry.slice(entry.lastIndexOf("-") + 1));
  const numeric = texts.every((text) => /^\d{1,9}$/.test(text));
  return {
    entries,
    tree: merkleTree(entries),
    tails: numeric ? Uint32Array.from(texts, Number).sort() : new Uint32Array(0),
    width: texts.reduce((width, text) => Math.max(width, text.length), 1),
  };
}

/** The frozen list of a drawing, from memory where it was used lately. Call it only once the list is frozen. */
export function readFrozenList(reader: Reader, drawingId: string): Promise<FrozenList> {
  const found = kept.get(drawingId) ?? load(reader, drawingId);
  kept.delete(drawingId);
  kept.set(drawingId, found);
  found.catch(() => kept.delete(drawingId));
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
  return found;
}

/** The steps of a drawn drawing's show; empty before the draw. */
export async function readShow(reader: Reader, drawingId: string): Promise<RevealStep[]> {
  const drawing = await findDrawing(reader, drawingId);
  if (drawing?.state !== "drawn" || !drawing.revealStartsAt) return [];
  const rows = await readWinners(reader, drawingId);
  const winners = rows.flatMap(({ rank, groupPosition, number, replacesId }) =>
    groupPosition === null || replacesId !== null ? [] : [{ rank, level: groupPosition, ticket: number }],
  );
  const { width } = await readFrozenList(reader, drawingId);
  return schedule(winners, drawing.revealStartsAt.getTime(), width);
}
