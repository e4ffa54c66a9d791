import { afterAll, beforeAll, expect, test } from "vitest";
import { databaseTimers } from "@/server/kernel/adapters/pg-boss";
import { systemClock } from "@/server/kernel/clock";
import { runTasks } from "@/server/kernel/jobs";
import { type FreshDatabase, freshDatabase } from "../support/database";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const until = async (condition: () => boolean) => {
  for (let waited = 0; !condition() && waited < 200; waited++) await new Promise((resolve) => setTimeout(resolve, 50));
};

test("P23 a timer rings once in one of two workers, and not before its moment", async () => {
  const workers = await Promise.all([databaseTimers(fresh.url), databaseTimers(fresh.url)]);
  const rung: Array<{ n: number; at: number }> = [];
  for (const worker of workers) {
    await worker.handle<{ n: number }>("close", async ({ n }) => {
      rung.push({ n, at: Date.now() });
    });
  }
  const when = new Date(Date.now() + 1500);
  await Promise.all(workers.map((worker) => worker.at("close", when, { n: 7 }, "raffle:7")));
  await until(() => rung.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(rung.map(({ n }) => n)).toEqual([7]);
  expect(rung[0]!.at).toBeGreaterThanOrEqual(when.getTime() - 50);
});

test("P20 a recurring task that fails is tried again, alone, and says why", async () => {
  let runs = 0;
  let together = 0;
  let most = 0;
  const running = runTasks(
    [
      {
        name: "sweep",
        everySeconds: 0.01,
        run: async () => {
          together++;
          most = Math.max(most, together);
          await new Promise((resolve) => setTimeout(resolve, 20));
          together--;
          if (++runs === 1) throw new Error("first");
          if (runs === 3) throw new Error("third");
        },
      },
    ],
    systemClock,
  );
  await until(() => runs >= 3);
  await running.stop();
  const after = runs;
  expect(running.states()[0]!.lastError).toBe(runs === 3 ? "third" : null);
  expect(most).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(runs).toBe(after);
});
