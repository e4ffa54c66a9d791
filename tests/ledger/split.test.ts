import fc from "fast-check";
import { expect, test } from "vitest";
import { splitExact } from "@/server/ledger/split";

/** The rule as a sentence, in whole numbers of any size: what the fast form is held to. */
function plainSplit(total: bigint, weights: bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  const parts = weights.map((weight) => (total * weight) / sum);
  const left = Number(total - parts.reduce((a, b) => a + b, 0n));
  const order = weights
    .map((weight, at) => ({ at, remainder: (total * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  for (const { at } of order.slice(0, left)) parts[at]! += 1n;
  return parts;
}

const sumOf = (parts: ArrayLike<number>) => Array.from(parts).reduce((a, b) => a + b, 0);

test("M7 the odd cents go to the largest remainders, ties by share number", () => {
  expect([...splitExact(100, [1, 1, 1])]).toEqual([34, 33, 33]);
  expect([...splitExact(101, [1, 1, 1])]).toEqual([34, 34, 33]);
  expect([...splitExact(10, [3, 3, 1])]).toEqual([4, 4, 2]);
  expect([...splitExact(1, [1, 2])]).toEqual([0, 1]);
  expect([...splitExact(0, [5, 1])]).toEqual([0, 0]);
  expect([...splitExact(7, [0, 1, 0])]).toEqual([0, 7, 0]);
});

test("M7 an amount taken back mirrors what was given", () => {
  expect([...splitExact(-100, [1, 1, 1])]).toEqual([-34, -33, -33]);
});

test("M7 every cent is handed out and no more, as the plain rule says", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000_000 }),
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 60 }),
      (total, weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const parts = splitExact(total, weights);
        expect(Array.from(parts, BigInt)).toEqual(plainSplit(BigInt(total), weights.map(BigInt)));
      },
    ),
    { numRuns: 2_000 },
  );
});

test("M7 products beyond 2^53 are as exact", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2 ** 40, max: 2 ** 50 }),
      fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 2, maxLength: 20 }),
      (total, weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const parts = splitExact(total, weights);
        expect(Array.from(parts, BigInt)).toEqual(plainSplit(BigInt(total), weights.map(BigInt)));
      },
    ),
    { numRuns: 500 },
  );
});

test("M7 near 2^53 a quotient that rounds up to the next whole number is corrected", () => {
  // 9007199254740991 / 3 is exact; the neighbours are where a rounded quotient goes wrong.
  for (const sum of [3, 7, 9_007, 94_906_267]) {
    for (let step = 0; step < 200; step++) {
      const total = Math.floor((Number.MAX_SAFE_INTEGER - step) / 1);
      const parts = splitExact(total, [1, sum - 1]);
      expect(Array.from(parts, BigInt)).toEqual(plainSplit(BigInt(total), [1n, BigInt(sum - 1)]));
    }
  }
});

test("M7 a prize among a million shares is exact", () => {
  const weights = Float64Array.from({ length: 1_000_000 }, (_, at) => 1 + ((at * 7_919) % 5));
  const total = 123_456_789_01;
  const parts = splitExact(total, weights);
  expect(sumOf(parts)).toBe(total);
});

test("M7 what is not an amount or a share is refused", () => {
  for (const [total, weights] of [
    [1.5, [1]],
    [Number.NaN, [1]],
    [2 ** 53, [1]],
    [10, []],
    [10, [0, 0]],
    [10, [-1, 2]],
    [10, [0.5]],
  ] as const) {
    expect(() => splitExact(total, weights)).toThrow(RangeError);
  }
});
