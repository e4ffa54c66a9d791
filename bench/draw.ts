/**
 * P13: drawing a million winners from ten million tickets, against the words of the generator alone and against the
 * same generator through the platform's HMAC; hashing a frozen list of a million tickets, against the same tree through the
 * platform's SHA-256, and the growth of both over size (P15).
 */
import { createHmac, hash } from "node:crypto";
import { merkleRoot } from "@/server/draws/merkle";
import { openStream } from "@/server/draws/random-stream";
import { drawOrder } from "@/server/draws/select";
import { figure, median, type WriteFigure } from "./report";

const RUNS = 5;
const seed = new Uint8Array(32).map((_, at) => at + 1);

function milliseconds(work: () => void): number {
  work(); // warmed up, as a server is
  return median(
    Array.from({ length: RUNS }, () => {
      const before = performance.now();
      work();
      return performance.now() - before;
    }),
  );
}

function words(count: number): void {
  const stream = openStream(seed);
  for (let at = 0; at < count; at++) stream.nextWord();
}

/** The same generator through the platform's HMAC: what a plain program would use. */
function platformWords(count: number): void {
  const mac = (key: Buffer, ...parts: Uint8Array[]) => {
    const sum = createHmac("sha256", key);
    for (const part of parts) sum.update(part);
    return sum.digest();
  };
  let key: Buffer = Buffer.alloc(32);
  let value: Buffer = Buffer.alloc(32, 1);
  for (const byte of [0, 1]) {
    key = mac(key, value, Buffer.of(byte), seed);
    value = mac(key, value);
  }
  for (let given = 0; given < count; given += 8) {
    value = mac(key, value);
    if (given % 1024 !== 1016) continue;
    key = mac(key, value, Buffer.of(0));
    value = mac(key, value);
  }
}

function platformRoot(entries: string[]): string {
  const sum = (data: Uint8Array) => hash("sha256", data, "buffer") as Buffer;
  let row = entries.map((entry) => sum(Buffer.from(`\0${entry}`)));
  const pair = Buffer.alloc(65);
  pair[0] = 1;
  while (row.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at + 1 < row.length; at += 2) {
      row[at]!.copy(pair, 1);
      row[at + 1]!.copy(pair, 33);
      above.push(sum(pair));
    }
    if (row.length % 2 === 1) above.push(row.at(-1)!);
    row = above;
  }
  return row[0]!.toString("hex");
}

/** One JSON line a figure; `short` leaves the largest sizes out. */
export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const upTo = <Size>(sizes: Size[]) => (options.short ? sizes.slice(0, -1) : sizes);
  for (const total of upTo([100_000, 1_000_000, 10_000_000])) {
    const winners = total / 10;
    const ours = milliseconds(() => drawOrder(openStream(seed), total, winners));
    const own = milliseconds(() => words(winners));
    write(figure(`draw ${winners} of ${total}, against its generator's own words`, ours, own, "ms", winners));
    const platform = milliseconds(() => platformWords(winners));
    write(
      figure(
        `draw ${winners} of ${total}, against the same words through the platform's HMAC`,
        ours,
        platform,
        "ms",
        winners,
      ),
    );
  }
  for (const count of upTo([10_000, 100_000, 1_000_000])) {
    const entries = Array.from({ length: count }, (_, at) => `LPL-27-${String(at % 9973).padStart(4, "0")}-${at}`);
    if (merkleRoot(entries) !== platformRoot(entries)) throw new Error("the two trees differ");
    const ours = milliseconds(() => merkleRoot(entries));
    const peer = milliseconds(() => platformRoot(entries));
    write(figure(`root of ${count} tickets, against the platform's SHA-256`, ours, peer, "ms", count));
  }
}
