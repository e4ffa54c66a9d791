import type { Database } from "./db";

const DAY_MS = 86_400_000;

/** Removes what has served its purpose: messages sent a month ago, windows of counters that are over. */
export async function cleanUp(db: Database, now: Date): Promise<{ messages: number; counters: number }> {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const messages = await db.outbox.deleteMany({ where: { doneAt: { lt: before(30) } } });
  const counters = await db.rateLimit.deleteMany({ where: { windowAt: { lt: before(2) } } });
  return { messages: messages.count, counters: counters.count };
}
