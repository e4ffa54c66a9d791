import { PgBoss } from "pg-boss";
import type { Timers } from "../jobs";
import { log } from "../log";

/** Timers kept in the database, in a schema `timers` of their own. */
export async function databaseTimers(databaseUrl: string): Promise<Timers> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: "timers",
    max: 3,
    // A worker that starts on a busy machine waits for its first connection rather than ending.
    connectionTimeoutMillis: 60_000,
    application_name: "drawbridge-timers",
  });
  boss.on("error", (error) => log.warn("timers_error", { error }));
  await boss.start();
  const known = new Set<string>();
  const queue = async (name: string) => {
    if (known.has(name)) return;
    await boss.createQueue(name, { policy: "short", retryLimit: 5, retryDelay: 5, retryBackoff: true });
    known.add(name);
  };
  return {
    handle: async (name, handler) => {
      await queue(name);
      await boss.work<never>(name, { pollingIntervalSeconds: 1 }, async (jobs) => {
        for (const job of jobs) await handler(job.data);
      });
    },
    at: async (name, when, data, key) => {
      await queue(name);
      await boss.sendAfter(name, data, { singletonKey: key }, when);
    },
    calendar: async (name, cron) => {
      await queue(name);
      await boss.schedule(name, cron, null, { tz: "UTC" });
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
  };
}
