import { range } from "./collections";
import { float, integer, type Keyspace, KvError, type Reply, type SortedSet, SYNTAX } from "./keyspace";
import type { Command } from "./strings";

/** Members by score, then by their bytes, as Redis orders them. */
function ordered(scores: SortedSet): Array<[string, number]> {
  return [...scores].sort(([one, a], [two, b]) => a - b || Buffer.compare(Buffer.from(one), Buffer.from(two)));
}

const shown = (score: number) =>
  score === Number.POSITIVE_INFINITY ? "inf" : score === Number.NEGATIVE_INFINITY ? "-inf" : String(score);

const add: Command = (keys, [key, ...rest]) => {
  const options = new Set<string>();
  while (rest.length > 0 && ["NX", "XX", "GT", "LT", "CH", "INCR"].includes(rest[0]!.toUpperCase())) {
    options.add(rest.shift()!.toUpperCase());
  }
  if (rest.length === 0 || rest.length % 2) throw new KvError(SYNTAX);
  if (options.has("NX") && (options.has("XX") || options.has("GT") || options.has("LT"))) {
    throw new KvError("ERR GT, LT, and/or NX options at the same time are not compatible");
  }
  const scores = keys.sorted(key!);
  let added = 0;
  let changed = 0;
  let last: number | null = null;
  for (let at = 0; at < rest.length; at += 2) {
    const member = rest[at + 1]!;
    const before = scores.get(member);
    const score = float(rest[at]) + (options.has("INCR") ? (before ?? 0) : 0);
    const barred =
      (before === undefined && options.has("XX")) ||
      (before !== undefined && options.has("NX")) ||
      (before !== undefined && options.has("GT") && score <= before) ||
      (before !== undefined && options.has("LT") && score >= before);
    last = barred ? null : score;
    if (barred) continue;
    if (before === undefined) added++;
    else if (before !== score) changed++;
    scores.set(member, score);
  }
  keys.keep(key!, { scores });
  if (options.has("INCR")) return last === null ? null : shown(last);
  return options.has("CH") ? added + changed : added;
};

/** Whether a score lies above (or below) a bound such as `5`, `(5`, `-inf`. */
function bound(text: string | undefined): (score: number) => number {
  const open = text?.startsWith("(") ?? false;
  const limit = float(open ? text!.slice(1) : text);
  return (score) => (score === limit ? (open ? Number.NaN : 0) : score - limit);
}

function within(scores: SortedSet, low: string | undefined, high: string | undefined): Array<[string, number]> {
  const from = bound(low);
  const to = bound(high);
  return ordered(scores).filter(([, score]) => from(score) >= 0 && to(score) <= 0);
}

const flat = (pairs: Array<[string, number]>, withScores: boolean): Reply =>
  withScores ? pairs.flatMap(([member, score]) => [member, shown(score)]) : pairs.map(([member]) => member);

function limited(pairs: Array<[string, number]>, options: string[]): Array<[string, number]> {
  const at = options.indexOf("LIMIT");
  if (at < 0) return pairs;
  const from = integer(options[at + 1]);
  const count = integer(options[at + 2]);
  return count < 0 ? pairs.slice(from) : pairs.slice(from, from + count);
}

const rangeOf: Command = (keys, [key, from, to, ...rest]) => {
  const options = rest.map((option) => option.toUpperCase());
  const reverse = options.includes("REV");
  const withScores = options.includes("WITHSCORES");
  const scores = keys.sorted(key!);
  if (options.includes("BYLEX")) throw new KvError("ERR BYLEX is not supported");
  if (options.includes("BYSCORE")) {
    const pairs = reverse ? within(scores, to, from).reverse() : within(scores, from, to);
    return flat(limited(pairs, options), withScores);
  }
  const pairs = reverse ? ordered(scores).reverse() : ordered(scores);
  return flat(pairs.slice(...range(pairs.length, integer(from), integer(to))), withScores);
};

function removeAll(keys: Keyspace, key: string, gone: Array<[string, number]>): number {
  const scores = keys.sorted(key);
  for (const [member] of gone) scores.delete(member);
  if (gone.length > 0) keys.keep(key, { scores });
  return gone.length;
}

const popEnd =
  (reverse: boolean): Command =>
  (keys, [key, count]) => {
    const pairs = ordered(keys.sorted(key!));
    if (reverse) pairs.reverse();
    const taken = pairs.slice(0, count === undefined ? 1 : integer(count));
    removeAll(keys, key!, taken);
    return flat(taken, true);
  };

export const sortedSetCommands: Record<string, [number, Command]> = {
  ZADD: [3, add],
  ZINCRBY: [3, (keys, [key, by, member]) => add(keys, [key!, "INCR", by!, member!])],
  ZREM: [
    2,
    (keys, [key, ...members]) => {
      const scores = keys.sorted(key!);
      return removeAll(
        keys,
        key!,
        members.flatMap((member): Array<[string, number]> => (scores.has(member) ? [[member, 0]] : [])),
      );
    },
  ],
  ZSCORE: [
    2,
    (keys, [key, member]) => {
      const score = keys.sorted(key!).get(member!);
      return score === undefined ? null : shown(score);
    },
  ],
  ZCARD: [1, (keys, [key]) => keys.sorted(key!).size],
  ZCOUNT: [3, (keys, [key, low, high]) => within(keys.sorted(key!), low, high).length],
  ZRANK: [
    2,
    (keys, [key, member]) => {
      const at = ordered(keys.sorted(key!)).findIndex(([name]) => name === member);
      return at < 0 ? null : at;
    },
  ],
  ZRANGE: [3, rangeOf],
  ZREVRANGE: [3, (keys, [key, from, to, ...rest]) => rangeOf(keys, [key!, from!, to!, "REV", ...rest])],
  ZRANGEBYSCORE: [3, (keys, [key, low, high, ...rest]) => rangeOf(keys, [key!, low!, high!, "BYSCORE", ...rest])],
  ZREMRANGEBYSCORE: [3, (keys, [key, low, high]) => removeAll(keys, key!, within(keys.sorted(key!), low, high))],
  ZREMRANGEBYRANK: [
    3,
    (keys, [key, from, to]) => {
      const pairs = ordered(keys.sorted(key!));
      return removeAll(keys, key!, pairs.slice(...range(pairs.length, integer(from), integer(to))));
    },
  ],
  ZPOPMIN: [1, popEnd(false)],
  ZPOPMAX: [1, popEnd(true)],
};
