import { float, glob, integer, type Keyspace, KvError, NOT_INTEGER, OK, type Reply, Status, SYNTAX } from "./keyspace";

export type Command = (keys: Keyspace, args: string[]) => Reply;

function lifetime(keys: Keyspace, unit: string, text: string | undefined): number {
  const value = integer(text);
  if (value <= 0) throw new KvError("ERR invalid expire time in 'set' command");
  if (unit === "EX") return keys.now() + value * 1000;
  if (unit === "PX") return keys.now() + value;
  return unit === "EXAT" ? value * 1000 : value;
}

const set: Command = (keys, [key, value, ...options]) => {
  let expiresAt: number | null = null;
  let condition = "";
  let get = false;
  let keep = false;
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!.toUpperCase();
    if (option === "NX" || option === "XX") {
      if (condition && condition !== option) throw new KvError(SYNTAX);
      condition = option;
    } else if (option === "GET") get = true;
    else if (option === "KEEPTTL") keep = true;
    else if (["EX", "PX", "EXAT", "PXAT"].includes(option)) expiresAt = lifetime(keys, option, options[++at]);
    else throw new KvError(SYNTAX);
  }
  if (keep && expiresAt !== null) throw new KvError(SYNTAX);
  const before = get ? keys.string(key!) : null;
  const there = keys.entry(key!);
  if ((condition === "NX" && there) || (condition === "XX" && !there)) return get ? before : null;
  keys.put(key!, value!, keep ? (there?.expiresAt ?? null) : expiresAt);
  return get ? before : OK;
};

function add(keys: Keyspace, key: string, by: number): number {
  const value = integer(keys.string(key) ?? "0") + by;
  if (!Number.isSafeInteger(value)) throw new KvError(NOT_INTEGER);
  keys.put(key, String(value), keys.entry(key)?.expiresAt ?? null);
  return value;
}

/** Sets an end, with EXPIRE's conditions; a moment that is past removes the key. */
function expire(keys: Keyspace, key: string, at: number, condition = ""): number {
  const found = keys.entry(key);
  if (!found) return 0;
  const option = condition.toUpperCase();
  if (option === "NX" && found.expiresAt !== null) return 0;
  if (option === "XX" && found.expiresAt === null) return 0;
  if (option === "GT" && (found.expiresAt === null || at <= found.expiresAt)) return 0;
  if (option === "LT" && found.expiresAt !== null && at >= found.expiresAt) return 0;
  if (at <= keys.now()) keys.delete(key);
  else found.expiresAt = at;
  return 1;
}

function left(keys: Keyspace, key: string): number {
  const found = keys.entry(key);
  if (!found) return -2;
  return found.expiresAt === null ? -1 : found.expiresAt - keys.now();
}

const scan: Command = (keys, [cursor, ...options]) => {
  const from = integer(cursor);
  let pattern = "*";
  let count = 10;
  let type = "";
  for (let at = 0; at < options.length; at += 2) {
    const option = options[at]!.toUpperCase();
    if (options[at + 1] === undefined) throw new KvError(SYNTAX);
    if (option === "MATCH") pattern = options[at + 1]!;
    else if (option === "COUNT") count = Math.max(1, integer(options[at + 1]));
    else if (option === "TYPE") type = options[at + 1]!.toLowerCase();
    else throw new KvError(SYNTAX);
  }
  const all = keys.keys();
  const matches = glob(pattern);
  const page = all.slice(from, from + count).filter((key) => matches.test(key) && (!type || keys.type(key) === type));
  return [String(from + count >= all.length ? 0 : from + count), page];
};

/** Strings, ends of keys and the keyspace. The number beside each is the fewest arguments it takes. */
export const stringCommands: Record<string, [number, Command]> = {
  PING: [0, (_, [text]) => text ?? new Status("PONG")],
  ECHO: [1, (_, [text]) => text!],
  GET: [1, (keys, [key]) => keys.string(key!)],
  SET: [2, set],
  SETNX: [2, (keys, [key, value]) => (set(keys, [key!, value!, "NX"]) === null ? 0 : 1)],
  SETEX: [3, (keys, [key, seconds, value]) => set(keys, [key!, value!, "EX", seconds!])],
  PSETEX: [3, (keys, [key, milliseconds, value]) => set(keys, [key!, value!, "PX", milliseconds!])],
  GETSET: [2, (keys, [key, value]) => set(keys, [key!, value!, "GET"])],
  GETDEL: [
    1,
    (keys, [key]) => {
      const value = keys.string(key!);
      keys.delete(key!);
      return value;
    },
  ],
  GETEX: [
    1,
    (keys, [key, unit, amount]) => {
      const value = keys.string(key!);
      const found = keys.entry(key!);
      if (found && unit?.toUpperCase() === "PERSIST") found.expiresAt = null;
      else if (found && unit) found.expiresAt = lifetime(keys, unit.toUpperCase(), amount);
      return value;
    },
  ],
  MGET: [1, (keys, args) => args.map((key) => (keys.type(key) === "string" ? keys.string(key) : null))],
  MSET: [
    2,
    (keys, args) => {
      if (args.length % 2) throw new KvError("ERR wrong number of arguments for 'mset' command");
      for (let at = 0; at < args.length; at += 2) keys.put(args[at]!, args[at + 1]!, null);
      return OK;
    },
  ],
  MSETNX: [
    2,
    (keys, args) => {
      if (args.some((key, at) => at % 2 === 0 && keys.entry(key))) return 0;
      for (let at = 0; at < args.length; at += 2) keys.put(args[at]!, args[at + 1] ?? "", null);
      return 1;
    },
  ],
  APPEND: [
    2,
    (keys, [key, value]) => {
      const joined = (keys.string(key!) ?? "") + value;
      keys.put(key!, joined, keys.entry(key!)?.expiresAt ?? null);
      return Buffer.byteLength(joined);
    },
  ],
  STRLEN: [1, (keys, [key]) => Buffer.byteLength(keys.string(key!) ?? "")],
  INCR: [1, (keys, [key]) => add(keys, key!, 1)],
  DECR: [1, (keys, [key]) => add(keys, key!, -1)],
  INCRBY: [2, (keys, [key, by]) => add(keys, key!, integer(by))],
  DECRBY: [2, (keys, [key, by]) => add(keys, key!, -integer(by))],
  INCRBYFLOAT: [
    2,
    (keys, [key, by]) => {
      const value = String(float(keys.string(key!) ?? "0") + float(by));
      keys.put(key!, value, keys.entry(key!)?.expiresAt ?? null);
      return value;
    },
  ],
  DEL: [1, (keys, args) => args.filter((key) => keys.delete(key)).length],
  UNLINK: [1, (keys, args) => args.filter((key) => keys.delete(key)).length],
  EXISTS: [1, (keys, args) => args.filter((key) => keys.entry(key)).length],
  TYPE: [1, (keys, [key]) => keys.type(key!)],
  EXPIRE: [2, (keys, [key, amount, option]) => expire(keys, key!, keys.now() + integer(amount) * 1000, option)],
  PEXPIRE: [2, (keys, [key, amount, option]) => expire(keys, key!, keys.now() + integer(amount), option)],
  EXPIREAT: [2, (keys, [key, at, option]) => expire(keys, key!, integer(at) * 1000, option)],
  PEXPIREAT: [2, (keys, [key, at, option]) => expire(keys, key!, integer(at), option)],
  TTL: [
    1,
    (keys, [key]) => {
      const rest = left(keys, key!);
      return rest < 0 ? rest : Math.ceil(rest / 1000);
    },
  ],
  PTTL: [1, (keys, [key]) => left(keys, key!)],
  PERSIST: [
    1,
    (keys, [key]) => {
      const found = keys.entry(key!);
      if (!found || found.expiresAt === null) return 0;
      found.expiresAt = null;
      return 1;
    },
  ],
  RENAME: [
    2,
    (keys, [from, to]) => {
      const found = keys.entry(from!);
      if (!found) throw new KvError("ERR no such key");
      keys.delete(from!);
      keys.put(to!, found.content, found.expiresAt);
      return OK;
    },
  ],
  KEYS: [1, (keys, [pattern]) => keys.keys().filter((key) => glob(pattern!).test(key))],
  SCAN: [1, scan],
  DBSIZE: [0, (keys) => keys.keys().length],
  FLUSHDB: [
    0,
    (keys) => {
      keys.clear();
      return OK;
    },
  ],
  FLUSHALL: [
    0,
    (keys) => {
      keys.clear();
      return OK;
    },
  ],
  TIME: [0, (keys) => [String(Math.floor(keys.now() / 1000)), String((keys.now() % 1000) * 1000)]],
  PUBLISH: [2, () => 0],
};
