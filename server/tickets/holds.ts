import type { Kv } from "@/server/kernel/kv";
import { log } from "@/server/kernel/log";

/**
 * Holds: tickets set aside for ten minutes while a payment goes through. They live in KV and are a courtesy to the
 * buyer; the database alone decides what is sold. With KV away an order goes on without a hold. What nothing limits (no
 * cap, no stock, no board) has nothing to set aside and asks nobody.
 */

// A hold is kept as "tickets|level|bundles|,number,number,". What all holds have in common is counted beside them, so that
// a hold costs the same however many there are: "tickets", "level:<id>", and "n:<number>" for each number of a board.
const FORGET = `local function forget(order)
  local hold = redis.call("HGET", KEYS[2], order)
  redis.call("ZREM", KEYS[1], order)
  if not hold then return 0 end
  redis.call("HDEL", KEYS[2], order)
  local count, level, bundles, picked = string.match(hold, "^(%d+)|([^|]*)|(%d+)|(.*)$")
  redis.call("HINCRBY", KEYS[3], "tickets", -tonumber(count))
  if level ~= "" then redis.call("HINCRBY", KEYS[3], "level:" .. level, -tonumber(bundles)) end
  for number in string.gmatch(picked, "%d+") do redis.call("HDEL", KEYS[3], "n:" .. number) end
  return 1
end
`;

// Removes what has ended, then grants at most what is left beside the holds of others; a buyer's own hold is replaced.
// KEYS: expiries (sorted set), holds (hash), what all hold together (hash).
// ARGV: now ms, expiry ms, order, units wanted, tickets a unit, tickets left or -1, partial 0|1, level or "",
//       units of the level left or -1, numbers picked as "7,21" or ""
// Answers units granted, tickets left for this order (or -1), units of the level left (or -1), numbers that others hold.
const HOLD_SCRIPT = `${FORGET}
for _, order in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1])) do forget(order) end
forget(ARGV[3])
-- Where the store lost one of the three, what is left of the others sets nothing aside.
if redis.call("ZCARD", KEYS[1]) == 0 then redis.call("DEL", KEYS[2], KEYS[3]) end
local units, size, left = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local partial, level, levelLeft = tonumber(ARGV[7]) == 1, ARGV[8], tonumber(ARGV[9])
local function most(free)
  if free < units then
    if partial and free > 0 then units = free else units = 0 end
  end
end
local taken, picks = {}, {}
if ARGV[10] ~= "" then
  for number in string.gmatch(ARGV[10], "%d+") do
    if redis.call("HEXISTS", KEYS[3], "n:" .. number) == 1 then taken[#taken + 1] = number else picks[#picks + 1] = number end
  end
  most(math.floor(#picks / size))
end
if left >= 0 then
  left = left - tonumber(redis.call("HGET", KEYS[3], "tickets") or 0)
  if units > 0 then most(math.floor(left / size)) end
end
if levelLeft >= 0 then
  levelLeft = levelLeft - tonumber(redis.call("HGET", KEYS[3], "level:" .. level) or 0)
  if units > 0 then most(levelLeft) end
end
if units > 0 then
  local kept = ","
  for at = 1, math.min(units * size, #picks) do
    kept = kept .. picks[at] .. ","
    redis.call("HSET", KEYS[3], "n:" .. picks[at], ARGV[3])
  end
  redis.call("ZADD", KEYS[1], ARGV[2], ARGV[3])
  redis.call("HSET", KEYS[2], ARGV[3], string.format("%d|%s|%d|%s", units * size, level, units, kept))
  redis.call("HINCRBY", KEYS[3], "tickets", units * size)
  if level ~= "" then redis.call("HINCRBY", KEYS[3], "level:" .. level, units) end
  for at = 1, 3 do redis.call("PEXPIRE", KEYS[at], 86400000) end
end
return {units, left, levelLeft, table.concat(taken, ",")}`;

const RELEASE_SCRIPT = `${FORGET}
return forget(ARGV[1])`;

// ARGV: now ms. Answers the numbers of the board in holds that have not ended.
const NUMBERS_SCRIPT = `${FORGET}
for _, order in ipairs(redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1])) do forget(order) end
local numbers = {}
for _, field in ipairs(redis.call("HKEYS", KEYS[3])) do
  local number = string.match(field, "^n:(%d+)$")
  if number then numbers[#numbers + 1] = number end
end
return table.concat(numbers, ",")`;

const keys = (raffleId: string) => ["until", "what", "sums"].map((part) => `holds:{${raffleId}}:${part}`);

export interface HoldWish {
  raffleId: string;
  orderId: string;
  /** Tickets, or bundles where one is bought. */
  units: number;
  /** Tickets in one of them. */
  size: number;
  /** Tickets left in the database, cap less issued; null when unlimited. */
  left: number | null;
  /** The bundle and how many of it the database has left; null where it has no stock of its own. */
  level: { id: string; left: number | null } | null;
  /** Numbers of the board, as many as tickets; empty where there is none. */
  picks: readonly number[];
  partial: boolean;
  now: Date;
  expiresAt: Date;
}

export interface HoldGrant {
  /** How many units are set aside; 0 when not even one, or not all where all were asked for, could be. */
  granted: number;
  /** How many tickets were left for this order before it, or null when unlimited or unknown. */
  left: number | null;
  /** How many bundles of the level were left, or null. */
  levelLeft: number | null;
  /** Those of the picks that somebody else holds. */
  taken: number[];
  /** False when KV was away and nothing could be set aside. */
  kept: boolean;
}

const listOf = (text: unknown): number[] =>
  String(text ?? "")
    .split(",")
    .filter(Boolean)
    .map(Number);

/** Sets tickets aside for an order, atomically, or renews its own hold. */
export async function takeHold(kv: Kv, hold: HoldWish): Promise<HoldGrant> {
  const levelLeft = hold.level?.left ?? null;
  if (hold.left === null && levelLeft === null && hold.picks.length === 0) {
    return { granted: hold.units, left: null, levelLeft: null, taken: [], kept: true };
  }
  try {
    const answer = (await kv.run(HOLD_SCRIPT, keys(hold.raffleId), [
      hold.now.getTime(),
      hold.expiresAt.getTime(),
      hold.orderId,
      hold.units,
      hold.size,
      hold.left ?? -1,
      hold.partial ? 1 : 0,
      hold.level?.id ?? "",
      levelLeft ?? -1,
      hold.picks.join(","),
    ])) as [number, number, number, string];
    return {
      granted: Number(answer[0]),
      left: hold.left === null ? null : Number(answer[1]),
      levelLeft: levelLeft === null ? null : Number(answer[2]),
      taken: listOf(answer[3]),
      kept: true,
    };
  } catch (error) {
    log.warn("hold_not_kept", { error, orderId: hold.orderId });
    const free = Math.min(
      hold.units,
      hold.left === null ? hold.units : Math.max(0, Math.floor(hold.left / hold.size)),
      levelLeft === null ? hold.units : Math.max(0, levelLeft),
    );
    const granted = free === hold.units || hold.partial ? free : 0;
    return { granted, left: hold.left, levelLeft, taken: [], kept: false };
  }
}

/** Gives an order's hold back. Harmless when there is none; a KV that is away lets it run out by itself. */
export async function releaseHold(kv: Kv, raffleId: string, orderId: string): Promise<void> {
  try {
    await kv.run(RELEASE_SCRIPT, keys(raffleId), [orderId]);
  } catch (error) {
    log.warn("hold_not_released", { error, orderId });
  }
}

/** The numbers of a board that somebody holds now; none while KV is away, when nothing is held. */
export async function heldNumbers(kv: Kv, raffleId: string, now: Date): Promise<Set<number>> {
  try {
    return new Set(listOf(await kv.run(NUMBERS_SCRIPT, keys(raffleId), [now.getTime()])));
  } catch (error) {
    log.warn("held_numbers_unknown", { error, raffleId });
    return new Set();
  }
}
