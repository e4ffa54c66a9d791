import type { Database } from "@/server/kernel/db";
import { array, inGroups } from "@/server/kernel/groups";

/**
 * Counts one attempt in the database and returns how many the window has seen. A transaction of its own, so that an
 * attempt counts whatever becomes of the request; those that arrive together are counted in one.
 */
export const hitInDatabase: (db: Database, attempt: { key: string; windowAt: Date }) => Promise<number> = inGroups(
  async (db, attempts) => {
    const idOf = ({ key, windowAt }: { key: string; windowAt: Date }) => `${key} ${windowAt.getTime()}`;
    const hits = new Map<string, { key: string; windowAt: Date; count: number }>();
    for (const attempt of attempts) {
      const id = idOf(attempt);
      hits.set(id, { ...attempt, count: (hits.get(id)?.count ?? 0) + 1 });
    }
    // In one order, so that two groups never wait for each other.
    const sorted = [...hits.keys()].sort().map((id) => hits.get(id)!);
    const rows = await db.query<{ key: string; windowAt: Date; count: number }>({
      name: "count_attempts",
      text: `insert into rate_limit (key, window_at, count)
             select key, window_at, count
               from unnest(${array(1, "text")}, ${array(2, "timestamptz")}, ${array(3, "int")}) as a(key, window_at, count)
             on conflict (key, window_at) do update set count = rate_limit.count + excluded.count
             returning key, window_at as "windowAt", count`,
      values: [sorted.map(({ key }) => key), sorted.map(({ windowAt }) => windowAt), sorted.map(({ count }) => count)],
    });
    const before = new Map(rows.map((row) => [idOf(row), row.count - hits.get(idOf(row))!.count]));
    return attempts.map((attempt) => {
      const id = idOf(attempt);
      const seen = (before.get(id) ?? 0) + 1;
      before.set(id, seen);
      return seen;
    });
  },
);

/** Takes one attempt back. */
export async function takeBackInDatabase(db: Database, key: string, windowAt: Date): Promise<void> {
  await db.query({
    text: "update rate_limit set count = greatest(count - 1, 0) where key = $1 and window_at = $2",
    values: [key, windowAt],
  });
}
