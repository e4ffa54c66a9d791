import type { Database } from "@/server/kernel/db";

/**
 * Counts one attempt in the database and returns how many the window has seen: what is used while KV is away. One
 * statement, and a transaction of its own, so that an attempt counts whatever becomes of the request.
 */
export async function hitInDatabase(db: Database, key: string, windowAt: Date): Promise<number> {
  const rows = await db.query<{ count: number }>({
    text: `insert into rate_limit (key, window_at, count) values ($1, $2, 1)
           on conflict (key, window_at) do update set count = rate_limit.count + 1 returning count`,
    values: [key, windowAt],
  });
  return rows[0]!.count;
}

/** Takes one attempt back. */
export async function takeBackInDatabase(db: Database, key: string, windowAt: Date): Promise<void> {
  await db.query({
    text: "update rate_limit set count = greatest(count - 1, 0) where key = $1 and window_at = $2",
    values: [key, windowAt],
  });
}
