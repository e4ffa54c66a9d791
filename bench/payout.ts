/**
 * P14: split a prize among a million members, by largest remainder, to the cent. Ours is the split that the ledger pays
 * by; the peer is the same rule in whole numbers of any size, as a plain program would write it. The answers are compared
 * amount by amount before a time counts.
 */
import { splitExact } from "@/server/ledger/split";
import { figure, median, type WriteFigure } from "./report";

const ROUNDS = 7;

/** The rule in BigInt: whole cents first, then one cent each to the largest remainders, the lower number first. */
function splitPlainly(totalMinor: number, weights: ArrayLike<number>): Float64Array {
  const total = BigInt(totalMinor);
  let sum = 0n;
  for (let at = 0; at < weights.length; at++) sum += BigInt(weights[at]!);
  const parts = new Float64Array(weights.length);
  const remainders: Array<{ at: number; remainder: bigint }> = [];
  let left = total;
  for (let at = 0; at < weights.length; at++) {
    const product = total * BigInt(weights[at]!);
    const part = product / sum;
    parts[at] = Number(part);
    left -= part;
    remainders.push({ at, remainder: product % sum });
  }
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (let given = 0n; given < left; given++) parts[remainders[Number(given)]!.at]! += 1;
  return parts;
}

function milliseconds(work: () => void, rounds = ROUNDS): number {
  work(); // warmed up, as a server is
  return median(
    Array.from({ length: rounds }, () => {
      const before = performance.now();
      work();
      return performance.now() - before;
    }),
  );
}

/** One JSON line a figure; `short` splits among fewer. */
export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const members = options.short ? 20_000 : 1_000_000;
  const cases: Array<[string, number, Int32Array]> = [
    ["equal shares", 175_873_600_000, new Int32Array(members).fill(1)],
    ["unequal shares", 175_873_600_001, Int32Array.from({ length: members }, (_, at) => 1 + ((at * 7919) % 500))],
    // The product of prize and weight passes 2^53, and the split takes its other road.
    [
      "unequal shares of a sum beyond doubles",
      9e14 + 7,
      Int32Array.from({ length: members }, (_, at) => 1 + ((at * 7919) % 500)),
    ],
  ];
  for (const [name, prizeMinor, weights] of cases) {
    const ours = splitExact(prizeMinor, weights);
    const theirs = splitPlainly(prizeMinor, weights);
    if (!ours.every((part, at) => part === theirs[at])) throw new Error(`${name}: the two splits differ`);
    if (ours.reduce((sum, part) => sum + part, 0) !== prizeMinor) throw new Error(`${name}: cents were lost or made`);
    const own = milliseconds(() => splitExact(prizeMinor, weights));
    const peer = milliseconds(() => splitPlainly(prizeMinor, weights), 3);
    write(figure(`split a prize among ${members}, ${name}, against BigInt`, own, peer, "ms", members));
  }
}
