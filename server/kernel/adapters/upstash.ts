import { createClient } from "@vercel/kv";
import { AppError } from "../errors";
import { CLAIM_SCRIPT, INCREMENT_SCRIPT, type Kv, RELEASE_SCRIPT } from "../kv";

const TIMEOUT_MS = 2000;

/** The key-value store behind Vercel KV or any other that speaks Upstash's REST protocol. Runs on Node and at the edge. */
export function upstashKv(options: { url: string; token: string }): Kv {
  const client = createClient({
    url: options.url,
    token: options.token,
    automaticDeserialization: false,
    enableTelemetry: false,
    retry: { retries: 1, backoff: () => 100 },
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  });

  async function ask<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (cause) {
      throw new AppError("kv_unavailable", 503, {}, { cause });
    }
  }

  const run = (script: string, keys: string[], args: Array<string | number>) =>
    ask<unknown>(() => client.eval(script, keys, args.map(String)));

  return {
    read: (key) => ask(() => client.get<string>(key)),
    readMany: (keys) =>
      keys.length === 0 ? Promise.resolve([]) : ask(() => client.mget<Array<string | null>>(...keys)),
    write: async (key, value, { lifetimeMs, onlyIfAbsent } = {}) => {
      const px = lifetimeMs === undefined ? {} : { px: Math.max(1, Math.round(lifetimeMs)) };
      const answer = await ask(() => client.set(key, value, { ...px, ...(onlyIfAbsent ? { nx: true } : {}) } as never));
      return answer !== null;
    },
    remove: (...keys) => (keys.length === 0 ? Promise.resolve(0) : ask(() => client.del(...keys))),
    increment: async (key, by = 1, lifetimeMs = 0) =>
      Number(await run(INCREMENT_SCRIPT, [key], [by, Math.round(lifetimeMs)])),
    run,
    claim: async (key, owner, lifetimeMs) =>
      Number(await run(CLAIM_SCRIPT, [key], [owner, Math.max(1, Math.round(lifetimeMs))])) === 1,
    release: async (key, owner) => Number(await run(RELEASE_SCRIPT, [key], [owner])) === 1,
  };
}
