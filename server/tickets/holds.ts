import type { Kv } from "@/server/kernel/kv";
import { log } from "@/server/kernel/log";

/**
 * Holds: tickets set aside for ten minutes while a payment goes through. They live in KV and are a courtesy to the
 * buyer; the database alone decides what is sold. With KV away an order goes on without a hold.
 */

// Removes what has ended, then grants at most what is left beside the holds of others; a buyer's own hold is replaced.
// KEYS: expiries (sorted set), counts (hash). ARGV: now ms, expiry ms, order, wanted, left in the database or -1, partial 0|1
const HOLD_SCRIPT = `local ended = redis.call("ZRANGEBYSCORE", KEYS[1], "-inf", ARGV[1])
for _, order in ipairs(ended) do
  redis.call("ZREM", KEYS[1], order)
  redis.call("HDEL", KEYS[2], order)
end
redis.call("HDEL", KEYS[2], ARGV[3])
local wanted = tonumber(ARGV[4])
local left = tonumber(ARGV[5])
local granted = wanted
if left >= 0 then
  local held = 0
  for _, count in ipairs(redis.call("HVALS", KEYS[2])) do held = held + tonumber(count) end
  local free = left - held
  if free < wanted then
    if tonumber(ARGV[6]) == 1 and free > 0 then granted = free else granted = 0 end
  end
  left = free
end
if granted > 0 then
  redis.call("ZADD", KEYS[1], ARGV[2], ARGV[3])
  redis.call("HSET", KEYS[2], ARGV[3], granted)
  redis.call("PEXPIRE", KEYS[1], 86400000)
  redis.call("PEXPIRE", KEYS[2], 86400000)
else
  redis.call("ZREM", KEYS[1], ARGV[3])
end
return {granted, left}`;

const RELEASE_SCRIPT = `redis.call("ZREM", KEYS[1], ARGV[1])
return redis.call("HDEL", KEYS[2], ARGV[1])`;

const keys = (raffleId: string) => [`holds:{${raffleId}}:until`, `holds:{${raffleId}}:count`];

export interface HoldGrant {
  /** How many are set aside; 0 when not even one, or not all where all were asked for, could be. */
  granted: number;
  /** How many were left for this order before it, or null when unlimited or unknown. */
  left: number | null;
  /** False when KV was away and nothing could be set aside. */
  kept: boolean;
}

/** Sets tickets aside for an order, atomically, or renews its own hold. `left` is cap less issued, null if unlimited. */
export async function takeHold(
  kv: Kv,
  hold: {
    raffleId: string;
    orderId: string;
    wanted: number;
    left: number | null;
    partial: boolean;
    now: Date;
    expiresAt: Date;
  },
): Promise<HoldGrant> {
  try {
    const answer = (await kv.run(HOLD_SCRIPT, keys(hold.raffleId), [
      hold.now.getTime(),
      hold.expiresAt.getTime(),
      hold.orderId,
      hold.wanted,
      hold.left ?? -1,
      hold.partial ? 1 : 0,
    ])) as [number, number];
    return { granted: Number(answer[0]), left: hold.left === null ? null : Number(answer[1]), kept: true };
  } catch (error) {
    log.warn("hold_not_kept", { error, orderId: hold.orderId });
    const granted =
      hold.left === null || hold.left >= hold.wanted ? hold.wanted : hold.partial ? Math.max(hold.left, 0) : 0;
    return { granted, left: hold.left, kept: false };
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
