import { fromHex, toHex, utf8 } from "./bytes";
import { finish, initialise, rounds, schedule, wordsToBytes } from "./sha256";

/**
 * The tree over a frozen list, in the shape of RFC 6962, section 2.1: a leaf is SHA-256(0x00 ‖ entry), a node
 * SHA-256(0x01 ‖ left ‖ right), the left part of n entries is the largest power of two below n, and the root of an
 * empty list is SHA-256 of nothing. Built from the bottom, an odd hash at the end of a row moves up as it is.
 * Entries are texts in UTF-8. Hashes are kept as eight words each in one flat array a row.
 */

const LEAF = 0x00;
const NODE = 0x01;
const WORDS = 8;

const state = new Int32Array(WORDS);
const block = new Int32Array(64);

/** A node is 65 bytes: the second block holds its last byte and padding alone, so it has 256 possible schedules. */
const lastByteSchedules = (() => {
  const all = new Int32Array(256 * 64);
  const words = new Int32Array(64);
  for (let byte = 0; byte < 256; byte++) {
    words.fill(0);
    words[0] = (byte << 24) | 0x800000;
    words[15] = 65 * 8;
    schedule(words);
    all.set(words, byte * 64);
  }
  return all;
})();

function hashNode(row: Int32Array, left: number, right: number, out: Int32Array, at: number): void {
  let carried = NODE;
  for (let word = 0; word < WORDS; word++) {
    const value = row[left + word]!;
    block[word] = (carried << 24) | (value >>> 8);
    carried = value & 0xff;
  }
  for (let word = 0; word < WORDS; word++) {
    const value = row[right + word]!;
    block[WORDS + word] = (carried << 24) | (value >>> 8);
    carried = value & 0xff;
  }
  initialise(state);
  schedule(block);
  rounds(state, block);
  rounds(state, lastByteSchedules, carried * 64);
  for (let word = 0; word < WORDS; word++) out[at + word] = state[word]!;
}

function hashLeaf(entry: string, out: Int32Array, at: number): void {
  initialise(state);
  // A short ASCII entry fits one block with its prefix and padding; most ticket numbers are such.
  const length = entry.length;
  if (length <= 54) {
    block.fill(0, 0, 16);
    let ascii = true;
    for (let index = 0; index < length; index++) {
      const code = entry.charCodeAt(index);
      if (code > 0x7f) {
        ascii = false;
        break;
      }
      const position = index + 1;
      block[position >> 2] = block[position >> 2]! | (code << (24 - 8 * (position & 3)));
    }
    if (ascii) {
      const end = length + 1;
      block[end >> 2] = block[end >> 2]! | (0x80 << (24 - 8 * (end & 3)));
      block[15] = end * 8;
      schedule(block);
      rounds(state, block);
      for (let word = 0; word < WORDS; word++) out[at + word] = state[word]!;
      return;
    }
  }
  finish(state, utf8(entry), LEAF);
  for (let word = 0; word < WORDS; word++) out[at + word] = state[word]!;
}

function leafRow(entries: readonly string[]): Int32Array {
  const row = new Int32Array(entries.length * WORDS);
  for (let index = 0; index < entries.length; index++) hashLeaf(entries[index]!, row, index * WORDS);
  return row;
}

function rowAbove(row: Int32Array, size: number, out: Int32Array): number {
  const pairs = size >> 1;
  for (let pair = 0; pair < pairs; pair++) hashNode(row, pair * 16, pair * 16 + WORDS, out, pair * WORDS);
  if (size % 2 === 0) return pairs;
  for (let word = 0; word < WORDS; word++) out[pairs * WORDS + word] = row[(size - 1) * WORDS + word]!;
  return pairs + 1;
}

function emptyRoot(): string {
  initialise(state);
  finish(state, new Uint8Array(0));
  return toHex(wordsToBytes(state));
}

/** The root of the list, in hexadecimal. A million short entries take well under a second and 32 MB. */
export function merkleRoot(entries: readonly string[]): string {
  if (entries.length === 0) return emptyRoot();
  const row = leafRow(entries);
  let size = entries.length;
  // In place: a pair is read before its place is written, and writing never overtakes reading.
  while (size > 1) size = rowAbove(row, size, row);
  return toHex(wordsToBytes(row));
}

/** A tree that is kept whole, to prove many entries. About 64 bytes an entry. */
export interface MerkleTree {
  readonly count: number;
  readonly root: string;
  /** The hashes beside the way from entry `index` (from 0) to the root, lowest first, in hexadecimal. */
  path(index: number): string[];
}

/** Builds the tree over `entries`. `path` throws a RangeError outside 0..count-1. */
export function merkleTree(entries: readonly string[]): MerkleTree {
  const rows: Array<{ hashes: Int32Array; size: number }> = [{ hashes: leafRow(entries), size: entries.length }];
  while (rows.at(-1)!.size > 1) {
    const below = rows.at(-1)!;
    const hashes = new Int32Array(((below.size + 1) >> 1) * WORDS);
    rows.push({ hashes, size: rowAbove(below.hashes, below.size, hashes) });
  }
  return {
    count: entries.length,
    root: entries.length === 0 ? emptyRoot() : toHex(wordsToBytes(rows.at(-1)!.hashes)),
    path(index) {
      if (!Number.isInteger(index) || index < 0 || index >= entries.length) throw new RangeError("no such entry");
      const path: string[] = [];
      let at = index;
      for (const { hashes, size } of rows.slice(0, -1)) {
        const sibling = at ^ 1;
        if (sibling < size) path.push(toHex(wordsToBytes(hashes, sibling * WORDS)));
        at >>= 1;
      }
      return path;
    },
  };
}

function toWords(hex: string, out: Int32Array, at: number): void {
  const view = new DataView(fromHex(hex).buffer);
  for (let word = 0; word < WORDS; word++) out[at + word] = view.getInt32(word * 4);
}

/**
 * The root that `entry` at `index` of a list of `count` has by this path, or null when the path has not the length
 * that such a list wants. Compare it with the root that was published.
 */
export function rootByPath(entry: string, index: number, count: number, path: readonly string[]): string | null {
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(index) || index < 0 || index >= count) return null;
  const pair = new Int32Array(2 * WORDS);
  const own = new Int32Array(WORDS);
  hashLeaf(entry, own, 0);
  let at = index;
  let size = count;
  let used = 0;
  while (size > 1) {
    const alone = at % 2 === 0 && at === size - 1;
    if (!alone) {
      const sibling = path[used++];
      if (sibling === undefined) return null;
      pair.set(own, at % 2 === 0 ? 0 : WORDS);
      toWords(sibling, pair, at % 2 === 0 ? WORDS : 0);
      hashNode(pair, 0, WORDS, own, 0);
    }
    at = Math.floor(at / 2);
    size = Math.ceil(size / 2);
  }
  return used === path.length ? toHex(wordsToBytes(own)) : null;
}
