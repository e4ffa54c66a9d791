import pg from "pg";
import { migrationState } from "../dev/migrate";
import { nodeFault } from "../dev/prepare.mjs";
import { checkParts } from "../server/api/check-parts";
import { openServices, type Services } from "../server/api/services";
import { environment, environmentFaults } from "../server/kernel/env";
import { checkReadiness } from "../server/wallets/check-readiness";
import type { Io } from "./io";
import { commandEnvironment, withDatabaseUrl } from "./with-database";

interface Finding {
  name: string;
  state: "ok" | "degraded" | "down";
  /** What is wrong and what to do; empty when all is well. */
  text: string;
}

/** Where to look when a part does not answer, in the order of docs/configuration.md. */
const ADVICE: Record<string, string> = {
  database: "Start PostgreSQL, or check DATABASE_URL.",
  kv: "Start the KV, or check KV_REST_API_URL and KV_REST_API_TOKEN.",
  realtime: "Start the realtime service, or check PUSHER_HOST, PUSHER_PORT and the PUSHER keys.",
  gateway: "Check PAYMENT_GATEWAYS and the keys of the gateway that is named.",
  mail: "Check RESEND_BASE_URL and RESEND_API_KEY.",
  beacon: "Check BEACON_URL; draws wait until it answers.",
  lottery:
    "Check LOTTERY_URL, LOTTERY_KEY_ID and LOTTERY_SECRET; tickets are neither bought nor collected until it answers.",
  worker: "It is seen through the KV: where that fails too, mend that first.",
};

/** Looks at Node, the configuration, the schema and every part. */
async function examine(url: string): Promise<Finding[]> {
  const node = nodeFault();
  const findings: Finding[] = [{ name: "node", state: node ? "down" : "ok", text: node ?? "" }];
  const given = { ...commandEnvironment(), DATABASE_URL: url };
  const faults = environmentFaults(given);
  const text =
    faults.length > 0 ? `${faults.join("; ")}. See docs/configuration.md; npm run demo needs none of it.` : "";
  findings.push({ name: "configuration", state: faults.length > 0 ? "down" : "ok", text });
  findings.push(await migrations(url));
  if (faults.length === 0) {
    const services = openServices(environment(given));
    try {
      for (const { name, state, text } of await checkParts(services)) {
        const advice = state === "ok" ? "" : (ADVICE[name] ?? "");
        findings.push({ name, state, text: [text, advice].filter(Boolean).join(". ") });
      }
      if (findings.every(({ name, state }) => name !== "migrations" || state === "ok"))
        findings.push(await membersMoney(services));
    } finally {
      await services.db.close();
    }
  }
  return findings;
}

/** Whether the venue holds members' money, and could give it back. */
async function membersMoney({ db, clock }: Services): Promise<Finding> {
  const name = "members' money";
  try {
    const { isOpen, administrators, stuck } = await checkReadiness(db, clock.now());
    if (!isOpen) {
      const text = "closed: an administrator opens it in the venue's settings (docs/wallets.md says what it takes)";
      return { name, state: "ok", text };
    }
    const faults = [
      ...(administrators < 2
        ? [`large payouts take two administrators and there are ${administrators}: npm run cli -- users`]
        : []),
      ...(stuck > 0
        ? [`${stuck} withdrawals wait since yesterday: npm run cli -- reconcile, then pay in at the gateway`]
        : []),
    ];
    return { name, state: faults.length > 0 ? "degraded" : "ok", text: faults.length > 0 ? faults.join("; ") : "open" };
  } catch (error) {
    return { name, state: "down", text: `cannot be read: ${(error as Error).message}` };
  }
}

async function migrations(url: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { pending, faults } = await migrationState(client);
    if (faults.length > 0) return { name: "migrations", state: "down", text: faults.join(" ") };
    if (pending.length === 0) return { name: "migrations", state: "ok", text: "" };
    return {
      name: "migrations",
      state: "down",
      text: `${pending.length} are still to be applied (${pending.join(", ")}): npm run cli -- migrate`,
    };
  } catch (error) {
    const text = `the database is not reached: ${(error as Error).message}. Check DATABASE_URL.`;
    return { name: "migrations", state: "down", text };
  } finally {
    await client.end().catch(() => {});
  }
}

/** `doctor [--json]`: says of each part whether it does its work, and what to do where not. Exit code 1 when one is down. */
export async function doctor(argv: string[], io: Io): Promise<number> {
  const findings = process.env.DATABASE_URL ? await examine(process.env.DATABASE_URL) : await withDatabaseUrl(examine);
  if (argv.includes("--json")) {
    io.output.write(`${JSON.stringify({ findings })}\n`);
  } else {
    const width = Math.max(...findings.map(({ name }) => name.length));
    for (const { name, state, text } of findings) {
      io.output.write(`${name.padEnd(width)}  ${state.padEnd(8)}  ${text}`.trimEnd());
      io.output.write("\n");
    }
  }
  return findings.some(({ state }) => state === "down") ? 1 : 0;
}
