import { createClient } from "@vercel/kv";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type KvStandIn, startKv } from "@/dev/kv/server";
import { upstashKv } from "@/server/kernel/adapters/upstash";
import type { Kv } from "@/server/kernel/kv";

let running: KvStandIn;
let vendor: ReturnType<typeof createClient>;
let kv: Kv;
beforeAll(async () => {
  running = await startKv({ port: 0, token: "a-token" });
  vendor = createClient({ url: running.url, token: "a-token" });
  kv = upstashKv({ url: running.url, token: "a-token" });
});
afterAll(() => running.close());
beforeEach(() => {
  running.store.execute(["FLUSHALL"]);
});

test("P2 the vendor's SDK reads and writes strings, objects and text in every script", async () => {
  expect(await vendor.set("k", { name: "Ærø 夏 🎟" })).toBe("OK");
  expect(await vendor.get("k")).toEqual({ name: "Ærø 夏 🎟" });
  expect(await vendor.set("k", 1, { nx: true })).toBeNull();
  expect(await vendor.set("k", "old", { xx: true, px: 30 })).toBe("OK");
  expect(await vendor.pttl("k")).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(await vendor.get("k")).toBeNull();
  expect(await vendor.incrby("n", 5)).toBe(5);
  expect(await vendor.mget("n", "none")).toEqual([5, null]);
});

test("P2 the vendor's SDK uses hashes, sets, lists and sorted sets", async () => {
  expect(await vendor.hset("h", { a: 1, b: "two" })).toBe(2);
  expect(await vendor.hgetall("h")).toEqual({ a: 1, b: "two" });
  expect(await vendor.hdel("h", "a", "b")).toBe(2);
  expect(await vendor.exists("h")).toBe(0);
  await vendor.sadd("s", "x", "y");
  expect((await vendor.smembers("s")).sort()).toEqual(["x", "y"]);
  await vendor.rpush("l", "1", "2", "3");
  expect(await vendor.lrange("l", -2, -1)).toEqual([2, 3]);
  await vendor.zadd("z", { score: 3, member: "c" }, { score: 1, member: "a" }, { score: 2, member: "b" });
  expect(await vendor.zrange("z", 0, 1)).toEqual(["a", "b"]);
  expect(await vendor.zrange("z", "(1", "+inf", { byScore: true, withScores: true })).toEqual(["b", 2, "c", 3]);
  expect(await vendor.zremrangebyscore("z", 0, 2)).toBe(2);
  await expect(vendor.hset("l", { a: 1 })).rejects.toThrow(/WRONGTYPE/);
});

test("P2 pipelines, transactions and scans answer as the vendor's do", async () => {
  const answers = await vendor.multi().set("a", 1).incr("a").get("a").exec();
  expect(answers).toEqual(["OK", 2, 2]);
  for (let at = 0; at < 25; at++) await vendor.set(`page:${at}`, at);
  const seen: string[] = [];
  for await (const key of vendor.scanIterator({ match: "page:*", count: 10 })) seen.push(key);
  expect(seen).toHaveLength(25);
});

test("P2 scripts run atomically with Redis' conversions", async () => {
  const script = `redis.call("SET", KEYS[1], ARGV[1]); return {redis.call("GET", KEYS[1]), 3.9, false, "never"}`;
  // A number loses its fraction; a list ends at nil but carries false as null.
  expect(await vendor.eval(script, ["x"], ["v"])).toEqual(["v", 3, null, "never"]);
  await expect(vendor.eval(`return redis.call("NOSUCH")`, [], [])).rejects.toThrow(/unknown command/);
  await expect(vendor.eval("return (", [], [])).rejects.toThrow(/compiling/);
  await expect(vendor.evalsha("0".repeat(40), [], [])).rejects.toThrow(/NOSCRIPT/);
});

test("P2 what it does not know, and whoever it does not know, gets the vendor's error", async () => {
  await expect(vendor.exec(["GEOADD" as never, "k"])).rejects.toThrow(/unknown command/);
  const stranger = createClient({ url: running.url, token: "wrong", retry: false });
  await expect(stranger.get("k")).rejects.toThrow(/WRONGPASS/);
  const before = process.env.NODE_ENV;
  (process.env as Record<string, string>).NODE_ENV = "production";
  await expect(startKv({ port: 0, token: "t" })).rejects.toThrow(/refuses to start/);
  (process.env as Record<string, string | undefined>).NODE_ENV = before;
});

test("T2 of fifty who claim at once one wins; the claim is the owner's until it ends", async () => {
  const won = await Promise.all(Array.from({ length: 50 }, (_, at) => kv.claim("seat", `o${at}`, 5000)));
  expect(won.filter(Boolean)).toHaveLength(1);
  const owner = `o${won.indexOf(true)}`;
  expect(await kv.release("seat", "somebody")).toBe(false);
  expect(await kv.claim("seat", owner, 40)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await kv.claim("seat", "late", 5000)).toBe(true);
  expect(await kv.release("seat", owner)).toBe(false);
  expect(await kv.release("seat", "late")).toBe(true);
  const plain = await Promise.all(
    Array.from({ length: 50 }, (_, at) => kv.write("nx", String(at), { onlyIfAbsent: true, lifetimeMs: 1000 })),
  );
  expect(plain.filter(Boolean)).toHaveLength(1);
});

test("P20 a store that is down or slow is a typed error within a few seconds", async () => {
  expect(await kv.increment("c", 2, 1000)).toBe(2);
  expect(await kv.increment("c", 2, 1000)).toBe(4);
  expect(await kv.read("c")).toBe("4");
  expect(await kv.readMany(["c", "d"])).toEqual(["4", null]);
  expect(await kv.remove("c", "d")).toBe(1);
  running.faults.failing = true;
  await expect(kv.read("c")).rejects.toMatchObject({ code: "kv_unavailable", status: 503 });
  running.faults.failing = false;
  running.faults.delayMs = 10_000;
  const began = Date.now();
  await expect(kv.read("c")).rejects.toMatchObject({ code: "kv_unavailable" });
  expect(Date.now() - began).toBeLessThan(5000);
  running.faults.delayMs = 0;
}, 20_000);
