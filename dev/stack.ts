import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { type BeaconStandIn, startBeacon } from "./beacon/server";
import { type RunningCheckoutCom, startCheckoutCom } from "./checkout-com/server";
import { type KvStandIn, startKv } from "./kv/server";
import { type MailStandIn, startMail } from "./mail/server";
import { migrate } from "./migrate";
import { type PlaceProxy, startPlaceProxy } from "./place-proxy/server";
import { portIsFree, type RunningPostgres, runningOn, startPostgres } from "./postgres";
import { root } from "./prepare.mjs";
import { type Child, endLeftovers, startChild, tail } from "./processes";
import { type PusherStandIn, startPusher } from "./pusher/server";
import { type RunningStripe, startStripe } from "./stripe/server";

/** The ports of one venue, beside each other. */
export interface Ports {
  /** The place proxy: the address people use. */
  public: number;
  app: number;
  kv: number;
  realtime: number;
  gateway: number;
  mail: number;
  beacon: number;
  database: number;
  lottery: number;
  checkoutCom: number;
}

const NAMES = [
  "public",
  "app",
  "kv",
  "realtime",
  "gateway",
  "mail",
  "beacon",
  "database",
  "lottery",
  "checkoutCom",
] as const;

const portsFrom = (first: number): Ports =>
  Object.fromEntries(NAMES.map((name, at) => [name, first + at])) as unknown as Ports;

/**
 * The first block of ten ports from `wanted` on that is free, and which port was in the way. A port on which the
 * database in `databaseDir` still runs counts as free: it will be taken over.
 */
export async function freePorts(wanted: number, databaseDir?: string): Promise<{ ports: Ports; taken: number | null }> {
  let taken: number | null = null;
  const ours = databaseDir ? runningOn(databaseDir) : null;
  for (let first = wanted; first < wanted + 500; first += 10) {
    const ports = portsFrom(first);
    const free = await Promise.all(
      Object.values(ports).map(async (port: number) => (port === ours || (await portIsFree(port)) ? null : port)),
    );
    const inTheWay = free.find((port) => port !== null);
    if (inTheWay === undefined) return { ports, taken };
    taken ??= inTheWay;
  }
  throw new Error(`No block of ten free ports was found from ${wanted} on. Give another with PORT=…`);
}

interface Secrets {
  app: string;
  nextauth: string;
  proxy: string;
  kv: string;
  realtime: string;
  gateway: string;
  webhook: string;
  connectWebhook: string;
  checkoutCom: string;
  checkoutComWebhook: string;
  mail: string;
  beacon: string;
  lottery: string;
}

/** Secrets of this directory, made once, so that logins and links outlive a restart. */
function secretsOf(dir: string): Secrets {
  const file = path.join(dir, "secrets.json");
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>) : {};
  const text = () => randomBytes(24).toString("base64url");
  const made: Secrets = {
    app: text(),
    nextauth: text(),
    proxy: text(),
    kv: text(),
    realtime: text(),
    gateway: `sk_test_${text().replaceAll(/[-_]/g, "x")}`,
    webhook: `whsec_${text()}`,
    connectWebhook: `whsec_${text()}`,
    // Of the form by which the vendor's SDK knows a key of its sandbox.
    checkoutCom: `sk_sbox_${[...randomBytes(27)].map((byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte % 32]).join("")}`,
    checkoutComWebhook: text(),
    mail: `re_${text()}`,
    beacon: text(),
    lottery: text(),
    // A stand-in that came later gets its secret; the others keep theirs.
    ...kept,
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

export interface Stack {
  dir: string;
  ports: Ports;
  /** The whole environment of the application. */
  env: Record<string, string>;
  database: RunningPostgres | null;
  databaseUrl: string;
  /** Made by us in `dir`: may be seeded and reset. One given by DATABASE_URL may not. */
  ownDatabase: boolean;
  kv: KvStandIn;
  realtime: PusherStandIn;
  gateway: RunningStripe;
  checkoutCom: RunningCheckoutCom;
  mail: MailStandIn;
  beacon: BeaconStandIn;
  proxy: PlaceProxy;
  /** What had to be recovered from, in words. */
  recovered: string[];
  close(): Promise<void>;
}

export interface StackOptions {
  /** Where its database, secrets and logs are kept. */
  dir: string;
  ports: Ports;
  fast?: boolean;
  /** A database of somebody's own instead of the embedded one. */
  databaseUrl?: string;
  progress?: (text: string) => void;
  notice?: string;
  /** The same in Spanish. */
  noticeInSpanish?: string;
  /** More of the application's environment. */
  env?: Record<string, string>;
}

/** A database with tables that are not ours is left alone. */
async function refuseForeign(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ ours: boolean; tables: number }>(
      `select to_regclass('"_prisma_migrations"') is not null as ours,
              (select count(*)::int from pg_tables where schemaname = 'public') as tables`,
    );
    if (!rows[0]!.ours && rows[0]!.tables > 0) {
      throw new Error(
        "The database of DATABASE_URL has tables of something else. Give an empty one, or one of Drawbridge.",
      );
    }
  } finally {
    await client.end();
  }
}

/** The lottery server is a process of its own, as a lottery is: it can be killed and started again beside the venue. */
async function startLotteryProcess(dir: string, port: number, secret: string): Promise<Child> {
  const child = startChild({
    dir,
    name: "lottery",
    command: process.execPath,
    args: ["--import", "tsx", path.join(root, "dev", "lottery", "main.ts")],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TZ: process.env.TZ,
      NODE_ENV: "development",
      PORT: String(port),
      LOTTERY_KEY_ID: "drawbridge",
      LOTTERY_SECRET: secret,
      LOTTERY_ADMIN_TOKEN: secret,
      STATE_FILE: path.join(dir, "lottery.json"),
    },
  });
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for (let waited = 0; waited < 300 && !over; waited++) {
    // Any answer will do: unsigned, it is a refusal.
    const answer = await fetch(`http://127.0.0.1:${port}/v1/games`).catch(() => null);
    if (answer) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await child.stop();
  throw new Error(`The lottery server did not start:\n${tail(child.logFile)}`);
}

/**
 * Starts the database with its migrations and a stand-in for every vendor, in this process, and works out the
 * environment with which the application finds them. What an earlier, killed run left is ended first.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dir, ports } = options;
  const say = options.progress ?? (() => {});
  const secrets = secretsOf(dir);
  const started: Array<() => Promise<void>> = [];
  const recovered = (await endLeftovers(dir)).map((name) => `Ended ${name}, which an earlier run left behind.`);

  try {
    const local = (port: number) => `http://127.0.0.1:${port}`;
    const publicUrl = `http://localhost:${ports.public}`;
    const proxy = await startPlaceProxy({
      port: ports.public,
      appPort: ports.app,
      proxySecret: secrets.proxy,
      links: [
        ["Mail that was sent", `http://localhost:${ports.mail}/`],
        ["Codes for logging in", `http://localhost:${ports.mail}/authenticator`],
      ],
    });
    started.push(proxy.close);
    proxy.starting(["Starting the database"]);

    let database: RunningPostgres | null = null;
    if (options.databaseUrl) {
      await refuseForeign(options.databaseUrl);
    } else {
      say("Starting the database");
      database = await startPostgres({ dataDir: path.join(dir, "postgres"), port: ports.database, fast: options.fast });
      started.push(database.stop);
      if (database.adopted) recovered.push("Took over the database that an earlier run left running.");
    }
    const databaseUrl = options.databaseUrl ?? database!.url;
    const applied = await migrate(databaseUrl);
    if (applied.length > 0) say(`Applied ${applied.length} migrations`);

    say("Starting the stand-ins");
    const kv = await startKv({ port: ports.kv, token: secrets.kv });
    started.push(kv.close);
    const realtime = await startPusher({
      port: ports.realtime,
      host: "0.0.0.0",
      id: "drawbridge",
      key: "drawbridge-local",
      secret: secrets.realtime,
    });
    started.push(realtime.close);
    const webhook = `${local(ports.app)}/api/webhooks/stripe`;
    const gateway = await startStripe({
      port: ports.gateway,
      host: "0.0.0.0",
      secretKey: secrets.gateway,
      webhooks: [
        { url: webhook, secret: secrets.webhook, connect: false },
        { url: `${webhook}/connect`, secret: secrets.connectWebhook, connect: true },
      ],
      stateFile: path.join(dir, "gateway.json"),
      publicUrl: `http://localhost:${ports.gateway}`,
    });
    started.push(gateway.close);
    const checkoutCom = await startCheckoutCom({
      port: ports.checkoutCom,
      host: "0.0.0.0",
      secretKey: secrets.checkoutCom,
      clientId: "cli_drawbridge",
      clientSecret: secrets.checkoutCom,
      entityId: "ent_drawbridge",
      webhook: { url: `${local(ports.app)}/api/webhooks/checkout-com`, secret: secrets.checkoutComWebhook },
      stateFile: path.join(dir, "checkout-com.json"),
      publicUrl: `http://localhost:${ports.checkoutCom}`,
    });
    started.push(checkoutCom.close);
    const mail = await startMail({ port: ports.mail, host: "0.0.0.0", apiKey: secrets.mail });
    started.push(mail.close);
    const beacon = await startBeacon({ port: ports.beacon, seed: secrets.beacon });
    started.push(beacon.close);
    const lottery = await startLotteryProcess(dir, ports.lottery, secrets.lottery);
    started.push(lottery.stop);

    const env: Record<string, string> = {
      DATABASE_URL: databaseUrl,
      APP_URL: publicUrl,
      NEXTAUTH_URL: publicUrl,
      APP_SECRET: secrets.app,
      NEXTAUTH_SECRET: secrets.nextauth,
      GEO_PROXY_SECRET: secrets.proxy,
      KV_REST_API_URL: local(ports.kv),
      KV_REST_API_TOKEN: secrets.kv,
      PUSHER_APP_ID: "drawbridge",
      PUSHER_KEY: "drawbridge-local",
      PUSHER_SECRET: secrets.realtime,
      PUSHER_CLUSTER: "local",
      PUSHER_HOST: "localhost",
      PUSHER_PORT: String(ports.realtime),
      PUSHER_USE_TLS: "false",
      STRIPE_SECRET_KEY: secrets.gateway,
      STRIPE_API_BASE: local(ports.gateway),
      STRIPE_WEBHOOK_SECRET: secrets.webhook,
      STRIPE_CONNECT_WEBHOOK_SECRET: secrets.connectWebhook,
      PAYMENT_GATEWAYS: "stripe,checkout-com",
      CHECKOUT_COM_SECRET_KEY: secrets.checkoutCom,
      CHECKOUT_COM_CLIENT_ID: "cli_drawbridge",
      CHECKOUT_COM_CLIENT_SECRET: secrets.checkoutCom,
      CHECKOUT_COM_ENTITY: "ent_drawbridge",
      CHECKOUT_COM_CHANNEL: "pc_drawbridge",
      CHECKOUT_COM_WEBHOOK_SECRET: secrets.checkoutComWebhook,
      CHECKOUT_COM_API_BASE: local(ports.checkoutCom),
      CHECKOUT_COM_DASHBOARD: `http://localhost:${ports.checkoutCom}/dashboard`,
      RESEND_API_KEY: secrets.mail,
      RESEND_BASE_URL: local(ports.mail),
      BEACON_URL: local(ports.beacon),
      BEACON_CHAIN_HASH: beacon.chainHash,
      BEACON_PUBLIC_KEY: beacon.publicKey,
      BEACON_GENESIS_SECONDS: String(beacon.genesisSeconds),
      BEACON_PERIOD_SECONDS: String(beacon.periodSeconds),
      LOTTERY_URL: local(ports.lottery),
      LOTTERY_KEY_ID: "drawbridge",
      LOTTERY_SECRET: secrets.lottery,
      VENUE_NOTICE: options.notice ?? "",
      VENUE_NOTICE_ES: options.noticeInSpanish ?? "",
      ...options.env,
    };
    // Commands on the side (npm run cli) find this venue by it.
    writeFileSync(path.join(dir, "environment.json"), JSON.stringify(env), { mode: 0o600 });
    return {
      ...{ dir, ports, env, database, databaseUrl, ownDatabase: !options.databaseUrl },
      ...{ kv, realtime, gateway, checkoutCom, mail, beacon, proxy, recovered },
      close: async () => {
        for (const close of started.reverse()) await close();
      },
    };
  } catch (error) {
    for (const close of started.reverse()) await close().catch(() => {});
    throw error;
  }
}

const nodeEnv = (stack: Stack, distDir: string) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TZ: process.env.TZ,
  LOG_LEVEL: process.env.LOG_LEVEL,
  NODE_OPTIONS: process.env.NODE_OPTIONS,
  ...stack.env,
  NODE_ENV: "production",
  NEXT_DIST_DIR: distDir,
  NEXT_TELEMETRY_DISABLED: "1",
});

/** Starts the built application and waits until it answers. */
export async function startApplication(stack: Stack, distDir: string): Promise<Child> {
  const child = startChild({
    dir: stack.dir,
    name: "application",
    command: process.execPath,
    args: ["--import", "tsx", path.join(root, "server", "serve.ts"), "-p", String(stack.ports.app), "-H", "0.0.0.0"],
    env: nodeEnv(stack, distDir),
  });
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for (let waited = 0; waited < 600; waited++) {
    if (over) throw new Error(`The application ended while starting:\n${tail(child.logFile)}`);
    try {
      await fetch(`http://127.0.0.1:${stack.ports.app}/favicon.ico`, { signal: AbortSignal.timeout(2000) });
      return child;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  await child.stop();
  throw new Error(`The application did not answer within a minute:\n${tail(child.logFile)}`);
}

/** Starts the worker: the outbox and everything that is done because time passes. */
export function startWorker(stack: Stack, name = "worker"): Child {
  return startChild({
    dir: stack.dir,
    name,
    command: process.execPath,
    args: ["--import", "tsx", path.join(root, "server", "worker.ts")],
    env: nodeEnv(stack, ".next"),
  });
}
