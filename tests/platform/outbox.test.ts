import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fixedClock, systemClock } from "@/server/kernel/clock";
import { backoffSeconds, enqueue, Outbox } from "@/server/kernel/outbox";
import { type FreshDatabase, freshDatabase } from "../support/database";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  await fresh.db.outbox.deleteMany();
});

const start = new Date("2026-11-20T12:00:00Z");
const write = (count: number, from = 0) =>
  fresh.db.transaction((tx) =>
    enqueue(
      tx,
      Array.from({ length: count }, (_, at) => ({ kind: "k", payload: { n: from + at }, dedupeKey: `k:${from + at}` })),
      start,
    ),
  );

test("P23 eight dispatchers at once send each message once", async () => {
  await write(200);
  const seen: number[] = [];
  const outboxes = Array.from({ length: 8 }, () =>
    new Outbox(fresh.db, fixedClock(start)).on<{ n: number }>("k", async ({ n }) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(n);
    }),
  );
  const reports = await Promise.all(outboxes.map((outbox) => outbox.dispatch()));
  expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, at) => at));
  expect(reports.filter(({ sent }) => sent > 0).length).toBeGreaterThan(1);
});

test("P20 what fails is tried again later and later, with the same id, and given up in the end", async () => {
  await write(1);
  const clock = fixedClock(start);
  const ids = new Set<string>();
  const outbox = new Outbox(fresh.db, clock).on("k", async (_, { id }) => {
    ids.add(id);
    throw new Error("the vendor is away");
  });
  expect(await outbox.dispatch()).toEqual({ sent: 0, failed: 1, givenUp: 0 });
  expect(await outbox.dispatch()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
  for (let attempt = 2; attempt <= 12; attempt++) {
    clock.advanceSeconds(backoffSeconds(attempt - 1));
    expect(await outbox.dispatch()).toEqual({ sent: 0, failed: attempt < 12 ? 1 : 0, givenUp: attempt < 12 ? 0 : 1 });
  }
  clock.advanceSeconds(86_400);
  expect(await outbox.dispatch()).toEqual({ sent: 0, failed: 0, givenUp: 0 });
  expect(ids.size).toBe(1);
  expect((await fresh.db.outbox.findFirstOrThrow()).lastError).toBe("the vendor is away");
});

test("P20 a dispatcher that died while sending gives its message up after a minute", async () => {
  await write(1);
  const clock = fixedClock(start);
  const never = new Outbox(fresh.db, clock).on("k", () => new Promise(() => {}));
  void never.dispatch();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const seen: unknown[] = [];
  const other = new Outbox(fresh.db, clock).on("k", async (payload) => {
    seen.push(payload);
  });
  expect((await other.dispatch()).sent).toBe(0);
  clock.advanceSeconds(61);
  expect((await other.dispatch()).sent).toBe(1);
  expect(seen).toEqual([{ n: 0 }]);
});

test("P20 a message goes out after its commit, once for its key, and not at all after a rollback", async () => {
  const seen: unknown[] = [];
  const outbox = new Outbox(fresh.db, systemClock).on("k", async (payload) => {
    seen.push(payload);
  });
  const stop = outbox.sendAfterCommits();
  await write(1);
  expect(await write(1)).toBe(0);
  await expect(
    fresh.db.transaction(async (tx) => {
      await enqueue(tx, [{ kind: "k", payload: { n: 9 } }], start);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  await outbox.settled();
  stop();
  expect(seen).toEqual([{ n: 0 }]);
  expect(await fresh.db.outbox.count()).toBe(1);
});
