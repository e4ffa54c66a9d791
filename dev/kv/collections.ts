import { glob, integer, type Keyspace, KvError, OK, type Reply } from "./keyspace";
import type { Command } from "./strings";

function hashSet(keys: Keyspace, [key, ...pairs]: string[]): number {
  if (pairs.length === 0 || pairs.length % 2) throw new KvError("ERR wrong number of arguments for 'hset' command");
  const hash = keys.hash(key!);
  let added = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    if (!hash.has(pairs[at]!)) added++;
    hash.set(pairs[at]!, pairs[at + 1]!);
  }
  keys.keep(key!, hash);
  return added;
}

const push =
  (front: boolean): Command =>
  (keys, [key, ...values]) => {
    const list = keys.list(key!);
    for (const value of values) front ? list.unshift(value) : list.push(value);
    keys.keep(key!, list);
    return list.length;
  };

const pop =
  (front: boolean): Command =>
  (keys, [key, count]): Reply => {
    const list = keys.list(key!);
    if (count === undefined) {
      const value = (front ? list.shift() : list.pop()) ?? null;
      if (value !== null) keys.keep(key!, list);
      return value;
    }
    if (list.length === 0) return null;
    const values: string[] = [];
    for (let left = integer(count); left > 0 && list.length > 0; left--)
      values.push(front ? list.shift()! : list.pop()!);
    keys.keep(key!, list);
    return values;
  };

/** From and to of a list as a half-open range, negative numbers counting from its end. */
export function range(length: number, from: number, to: number): [number, number] {
  const start = Math.max(0, from < 0 ? length + from : from);
  const end = Math.min(length, (to < 0 ? length + to : to) + 1);
  return [start, Math.max(start, end)];
}

const remove: Command = (keys, [key, count, value]) => {
  const list = keys.list(key!);
  const most = integer(count);
  let left = most === 0 ? list.length : Math.abs(most);
  const kept: string[] = [];
  for (const item of most < 0 ? [...list].reverse() : list) {
    if (item === value && left > 0) left--;
    else kept.push(item);
  }
  if (most < 0) kept.reverse();
  keys.keep(key!, kept);
  return list.length - kept.length;
};

const members = (name: "sinter" | "sunion" | "sdiff"): Command => {
  const combine = {
    sinter: (one: Set<string>, two: Set<string>) => new Set([...one].filter((member) => two.has(member))),
    sunion: (one: Set<string>, two: Set<string>) => new Set([...one, ...two]),
    sdiff: (one: Set<string>, two: Set<string>) => new Set([...one].filter((member) => !two.has(member))),
  }[name];
  return (keys, args) => [...args.map((key) => keys.set(key)).reduce(combine)];
};

/** Hashes, sets and lists. */
export const collectionCommands: Record<string, [number, Command]> = {
  HSET: [3, hashSet],
  HMSET: [
    3,
    (keys, args) => {
      hashSet(keys, args);
      return OK;
    },
  ],
  HSETNX: [3, (keys, [key, field, value]) => (keys.hash(key!).has(field!) ? 0 : hashSet(keys, [key!, field!, value!]))],
  HGET: [2, (keys, [key, field]) => keys.hash(key!).get(field!) ?? null],
  HMGET: [2, (keys, [key, ...fields]) => fields.map((field) => keys.hash(key!).get(field) ?? null)],
  HGETALL: [1, (keys, [key]) => [...keys.hash(key!)].flat()],
  HDEL: [
    2,
    (keys, [key, ...fields]) => {
      const hash = keys.hash(key!);
      const gone = fields.filter((field) => hash.delete(field)).length;
      if (gone > 0) keys.keep(key!, hash);
      return gone;
    },
  ],
  HEXISTS: [2, (keys, [key, field]) => (keys.hash(key!).has(field!) ? 1 : 0)],
  HLEN: [1, (keys, [key]) => keys.hash(key!).size],
  HKEYS: [1, (keys, [key]) => [...keys.hash(key!).keys()]],
  HVALS: [1, (keys, [key]) => [...keys.hash(key!).values()]],
  HINCRBY: [
    3,
    (keys, [key, field, by]) => {
      const value = integer(keys.hash(key!).get(field!) ?? "0") + integer(by);
      hashSet(keys, [key!, field!, String(value)]);
      return value;
    },
  ],
  HSCAN: [
    2,
    (keys, [key, , ...options]) => {
      const at = options.findIndex((option) => option.toUpperCase() === "MATCH");
      const matches = glob(at < 0 ? "*" : (options[at + 1] ?? "*"));
      return ["0", [...keys.hash(key!)].filter(([field]) => matches.test(field)).flat()];
    },
  ],
  SADD: [
    2,
    (keys, [key, ...values]) => {
      const set = keys.set(key!);
      const before = set.size;
      for (const value of values) set.add(value);
      keys.keep(key!, set);
      return set.size - before;
    },
  ],
  SREM: [
    2,
    (keys, [key, ...values]) => {
      const set = keys.set(key!);
      const gone = values.filter((value) => set.delete(value)).length;
      if (gone > 0) keys.keep(key!, set);
      return gone;
    },
  ],
  SMEMBERS: [1, (keys, [key]) => [...keys.set(key!)]],
  SISMEMBER: [2, (keys, [key, member]) => (keys.set(key!).has(member!) ? 1 : 0)],
  SMISMEMBER: [2, (keys, [key, ...asked]) => asked.map((member) => (keys.set(key!).has(member) ? 1 : 0))],
  SCARD: [1, (keys, [key]) => keys.set(key!).size],
  SPOP: [
    1,
    (keys, [key, count]) => {
      const set = keys.set(key!);
      const taken = [...set].slice(0, count === undefined ? 1 : integer(count));
      for (const member of taken) set.delete(member);
      if (taken.length > 0) keys.keep(key!, set);
      return count === undefined ? (taken[0] ?? null) : taken;
    },
  ],
  SINTER: [1, members("sinter")],
  SUNION: [1, members("sunion")],
  SDIFF: [1, members("sdiff")],
  LPUSH: [2, push(true)],
  RPUSH: [2, push(false)],
  LPOP: [1, pop(true)],
  RPOP: [1, pop(false)],
  LLEN: [1, (keys, [key]) => keys.list(key!).length],
  LRANGE: [
    3,
    (keys, [key, from, to]) => {
      const list = keys.list(key!);
      return list.slice(...range(list.length, integer(from), integer(to)));
    },
  ],
  LINDEX: [2, (keys, [key, at]) => keys.list(key!).at(integer(at)) ?? null],
  LREM: [3, remove],
  LTRIM: [
    3,
    (keys, [key, from, to]) => {
      const list = keys.list(key!);
      keys.keep(key!, list.slice(...range(list.length, integer(from), integer(to))));
      return OK;
    },
  ],
  LSET: [
    3,
    (keys, [key, at, value]) => {
      const list = keys.list(key!);
      const index = integer(at) < 0 ? list.length + integer(at) : integer(at);
      if (list[index] === undefined) throw new KvError(list.length ? "ERR index out of range" : "ERR no such key");
      list[index] = value!;
      return OK;
    },
  ],
};
