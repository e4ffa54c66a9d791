/**
 * SHA-256 (FIPS 180-4) down to its block, for what hashes millions of small things: the Merkle tree and the random
 * stream. Calling a general library for each costs several times the hash itself. Runs anywhere; no Node modules.
 */

function constants(): { round: Int32Array; initial: Int32Array } {
  const fraction = (value: number) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  const round = new Int32Array(64);
  const initial = new Int32Array(8);
  let count = 0;
  for (let candidate = 2; count < 64; candidate++) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    round[count] = fraction(Math.cbrt(candidate));
    if (count < 8) initial[count] = fraction(Math.sqrt(candidate));
    count++;
  }
  return { round, initial };
}

const { round: K, initial: H } = constants();

/** Sets `state` (8 words) to the hash's initial value. */
export function initialise(state: Int32Array): void {
  state.set(H);
}

/** The message schedule: fills `words[16..63]` from `words[0..15]`. */
export function schedule(words: Int32Array): void {
  for (let at = 16; at < 64; at++) {
    const a = words[at - 15]!;
    const b = words[at - 2]!;
    words[at] =
      words[at - 16]! +
      words[at - 7]! +
      (((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3)) +
      (((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10));
  }
}

/** The sixty-four rounds over a schedule that {@link schedule} made; changes `state`. */
export function rounds(state: Int32Array, words: Int32Array, offset = 0): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let at = 0; at < 64; at++) {
    const t1 =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        (g ^ (e & (f ^ g))) +
        K[at]! +
        words[offset + at]!) |
      0;
    const t2 =
      ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) | (c & (a | b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = state[0]! + a;
  state[1] = state[1]! + b;
  state[2] = state[2]! + c;
  state[3] = state[3]! + d;
  state[4] = state[4]! + e;
  state[5] = state[5]! + f;
  state[6] = state[6]! + g;
  state[7] = state[7]! + h;
}

const words = new Int32Array(64);

/** One block of sixteen words, already in `block[0..15]`; `block` has 64 words and is spent. */
export function compress(state: Int32Array, block: Int32Array): void {
  schedule(block);
  rounds(state, block);
}

/**
 * Absorbs `prefix` and `data` with the padding of a message that began `before` bytes (a multiple of 64) earlier.
 * `state` then holds the digest as eight big-endian words.
 */
export function finish(state: Int32Array, data: Uint8Array, prefix = -1, before = 0): void {
  const extra = prefix >= 0 ? 1 : 0;
  const length = data.length + extra;
  const blocks = Math.floor((length + 8) / 64) + 1;
  const bitsHigh = Math.floor((length + before) / 2 ** 29);
  const bitsLow = ((length + before) * 8) | 0;
  for (let block = 0; block < blocks; block++) {
    for (let at = 0; at < 16; at++) {
      const position = block * 64 + at * 4 - extra;
      let word = 0;
      for (let byte = 0; byte < 4; byte++) {
        const index = position + byte;
        const value = index < 0 ? prefix : index < data.length ? data[index]! : index === data.length ? 0x80 : 0;
        word = (word << 8) | value;
      }
      words[at] = word;
    }
    if (block === blocks - 1) {
      words[14] = bitsHigh;
      words[15] = bitsLow;
    }
    compress(state, words);
  }
}

/** Eight big-endian words as 32 bytes. */
export function wordsToBytes(state: Int32Array, offset = 0): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < 8; at++) view.setInt32(at * 4, state[offset + at]!);
  return bytes;
}

/** SHA-256 of `data`, 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  const state = new Int32Array(8);
  initialise(state);
  finish(state, data);
  return wordsToBytes(state);
}
