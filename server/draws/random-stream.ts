import { initialise, rounds, schedule } from "./sha256";

/** How many bytes one request to the generator gives; after each it renews its key (NIST SP 800-90A, 10.1.2.5). */
export const REQUEST_BYTES = 4096;

/** One more than the largest word of the stream. */
export const WORD_SPACE = 2 ** 32;

/**
 * HMAC-DRBG with SHA-256 (NIST SP 800-90A Rev. 1, 10.1.2): instantiated once with the 32-byte seed as its whole seed
 * material, never reseeded, asked for {@link REQUEST_BYTES} at a time. Its output is read as big-endian 32-bit words.
 * The same seed gives the same words for ever.
 */
export interface RandomStream {
  /** The next word, 0 to 2³² − 1. */
  nextWord(): number;
}

/** Opens the stream of a seed of exactly 32 bytes. */
export function openStream(seed: Uint8Array): RandomStream {
  if (seed.length !== 32) throw new RangeError("a seed has 32 bytes");
  const inner = new Int32Array(8);
  const outer = new Int32Array(8);
  const digest = new Int32Array(8);
  const block = new Int32Array(64);
  const key = new Int32Array(8);
  const value = new Int32Array(8).fill(0x01010101);

  // HMAC with a 32-byte key: the states after the padded key are kept for as long as the key is.
  function setKey(words: Int32Array): void {
    for (const [state, pad] of [
      [inner, 0x36363636],
      [outer, 0x5c5c5c5c],
    ] as const) {
      for (let at = 0; at < 16; at++) block[at] = at < 8 ? words[at]! ^ pad : pad;
      initialise(state);
      schedule(block);
      rounds(state, block);
    }
  }

  /** HMAC of V ‖ (nothing, or one byte, or one byte and the seed) into `out`. */
  function hmac(out: Int32Array, byte: number | null, material: Uint8Array | null): void {
    digest.set(inner);
    if (material) {
      // 32 + 1 + 32 = 65 bytes: two blocks.
      for (let at = 0; at < 8; at++) block[at] = value[at]!;
      let carried = byte!;
      for (let at = 0; at < 8; at++) {
        block[8 + at] =
          (carried << 24) | (material[at * 4]! << 16) | (material[at * 4 + 1]! << 8) | material[at * 4 + 2]!;
        carried = material[at * 4 + 3]!;
      }
      schedule(block);
      rounds(digest, block);
      block.fill(0, 0, 16);
      block[0] = (carried << 24) | 0x800000;
      block[15] = (64 + 65) * 8;
    } else {
      for (let at = 0; at < 8; at++) block[at] = value[at]!;
      block.fill(0, 8, 16);
      block[8] = byte === null ? 0x80000000 | 0 : (byte << 24) | 0x800000;
      block[15] = (64 + 32 + (byte === null ? 0 : 1)) * 8;
    }
    schedule(block);
    rounds(digest, block);
    for (let at = 0; at < 8; at++) block[at] = digest[at]!;
    block.fill(0, 8, 16);
    block[8] = 0x80000000 | 0;
    block[15] = (64 + 32) * 8;
    digest.set(outer);
    schedule(block);
    rounds(digest, block);
    out.set(digest);
  }

  function update(material: Uint8Array | null): void {
    for (let byte = 0; byte < (material ? 2 : 1); byte++) {
      hmac(key, byte, material);
      setKey(key);
      hmac(value, null, null);
    }
  }

  setKey(key);
  update(seed);

  const buffer = new Int32Array(REQUEST_BYTES / 4);
  let at = buffer.length;

  function refill(): void {
    for (let filled = 0; filled < buffer.length; filled += 8) {
      hmac(value, null, null);
      buffer.set(value, filled);
    }
    update(null);
    at = 0;
  }

  return {
    nextWord() {
      if (at === buffer.length) refill();
      return buffer[at++]! >>> 0;
    },
  };
}
