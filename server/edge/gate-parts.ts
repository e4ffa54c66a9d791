import { defaultLocale, localeCookie, locales } from "@/i18n/locales";
import { decodeRules } from "./compiled-rules";
import type { GateRules } from "./gate-rules";
import { callOrigin } from "./internal-call";
import { publishedRules } from "./published";
import { createSnapshotHolder, type SnapshotHolder } from "./snapshot-holder";

/** What the gate is made of; whoever stands at it wires it once an instance. */
export interface GateParts {
  rules: SnapshotHolder<GateRules>;
  /** Address of the application behind the gate, for registering classes and resolving postal codes. */
  origin: string;
  secret: string;
  proxySecret: string;
  locales: readonly string[];
  defaultLocale: string;
  localeCookie: string;
}

/** Where the application itself answers; by default on this machine, at the port that it listens on. */
function originOf(env: NodeJS.ProcessEnv): string {
  if (env.INTERNAL_ORIGIN) return env.INTERNAL_ORIGIN;
  return env.PORT ? `http://127.0.0.1:${env.PORT}` : (env.APP_URL ?? "http://127.0.0.1:3000");
}

/** The parts as the environment has them. Throws where there is no secret to check cookies with. */
export function gatePartsOf(env: NodeJS.ProcessEnv): GateParts {
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
  return { rules, origin, secret, proxySecret: env.GEO_PROXY_SECRET ?? "", locales, defaultLocale, localeCookie };
}
