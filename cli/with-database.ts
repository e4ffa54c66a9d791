import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { migrate } from "../dev/migrate";
import { anyFreePort, startPostgres } from "../dev/postgres";
import { root } from "../dev/prepare.mjs";
import { type Database, openDatabase } from "../server/kernel/db";

const DEMO = path.join(root, ".drawbridge", "demo");

/**
 * The environment a command works with: this process's own, and where that names no database what a running (or
 * earlier) demonstration left in `.drawbridge/demo`, so that commands reach its stand-ins.
 */
export function commandEnvironment(): Record<string, string | undefined> {
  const file = path.join(DEMO, "environment.json");
  if (process.env.DATABASE_URL || !existsSync(file)) return process.env;
  return { ...(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>), ...process.env };
}

/** The address of a database for as long as `work` takes: DATABASE_URL, a running demonstration's, or its own, started. */
export async function withDatabaseUrl<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const given = process.env.DATABASE_URL;
  if (given) return work(given);
  const running = await startPostgres({ dataDir: path.join(DEMO, "postgres"), port: await anyFreePort() });
  const end = async () => {
    if (!running.adopted) await running.stop();
  };
  const stop = () => {
    void end().then(() => process.exit(130));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    await migrate(running.url);
    return await work(running.url);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    await end();
  }
}

/** As {@link withDatabaseUrl}, opened. */
export function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  return withDatabaseUrl(async (url) => {
    const db = openDatabase(url);
    try {
      return await work(db);
    } finally {
      await db.close();
    }
  });
}
