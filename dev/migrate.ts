import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** Prisma's own lock number, so that its command line and this runner exclude each other. */
const LOCK = 72_707_369;

const TABLE = `create table if not exists "_prisma_migrations" (
  "id" varchar(36) primary key not null,
  "checksum" varchar(64) not null,
  "finished_at" timestamptz,
  "migration_name" varchar(255) not null,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz not null default now(),
  "applied_steps_count" integer not null default 0
)`;

export const migrationsDir = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "prisma", "migrations");

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The migrations on disk, oldest first. */
export function readMigrations(dir: string = migrationsDir): Migration[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(dir, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

export interface MigrationState {
  /** Names on disk that the database has not. */
  pending: string[];
  /** What is wrong, in words: an applied file was changed or is missing, an earlier one failed half way. */
  faults: string[];
}

/** Compares the database with the migrations on disk; changes nothing. */
export async function migrationState(
  client: pg.ClientBase | pg.Pool,
  dir: string = migrationsDir,
): Promise<MigrationState> {
  const onDisk = readMigrations(dir);
  const exists = await client.query(`select to_regclass('"_prisma_migrations"') is not null as present`);
  if (!exists.rows[0].present) return { pending: onDisk.map(({ name }) => name), faults: [] };
  const applied = await client.query<{ migration_name: string; checksum: string; finished: boolean }>(
    `select migration_name, checksum, finished_at is not null as finished from "_prisma_migrations" where rolled_back_at is null`,
  );
  const done = new Map(applied.rows.map((row) => [row.migration_name, row]));
  const faults: string[] = [];
  for (const [name, row] of done) {
    const file = onDisk.find((migration) => migration.name === name);
    if (!row.finished)
      faults.push(`The migration ${name} began and did not finish; look at the database, then mark it.`);
    else if (!file)
      faults.push(`The database has the migration ${name}, which this version of Drawbridge does not know.`);
    else if (file.checksum !== row.checksum) {
      faults.push(
        `The migration ${name} was changed after it had been applied. Restore the file; write a new migration.`,
      );
    }
  }
  return { pending: onDisk.filter(({ name }) => !done.has(name)).map(({ name }) => name), faults };
}

/**
 * Brings the database at `url` to the newest schema: each migration in a transaction of its own, with Prisma's own
 * record of it, so that the stock `prisma migrate` may take over. Two at once wait for each other. Returns the names
 * applied now. Throws in words when an applied file was changed, or with the file's name when one fails.
 */
export async function migrate(
  url: string,
  options: { dir?: string; progress?: (text: string) => void } = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query(TABLE);
    const state = await migrationState(client, options.dir);
    if (state.faults.length > 0) throw new Error(state.faults.join("\n"));
    for (const migration of readMigrations(options.dir)) {
      if (!state.pending.includes(migration.name)) continue;
      options.progress?.(`Applying ${migration.name}`);
      const started = new Date();
      try {
        await client.query("begin");
        await client.query(migration.sql);
        await client.query(
          `insert into "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
           values ($1, $2, clock_timestamp(), $3, $4, 1)`,
          [randomUUID(), migration.checksum, migration.name, started],
        );
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch(() => {});
        const { message, position } = error as { message: string; position?: string };
        const line = position ? ` (line ${migration.sql.slice(0, Number(position)).split("\n").length})` : "";
        throw new Error(`The migration ${migration.name} failed${line} and nothing of it was kept: ${message}`, {
          cause: error,
        });
      }
    }
    return state.pending;
  } finally {
    await client.end();
  }
}
