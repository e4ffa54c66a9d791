import { openStream, type RandomStream, WORD_SPACE } from "./random-stream";

/**
 * The number in 0..range−1 that a word stands for, or null when the word is to be thrown away. The words below
 * range × share are dealt out in runs of `share`; the few above would favour some numbers, so they are rejected.
 * There is no modulo anywhere. `space` is the number of different words; the stream's is 2³².
 */
export function numberFromWord(word: number, range: number, space: number): number | null {
  const share = Math.floor(space / range);
  return word < share * range ? Math.floor(word / share) : null;
}

/** A number in 0..range−1, each equally likely; reads one word or more. `range` is 1 to 2³². */
export function nextNumber(stream: RandomStream, range: number): number {
  for (;;) {
    const number = numberFromWord(stream.nextWord(), range, WORD_SPACE);
    if (number !== null) return number;
  }
}

/**
 * A list 0, 1, 2 … of which only the places that differ are kept: open addressing in one flat array of place and value
 * side by side, so that a look costs one cache line. Sized for `changes` of them.
 */
function sparseList(changes: number) {
  let capacity = 16;
  while (capacity < changes * 2) capacity *= 2;
  const mask = capacity - 1;
  const table = new Uint32Array(capacity * 2); // place + 1 (0 is free), value
  function slot(place: number): number {
    let at = place & mask; // places are drawn evenly, so they need no hash; and the first ones lie side by side
    while (table[at * 2] !== 0 && table[at * 2] !== place + 1) at = (at + 1) & mask;
    return at * 2;
  }
  return {
    /** Takes what stands at `picked` out and puts there what stands at `first`. */
    take(first: number, picked: number): number {
      const own = slot(first);
      const standing = table[own] === 0 ? first : table[own + 1]!;
      if (picked === first) return standing;
      const found = slot(picked);
      const taken = table[found] === 0 ? picked : table[found + 1]!;
      table[found] = picked + 1;
      table[found + 1] = standing;
      return taken;
    },
  };
}

/**
 * `count` different numbers of 0..total−1 in the order in which the stream draws them: the beginning of a
 * Fisher–Yates shuffle, in time and memory that grow with `count` alone. Fewer numbers asked are always the beginning
 * of more. `total` is below 2³² − 1; when `count` exceeds it all are drawn.
 */
export function drawOrder(stream: RandomStream, total: number, count: number): Uint32Array {
  const wanted = Math.min(count, total);
  const drawn = new Uint32Array(wanted);
  const list = sparseList(wanted);
  for (let at = 0; at < wanted; at++) drawn[at] = list.take(at, at + nextNumber(stream, total - at));
  return drawn;
}

/** A prize level as far as selection goes. */
export interface LevelQuantity {
  quantity: number;
}

export interface Selection {
  /** In the order drawn: rank 1 has the first prize of the first level. `entry` counts the list from 0. */
  winners: Array<{ rank: number; entry: number; level: number }>;
  /** Ranks go on after the winners. */
  reserves: Array<{ rank: number; entry: number }>;
}

/**
 * Draws winners and reserves for a list of `total` tickets. Levels are served in their order (first prize first),
 * within a level one after another; then come the reserves, from the same stream. With fewer tickets than prizes the
 * last levels stay without a winner.
 */
export function select(seed: Uint8Array, total: number, levels: readonly LevelQuantity[], reserves: number): Selection {
  const prizes = levels.reduce((sum, level) => sum + level.quantity, 0);
  const order = drawOrder(openStream(seed), total, prizes + reserves);
  const selection: Selection = { winners: [], reserves: [] };
  let level = 0;
  let left = levels[0]?.quantity ?? 0;
  for (let at = 0; at < order.length; at++) {
    while (left === 0 && level < levels.length) left = levels[++level]?.quantity ?? 0;
    const entry = order[at]!;
    if (level < levels.length) {
      selection.winners.push({ rank: at + 1, entry, level });
      left--;
    } else {
      selection.reserves.push({ rank: at + 1, entry });
    }
  }
  return selection;
}
