import { divisionTable } from "./division-table";
import type { GameRules } from "./game";
import { type MatchModule, openMatcher } from "./match-module";

/** What was drawn. `bonus` holds supplementary numbers too. */
export interface Drawn {
  readonly main: readonly number[];
  readonly bonus: readonly number[];
}

const PAGE = 65_536;
const LINES_AT = 1024;
const MOST_LINES = 64_000_000;

/**
 * Lines of one game, a bit for each number, for settling them by the million (P12). A line takes two or four words of 32
 * bits: main numbers from bit 0 up, and behind them the bonus numbers of a drum of their own. Whoever puts lines in has
 * read them with `readEntry`: a packed line cannot say that a number stood twice.
 */
export class PackedLines {
  readonly wordsPerLine: 2 | 4;
  /** The lines, `wordsPerLine` words each. */
  readonly words: Uint32Array;
  private readonly memory: WebAssembly.Memory;
  private readonly matcher: MatchModule;
  private readonly mainSize: number;
  private readonly tableShift: number;

  constructor(
    readonly rules: GameRules,
    readonly capacity: number,
  ) {
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > MOST_LINES) {
      throw new RangeError(`Between 0 and ${MOST_LINES} lines can be packed.`);
    }
    const { main, bonus } = rules;
    this.mainSize = main.highest - main.lowest + 1;
    const bits = this.mainSize + (bonus.kind === "own-drum" ? bonus.highest - bonus.lowest + 1 : 0);
    if (bits > 128) throw new RangeError("A line of this game does not fit into 128 bits.");
    this.wordsPerLine = bits <= 64 ? 2 : 4;
    const bytes = LINES_AT + capacity * (this.wordsPerLine * 4 + 1);
    const pages = Math.ceil(bytes / PAGE);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.matcher = openMatcher(this.memory);
    this.words = new Uint32Array(this.memory.buffer, LINES_AT, capacity * this.wordsPerLine);

    const { cells, width, mostBonus } = divisionTable(rules);
    this.tableShift = Math.ceil(Math.log2(width));
    const table = new Uint8Array(this.memory.buffer, 0, LINES_AT);
    for (let hits = 0; hits <= main.pick; hits++) {
      for (let extra = 0; extra <= mostBonus; extra++) {
        table[(hits << this.tableShift) + extra] = cells[hits * width + extra]!;
      }
    }
  }

  /** Writes line `at`. */
  put(at: number, main: readonly number[], bonus: readonly number[]): void {
    const from = at * this.wordsPerLine;
    for (let word = 0; word < this.wordsPerLine; word++) this.words[from + word] = 0;
    for (const number of main) this.set(from, number - this.rules.main.lowest);
    if (this.rules.bonus.kind === "own-drum") {
      for (const number of bonus) this.set(from, this.mainSize + number - this.rules.bonus.lowest);
    }
  }

  private set(from: number, bit: number): void {
    this.words[from + (bit >>> 5)]! |= 1 << (bit & 31);
  }

  /** The division of each of the first `count` lines, 0 for none. Good until the next call. */
  divisions(drawn: Drawn, count = this.capacity): Uint8Array {
    if (count > this.capacity) throw new RangeError(`There are ${this.capacity} lines, not ${count}.`);
    const { main, bonus } = this.rules;
    let mainMask = 0n;
    let bonusMask = 0n;
    for (const number of drawn.main) mainMask |= 1n << BigInt(number - main.lowest);
    for (const number of drawn.bonus) {
      const bit = bonus.kind === "own-drum" ? this.mainSize + number - bonus.lowest : number - main.lowest;
      bonusMask |= 1n << BigInt(bit);
    }
    const end = LINES_AT + count * this.wordsPerLine * 4;
    const out = LINES_AT + this.words.byteLength;
    const low = (mask: bigint) => BigInt.asIntN(64, mask);
    const high = (mask: bigint) => BigInt.asIntN(64, mask >> 64n);
    if (this.wordsPerLine === 2) {
      this.matcher.match64(LINES_AT, end, out, 0, this.tableShift, low(mainMask), low(bonusMask));
    } else {
      const masks = [low(mainMask), low(bonusMask), high(mainMask), high(bonusMask)] as const;
      this.matcher.match128(LINES_AT, end, out, 0, this.tableShift, ...masks);
    }
    return new Uint8Array(this.memory.buffer, out, count);
  }
}

/** How many lines won in each division; the index is the division, at 0 stand those without a prize. */
export function countDivisions(divisions: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  for (let at = 0; at < divisions.length; at++) counts[divisions[at]!]!++;
  return counts;
}
