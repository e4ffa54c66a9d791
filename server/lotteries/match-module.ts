/**
 * The WebAssembly module that finds the division of packed lines, assembled here instruction by instruction: JavaScript
 * has no instruction that counts bits, and this loop is one. A line is 64 or 128 bits, a bit for each number; the hits
 * are counted in it with two masks and look the division up in a table:
 *
 *     out[i] = table[(popcount(line & main) << shift) + popcount(line & bonus)]
 *
 * Exports `match64(lines, end, out, table, shift, main, bonus)` and `match128(…, mainLow, bonusLow, mainHigh, bonusHigh)`;
 * addresses are bytes of the imported memory. Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */
const I32 = 0x7f;
const I64 = 0x7e;
const EMPTY = 0x40;

const unsigned = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
const list = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, body: number[]): number[] => [id, ...unsigned(body.length), ...body];
const text = (value: string): number[] => [
  ...unsigned(value.length),
  ...[...value].map((letter) => letter.charCodeAt(0)),
];

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const number32 = (value: number) => [0x41, value]; // below 64: one byte, signed
const load64 = (offset: number) => [0x29, 3, offset];
const load8 = [0x2d, 0, 0];
const store8 = [0x3a, 0, 0];
const add = [0x6a];
const shiftLeft = [0x74];
const isBelow = [0x49];
const and64 = [0x83];
const popcount64 = [0x7b];
const wrap = [0xa7];
const END = [0x0b];

const LINES = 0;
const LAST = 1;
const OUT = 2;
const TABLE = 3;
const SHIFT = 4;

/** How many bits a word has in common with a mask, as i32. */
const hits = (word: number, mask: number) => [...get(word), ...get(mask), ...and64, ...popcount64, ...wrap];

/** One function over lines of `words` words of 64 bits; masks stand in pairs of parameters, main before bonus. */
function matcher(words: number): { type: number[]; code: number[] } {
  const masks = words * 2;
  const mask = (word: number, bonus: number) => 5 + word * 2 + bonus;
  const local = (word: number) => 5 + masks + word;
  const each = Array.from({ length: words }, (_, word) => word);
  const sum = (bonus: number) =>
    each.flatMap((word) => [...hits(local(word), mask(word, bonus)), ...(word > 0 ? add : [])]);
  const body = [
    // if lines < end, repeat
    ...get(LINES),
    ...get(LAST),
    ...isBelow,
    ...[0x04, EMPTY],
    ...[0x03, EMPTY],
    ...each.flatMap((word) => [...get(LINES), ...load64(word * 8), ...set(local(word))]),
    ...get(OUT),
    ...sum(0),
    ...get(SHIFT),
    ...shiftLeft,
    ...sum(1),
    ...add,
    ...get(TABLE),
    ...add,
    ...load8,
    ...store8,
    ...[...get(OUT), ...number32(1), ...add, ...set(OUT)],
    ...[...get(LINES), ...number32(words * 8), ...add, ...tee(LINES)],
    ...get(LAST),
    ...isBelow,
    ...[0x0d, 0],
    ...END,
    ...END,
    ...END,
  ];
  const locals = list([[words, I64]]);
  const parameters = [I32, I32, I32, I32, I32, ...Array.from({ length: masks }, () => I64)];
  return {
    type: [0x60, ...list(parameters.map((one) => [one])), 0],
    code: [...unsigned(locals.length + body.length), ...locals, ...body],
  };
}

function assemble(): Uint8Array<ArrayBuffer> {
  const [narrow, wide] = [matcher(1), matcher(2)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([narrow.type, wide.type])),
    ...section(2, list([[...text("venue"), ...text("memory"), 0x02, 0x00, 1]])),
    ...section(3, list([[0], [1]])),
    ...section(
      7,
      list([
        [...text("match64"), 0, 0],
        [...text("match128"), 0, 1],
      ]),
    ),
    ...section(10, list([narrow.code, wide.code])),
  ]);
}

export interface MatchModule {
  match64(lines: number, end: number, out: number, table: number, shift: number, main: bigint, bonus: bigint): void;
  match128(
    lines: number,
    end: number,
    out: number,
    table: number,
    shift: number,
    mainLow: bigint,
    bonusLow: bigint,
    mainHigh: bigint,
    bonusHigh: bigint,
  ): void;
}

let compiled: WebAssembly.Module | undefined;

/** The module on a memory of the caller's. */
export function openMatcher(memory: WebAssembly.Memory): MatchModule {
  compiled ??= new WebAssembly.Module(assemble());
  return new WebAssembly.Instance(compiled, { venue: { memory } }).exports as unknown as MatchModule;
}
