import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openStream, REQUEST_BYTES } from "@/server/draws/random-stream";
import { drawOrder, nextNumber, numberFromWord, select } from "@/server/draws/select";

const seedOf = (text: string) => new Uint8Array(createHmac("sha256", "seed").update(text).digest());

/** HMAC-DRBG by NIST SP 800-90A, 10.1.2, word for word. */
function* plainStream(seed: Uint8Array): Generator<number> {
  const hmac = (key: Buffer, ...parts: Uint8Array[]) => {
    const sum = createHmac("sha256", key);
    for (const part of parts) sum.update(part);
    return sum.digest();
  };
  let key: Buffer = Buffer.alloc(32, 0);
  let value: Buffer = Buffer.alloc(32, 1);
  const update = (material: Uint8Array) => {
    key = hmac(key, value, Buffer.of(0), material);
    value = hmac(key, value);
    if (material.length === 0) return;
    key = hmac(key, value, Buffer.of(1), material);
    value = hmac(key, value);
  };
  update(seed);
  for (;;) {
    for (let given = 0; given < REQUEST_BYTES; given += 32) {
      value = hmac(key, value);
      for (let at = 0; at < 32; at += 4) yield value.readUInt32BE(at);
    }
    update(new Uint8Array(0));
  }
}

test("D2 the stream is HMAC-DRBG with SHA-256, over several requests", () => {
  for (const name of ["a", "b", "c"]) {
    const stream = openStream(seedOf(name));
    const plain = plainStream(seedOf(name));
    for (let at = 0; at < 5000; at++) expect(stream.nextWord()).toBe(plain.next().value);
  }
  expect(() => openStream(new Uint8Array(31))).toThrow(RangeError);
});

test("D2 every number of every range has exactly as many words as any other, with no modulo and no bias", () => {
  const space = 256;
  for (let range = 1; range <= space; range++) {
    const words = new Array<number>(range).fill(0);
    let rejected = 0;
    for (let word = 0; word < space; word++) {
      const number = numberFromWord(word, range, space);
      if (number === null) rejected++;
      else words[number]!++;
    }
    expect(new Set(words)).toEqual(new Set([Math.floor(space / range)]));
    // No word is wasted that could have been dealt out once more.
    expect(rejected).toBe(space % range);
  }
});

test("D2 the same holds for chosen ranges of sixteen-bit words, and the limits of the stream's own are exact", () => {
  for (const range of [3, 255, 256, 257, 3912, 32767, 32768, 32769, 65535, 65536]) {
    const words = new Uint32Array(range);
    for (let word = 0; word < 65_536; word++) {
      const number = numberFromWord(word, range, 65_536);
      if (number !== null) words[number]!++;
    }
    expect(words.every((count) => count === Math.floor(65_536 / range))).toBe(true);
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 0xffffffff }), (range) => {
      const share = 2n ** 32n / BigInt(range);
      const last = share * BigInt(range) - 1n;
      expect(numberFromWord(Number(last), range, 2 ** 32)).toBe(range - 1);
      if (last + 1n < 2n ** 32n) expect(numberFromWord(Number(last + 1n), range, 2 ** 32)).toBeNull();
      expect(numberFromWord(0, range, 2 ** 32)).toBe(0);
      expect(numberFromWord(Number(share) - 1, range, 2 ** 32)).toBe(0);
    }),
  );
});

test("D2 a rejected word is passed over for the next", () => {
  const words = [0xffffffff, 0xffffffff, 7];
  expect(nextNumber({ nextWord: () => words.shift()! }, 3)).toBe(0);
  expect(words).toHaveLength(0);
});

test("D2 drawing few is the beginning of a plain Fisher-Yates shuffle of the whole list", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 320 }),
      fc.string(),
      (total, count, name) => {
        const list = Array.from({ length: total }, (_, at) => at);
        const stream = openStream(seedOf(name));
        for (let at = 0; at < total; at++) {
          const picked = at + nextNumber(stream, total - at);
          [list[at], list[picked]] = [list[picked]!, list[at]!];
        }
        expect([...drawOrder(openStream(seedOf(name)), total, count)]).toEqual(list.slice(0, count));
      },
    ),
  );
});

test("D2 every ordered outcome of a small draw is equally likely", () => {
  // Words of two bits drive a draw of two from three; each sequence of words that is not rejected is equally likely.
  const outcomes = new Map<string, number>();
  const draw = (words: number[]): string | null => {
    const first = numberFromWord(words[0]!, 3, 4);
    const second = numberFromWord(words[1]!, 2, 4);
    if (first === null || second === null) return null;
    const list = [0, 1, 2];
    [list[0], list[first]] = [list[first]!, list[0]!];
    [list[1], list[1 + second]] = [list[1 + second]!, list[1]!];
    return `${list[0]}${list[1]}`;
  };
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < 4; b++) {
      const outcome = draw([a, b]);
      if (outcome) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  }
  expect([...outcomes.values()]).toEqual([2, 2, 2, 2, 2, 2]);
});

test("D2 levels are served in their order and reserves follow from the same stream", () => {
  const seed = seedOf("levels");
  const order = [...drawOrder(openStream(seed), 50, 9)];
  const { winners, reserves } = select(seed, 50, [{ quantity: 1 }, { quantity: 2 }, { quantity: 3 }], 3);
  expect(winners.map(({ level }) => level)).toEqual([0, 1, 1, 2, 2, 2]);
  expect([...winners, ...reserves].map(({ entry }) => entry)).toEqual(order);
  expect([...winners, ...reserves].map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(select(seed, 50, [{ quantity: 1 }], 8).reserves[0]!.entry).toBe(order[1]);
});

test("D2 with fewer tickets than prizes the last levels stay without a winner, and an empty list has none", () => {
  const { winners, reserves } = select(seedOf("few"), 2, [{ quantity: 1 }, { quantity: 3 }], 5);
  expect(winners.map(({ level }) => level)).toEqual([0, 1]);
  expect(reserves).toEqual([]);
  expect(select(seedOf("none"), 0, [{ quantity: 1 }], 5)).toEqual({ winners: [], reserves: [] });
});

test("P13 a million winners of ten million are drawn without keeping the list", () => {
  const drawn = drawOrder(openStream(seedOf("many")), 10_000_000, 1_000_000);
  expect(new Set(drawn).size).toBe(1_000_000);
  expect(drawn.every((entry) => entry < 10_000_000)).toBe(true);
});
