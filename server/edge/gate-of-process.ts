import type { NextFetchEvent, NextRequest, NextResponse } from "next/server";
import { defaultLocale, localeCookie, locales } from "@/i18n/locales";
import { decodeRules } from "./compiled-rules";
import { createGate } from "./gate";
import { callOrigin } from "./internal-call";
import { publishedRules } from "./published";
import { createSnapshotHolder } from "./snapshot-holder";

type Gate = (request: NextRequest, event: NextFetchEvent) => Promise<NextResponse>;

let gate: Gate | undefined;

/** Where the application itself answers; by default on this machine, at the port that it listens on. */
function originOf(env: NodeJS.ProcessEnv): string {
  if (env.INTERNAL_ORIGIN) return env.INTERNAL_ORIGIN;
  return env.PORT ? `http://127.0.0.1:${env.PORT}` : (env.APP_URL ?? "http://127.0.0.1:3000");
}

/** The gate of this instance, made at its first request from the environment. */
export function gateOfProcess(): Gate {
  if (gate) return gate;
  const env = process.env;
  const secret = env.APP_SECRET ?? "";
  if (secret.length < 16) throw new Error("APP_SECRET is missing; `npm run cli -- doctor` says what else is.");
  const origin = originOf(env);
  const rules = createSnapshotHolder(
    publishedRules(env.KV_REST_API_URL ?? "", env.KV_REST_API_TOKEN ?? ""),
    async (have) => {
      const response = await callOrigin(origin, "/api/internal/rules", { have }, secret);
      return (await response.json()) as { version: string; body: string } | null;
    },
    decodeRules,
  );
  gate = createGate({
    rules,
    origin,
    secret,
    proxySecret: env.GEO_PROXY_SECRET ?? "",
    locales,
    defaultLocale,
    localeCookie,
  });
  return gate;
}
