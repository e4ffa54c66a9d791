import { reachPusher } from "@/server/kernel/adapters/pusher";
import { countAreas, countMigrations, reachDatabase, readDatabaseClock } from "@/server/kernel/health-store";
import { RELEASE_SCRIPT } from "@/server/kernel/kv";
import { drawServices } from "./draw-services";
import { venueGateways } from "./gateway-services";
import { lotteryServices } from "./lottery-services";
import type { Services } from "./services";
import { WORKER_SEEN_KEY } from "./worker-tasks";

/** How one part does. `degraded`: the site stays up without it, something waits; `down`: it does not. */
export interface PartState {
  name:
    | "database"
    | "schema"
    | "areas"
    | "kv"
    | "realtime"
    | "gateway"
    | "mail"
    | "beacon"
    | "lottery"
    | "worker"
    | "clock";
  state: "ok" | "degraded" | "down";
  /** For operators: what is wrong and what to do. Empty when all is well. */
  text: string;
  milliseconds: number;
}

type Probe = (process: Services) => Promise<string | undefined>;

const TIMEOUT_MS = 3000;

/** A vendor's plain GET with a bearer key. A key that may only do one thing is refused others with 403: that is reached. */
async function reach(url: string, key: string): Promise<string | undefined> {
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.ok || answer.status === 403) return undefined;
  if (answer.status === 401) return "the key was refused";
  return `it answered ${answer.status}`;
}

const ESSENTIAL: Record<string, Probe> = {
  database: async ({ db }) => {
    await reachDatabase(db);
    return undefined;
  },
  schema: async ({ db }) => {
    const { applied, unfinished } = await countMigrations(db);
    if (unfinished > 0) return "a migration began and did not finish";
    return applied > 0 ? undefined : "no migration was applied";
  },
};

const HELPFUL: Record<string, Probe> = {
  areas: async ({ db }) => {
    const areas = await countAreas(db);
    return areas >= 3000 ? undefined : `only ${areas} areas are known; import them: npm run cli -- areas import DIR`;
  },
  clock: async ({ db, clock }) => {
    const before = clock.now().getTime();
    const theirs = await readDatabaseClock(db);
    const difference = Math.round(Math.abs(theirs - (before + clock.now().getTime()) / 2));
    return difference < 2000 ? undefined : `this clock and the database's differ by ${difference} ms; synchronise them`;
  },
  kv: async ({ kv }) => {
    const key = `drawbridge:probe:${crypto.randomUUID()}`;
    await kv.write(key, "here", { lifetimeMs: 10_000 });
    if (Number(await kv.run(RELEASE_SCRIPT, [key], ["here"])) !== 1) return "what was written is not there";
    return undefined;
  },
  realtime: async ({ environment: env }) => {
    const useTLS = env.PUSHER_USE_TLS === "true";
    const where = { cluster: env.PUSHER_CLUSTER, host: env.PUSHER_HOST, port: env.PUSHER_PORT, useTLS };
    await reachPusher({ appId: env.PUSHER_APP_ID, key: env.PUSHER_KEY, secret: env.PUSHER_SECRET, ...where });
    return undefined;
  },
  gateway: async (process) => {
    const looks = venueGateways(process).all.map(async ({ title, reach: look }) =>
      look(AbortSignal.timeout(TIMEOUT_MS)).then(
        (text) => (text ? `${title}: ${text}` : ""),
        () => `${title}: it did not answer`,
      ),
    );
    return (await Promise.all(looks)).filter(Boolean).join("; ") || undefined;
  },
  mail: ({ environment: env }) =>
    reach(`${env.RESEND_BASE_URL || "https://api.resend.com"}/domains`, env.RESEND_API_KEY),
  beacon: async (process) => {
    const { beacon } = drawServices(process);
    const { genesisSeconds, periodSeconds } = beacon.chain;
    // A round that has been out for two periods must be there.
    const round = Math.floor((process.clock.now().getTime() / 1000 - genesisSeconds) / periodSeconds) - 1;
    return (await beacon.fetchRound(round)) === null ? "it is late; draws wait for it" : undefined;
  },
  lottery: async (process) => {
    // A venue without one buys no tickets, and lacks nothing.
    await lotteryServices(process)?.lottery.status("a-look-from-the-venue");
    return undefined;
  },
  worker: async ({ kv, clock }) => {
    const seen = await kv.read(WORKER_SEEN_KEY);
    if (seen !== null && clock.now().getTime() - Number(seen) < 60_000) return undefined;
    return "no worker was seen for a minute; start one: npm run worker";
  },
};

async function probe(process: Services, name: string, check: Probe, bad: "down" | "degraded"): Promise<PartState> {
  const began = performance.now();
  const late = new Promise<string>((resolve) => {
    setTimeout(() => resolve("it did not answer in time"), TIMEOUT_MS + 500).unref?.();
  });
  let text: string;
  try {
    const said = await Promise.race([check(process), late]);
    text = typeof said === "string" ? said : "";
  } catch (error) {
    const cause = (error as { cause?: { message?: string } }).cause?.message;
    text = String(cause ?? (error as Error)?.message ?? error).slice(0, 300);
  }
  const milliseconds = Math.round(performance.now() - began);
  return { name: name as PartState["name"], state: text === "" ? "ok" : bad, text, milliseconds };
}

/** Looks at every part at once; at most about four seconds. Never throws. */
export async function checkParts(process: Services): Promise<PartState[]> {
  return Promise.all([
    ...Object.entries(ESSENTIAL).map(([name, check]) => probe(process, name, check, "down")),
    ...Object.entries(HELPFUL).map(([name, check]) => probe(process, name, check, "degraded")),
  ]);
}
