import { pusherRealtime } from "@/server/kernel/adapters/pusher";
import { resendMail } from "@/server/kernel/adapters/resend";
import { upstashKv } from "@/server/kernel/adapters/upstash";
import { type Clock, systemClock } from "@/server/kernel/clock";
import { type Database, openDatabase } from "@/server/kernel/db";
import { type Environment, environment } from "@/server/kernel/env";
import type { Kv } from "@/server/kernel/kv";
import type { Mail } from "@/server/kernel/mail";
import type { Realtime } from "@/server/kernel/realtime";

/** What a process of this application works with: one of each, opened at the first use. */
export interface Services {
  environment: Environment;
  db: Database;
  clock: Clock;
  kv: Kv;
  mail: Mail;
  realtime: Realtime;
}

// Development reloads modules; connections have to outlive that.
const shared = globalThis as { __drawbridgeServices?: Services };

/** The process's services. Throws, naming every fault, where the configuration is not complete. */
export function services(): Services {
  shared.__drawbridgeServices ??= openServices(environment());
  return shared.__drawbridgeServices;
}

/** Opens services of one's own, for the worker, the command line and tests; close `db` in the end. */
export function openServices(env: Environment): Services {
  return {
    environment: env,
    db: openDatabase(env.DATABASE_URL, env.DATABASE_POOL_SIZE),
    clock: systemClock,
    kv: upstashKv({ url: env.KV_REST_API_URL, token: env.KV_REST_API_TOKEN }),
    mail: resendMail({ apiKey: env.RESEND_API_KEY, from: env.MAIL_FROM, baseUrl: env.RESEND_BASE_URL }),
    realtime: pusherRealtime({
      appId: env.PUSHER_APP_ID,
      key: env.PUSHER_KEY,
      secret: env.PUSHER_SECRET,
      cluster: env.PUSHER_CLUSTER,
      host: env.PUSHER_HOST,
      port: env.PUSHER_PORT,
      useTLS: env.PUSHER_USE_TLS === "true",
    }),
  };
}
