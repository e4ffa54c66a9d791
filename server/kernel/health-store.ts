import type { Reader } from "./db";

/** Answers when the database does. */
export async function reachDatabase(reader: Reader): Promise<void> {
  await reader.query({ text: "select 1" });
}

/** How many migrations were applied, and how many began and did not finish. */
export async function countMigrations(reader: Reader): Promise<{ applied: number; unfinished: number }> {
  const rows = await reader.query<{ applied: number; unfinished: number }>({
    text: `select count(*) filter (where finished_at is null and rolled_back_at is null)::int as unfinished,
                  count(*) filter (where finished_at is not null)::int as applied from "_prisma_migrations"`,
  });
  return rows[0]!;
}

/** The database's clock, in milliseconds since 1970. */
export async function readDatabaseClock(reader: Reader): Promise<number> {
  const rows = await reader.query<{ ms: number }>({
    text: "select extract(epoch from clock_timestamp())::float8 * 1000 as ms",
  });
  return rows[0]!.ms;
}

export function countAreas(reader: Reader): Promise<number> {
  return reader.area.count();
}
