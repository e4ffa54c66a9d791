import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { type Database, openDatabase } from "@/server/kernel/db";

export interface FreshDatabase {
  db: Database;
  url: string;
  /** Closes `db` and removes the database. */
  drop(): Promise<void>;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function named(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.toString();
}

/** The run's server, started by whoever asks first, with the migrated database `drawbridge` as the template. */
async function server(): Promise<string> {
  const folder = process.env.DRAWBRIDGE_TEST_RUN;
  if (!folder) throw new Error("Run this test with vitest: tests/support/global-setup.ts prepares its database.");
  const ready = path.join(folder, "url");
  const failed = path.join(folder, "failed");
  try {
    mkdirSync(path.join(folder, "starting"));
  } catch {
    for (let waited = 0; !existsSync(ready); waited++) {
      if (existsSync(failed)) throw new Error(readFileSync(failed, "utf8"));
      if (waited > 1200) throw new Error("The database for tests did not start within a minute.");
      await pause(50);
    }
    return readFileSync(ready, "utf8");
  }
  try {
    const running = await startPostgres({
      dataDir: path.join(folder, "postgres"),
      port: await anyFreePort(),
      fast: true,
    });
    await migrate(running.url);
    writeFileSync(`${ready}.new`, running.url);
    renameSync(`${ready}.new`, ready);
    return running.url;
  } catch (error) {
    writeFileSync(failed, String((error as Error).message));
    throw error;
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: named(url, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

let count = 0;

/**
 * A database of one's own with every migration applied and nothing in it, on a real PostgreSQL. About a tenth of a
 * second; call it once a file in `beforeAll` and `drop()` in `afterAll`. `poolSize` connections (default 8).
 */
export async function freshDatabase(options: { poolSize?: number } = {}): Promise<FreshDatabase> {
  const template = await server();
  const name = `t_${process.pid}_${count++}`;
  for (let attempt = 1; ; attempt++) {
    try {
      await administer(template, `create database ${name} template drawbridge`);
      break;
    } catch (error) {
      // 55006: another file is copying the template at this moment.
      if ((error as { code?: string }).code !== "55006" || attempt === 50) throw error;
      await pause(50 + Math.random() * 50);
    }
  }
  const url = named(template, name);
  const db = openDatabase(url, options.poolSize ?? 8);
  return {
    db,
    url,
    drop: async () => {
      await db.close();
      await administer(template, `drop database if exists ${name} with (force)`);
    },
  };
}

/** An empty database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const template = await server();
  const name = `e_${process.pid}_${count++}`;
  await administer(template, `create database ${name}`);
  return {
    url: named(template, name),
    drop: () => administer(template, `drop database if exists ${name} with (force)`),
  };
}
