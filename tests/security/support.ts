import { encode } from "next-auth/jwt";
import type { Services } from "@/server/api/services";
import { fixedClock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { environmentSchema } from "@/server/kernel/env";
import type { Kv } from "@/server/kernel/kv";

export const APP_URL = "https://raffles.example";

export const environment = environmentSchema.parse({
  DATABASE_URL: "postgres://localhost/none",
  APP_URL,
  APP_SECRET: "app-secret-of-the-tests-alone",
  NEXTAUTH_SECRET: "login-secret-of-the-tests-alone",
  NEXTAUTH_URL: APP_URL,
  GEO_PROXY_SECRET: "proxy-secret-of-the-tests",
  KV_REST_API_URL: "http://127.0.0.1:1",
  KV_REST_API_TOKEN: "none",
  PUSHER_APP_ID: "1",
  PUSHER_KEY: "key",
  PUSHER_SECRET: "secret",
  STRIPE_SECRET_KEY: "sk_test_none",
  STRIPE_API_BASE: "http://127.0.0.1:1",
  STRIPE_WEBHOOK_SECRET: "whsec_platform",
  STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_connect",
  RESEND_API_KEY: "none",
  BEACON_URL: "http://127.0.0.1:1",
  BEACON_CHAIN_HASH: "a".repeat(64),
  BEACON_PUBLIC_KEY: "b".repeat(192),
  BEACON_GENESIS_SECONDS: "1692803367",
  BEACON_PERIOD_SECONDS: "3",
});

/** Puts services of the tests in the place that route handlers take theirs from. Attempts are counted in the database. */
export function serveWith(db: Database, now: Date) {
  const clock = fixedClock(now);
  const services: Services = {
    environment,
    db,
    clock,
    kv: null as unknown as Kv,
    mail: { send: async () => ({ id: "none" }) },
    realtime: { publish: async () => {} } as unknown as Services["realtime"],
  };
  (globalThis as { __drawbridgeServices?: Services }).__drawbridgeServices = services;
  return { clock, services };
}

/** The cookie of a session, as the login writes it. */
export async function loginCookie(memberId: string, sessionId: string, secret = environment.NEXTAUTH_SECRET) {
  return `__Secure-next-auth.session-token=${await encode({ token: { sub: memberId, sessionId }, secret })}`;
}

/** A body that comes in pieces, without a length that would give its size away. */
export function streamed(bytes: number): RequestInit {
  let left = bytes;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const size = Math.min(left, 16_384);
      if (size === 0) return controller.close();
      left -= size;
      controller.enqueue(new Uint8Array(size).fill(97));
    },
  });
  return { method: "POST", body, duplex: "half" } as RequestInit;
}
