/**
 * What we ask of a key-value store: values that expire, counters, and small scripts that run atomically. It is a
 * cache and a place for claims; whatever has to be right is right without it. Every call may fail with
 * `AppError("kv_unavailable", 503)`, within about two seconds.
 */
export interface Kv {
  read(key: string): Promise<string | null>;
  readMany(keys: string[]): Promise<Array<string | null>>;
  /** Returns false when `onlyIfAbsent` and the key was there. Without a lifetime the value stays. */
  write(key: string, value: string, options?: { lifetimeMs?: number; onlyIfAbsent?: boolean }): Promise<boolean>;
  /** How many of the keys there were. */
  remove(...keys: string[]): Promise<number>;
  /** Adds `by` (default 1) and returns the new value; a counter made by this call ends after `lifetimeMs`. */
  increment(key: string, by?: number, lifetimeMs?: number): Promise<number>;
  /** Runs a Lua script atomically over `keys`. Answers a number, a string, null, or a list of these. */
  run(script: string, keys: string[], args: Array<string | number>): Promise<unknown>;
  /** Takes a claim for `owner`, or renews it when it is already the owner's. */
  claim(key: string, owner: string, lifetimeMs: number): Promise<boolean>;
  /** Gives a claim back, only when it is still `owner`'s. */
  release(key: string, owner: string): Promise<boolean>;
}

/** Sets or renews a claim unless somebody else holds it. KEYS: claim. ARGV: owner, lifetime in milliseconds. */
export const CLAIM_SCRIPT = `local holder = redis.call("GET", KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`;

/** Removes a claim of this owner alone. KEYS: claim. ARGV: owner. */
export const RELEASE_SCRIPT = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end
return 0`;

/** Adds to a counter and gives a new one its lifetime. KEYS: counter. ARGV: amount, lifetime in ms or 0. */
export const INCREMENT_SCRIPT = `local value = redis.call("INCRBY", KEYS[1], ARGV[1])
if value == tonumber(ARGV[1]) and tonumber(ARGV[2]) > 0 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) end
return value`;
