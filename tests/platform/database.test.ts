import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate, migrationState, readMigrations } from "@/dev/migrate";
import { emptyDatabase, freshDatabase } from "../support/database";

let database: { url: string; drop(): Promise<void> };
beforeAll(async () => {
  database = await emptyDatabase();
});
afterAll(() => database.drop());

async function inDatabase<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test("P1 every migration applies to an empty database, once, also when two run at once", async () => {
  const applied = await Promise.all([migrate(database.url), migrate(database.url)]);
  expect(applied.flat().sort()).toEqual(readMigrations().map(({ name }) => name));
  expect(await migrate(database.url)).toEqual([]);
  const rows = await inDatabase(database.url, (client) =>
    client.query(`select count(*)::int as n from "_prisma_migrations"`),
  );
  expect(rows.rows[0].n).toBe(readMigrations().length);
});

test("P1 a migration that was changed after it was applied is refused, and a broken one leaves nothing", async () => {
  const other = await emptyDatabase();
  const dir = path.join(mkdtempSync(path.join(tmpdir(), "migrations-")), "m");
  const write = (name: string, sql: string) => {
    mkdirSync(path.join(dir, name), { recursive: true });
    writeFileSync(path.join(dir, name, "migration.sql"), sql);
  };
  write("1_first", "create table kept (a int);");
  expect(await migrate(other.url, { dir })).toEqual(["1_first"]);
  write("2_second", "create table lost (a int);\nselect no_such_function();");
  await expect(migrate(other.url, { dir })).rejects.toThrow(/2_second failed \(line 2\)/);
  const tables = await inDatabase(other.url, (client) =>
    client.query("select to_regclass('kept') as kept, to_regclass('lost') as lost"),
  );
  expect(tables.rows[0]).toEqual({ kept: "kept", lost: null });
  write("1_first", "create table kept (a bigint);");
  await expect(migrate(other.url, { dir })).rejects.toThrow(/1_first was changed/);
  const state = await inDatabase(other.url, (client) => migrationState(client, dir));
  expect(state.pending).toEqual(["2_second"]);
  expect(state.faults).toHaveLength(1);
  await other.drop();
});

test("P1 a fresh database has the tables and is one's own", async () => {
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  expect(one.url).not.toBe(two.url);
  await one.db.area.create({ data: { id: "XX", tier: "country", name: "Nowhere" } });
  expect(await two.db.area.count()).toBe(0);
  await Promise.all([one.drop(), two.drop()]);
});
