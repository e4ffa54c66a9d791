import { afterAll, beforeAll, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.db.query({ text: "create table pair (id int primary key, n int not null)" });
  await fresh.db.query({ text: "insert into pair values (1, 0), (2, 0)" });
});
afterAll(() => fresh.drop());

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("P20 two transactions that wait for each other both finish, each once", async () => {
  let runs = 0;
  const move = (first: number, second: number) =>
    fresh.db.transaction(async (tx) => {
      runs++;
      await tx.query({ text: "update pair set n = n + 1 where id = $1 returning id", values: [first] });
      await pause(200);
      await tx.query({ text: "update pair set n = n + 1 where id = $1 returning id", values: [second] });
    });
  await Promise.all([move(1, 2), move(2, 1)]);
  expect(runs, "they must have met, or this proves nothing").toBeGreaterThan(2);
  const rows = await fresh.db.query<{ n: number }>({ text: "select n from pair" });
  expect(rows.map((row) => row.n)).toEqual([2, 2]);
});

test("P20 a handle that is used after its transaction has ended throws, and nothing runs after a rollback", async () => {
  let kept: { query: unknown } | null = null;
  let told = false;
  await fresh.db
    .transaction(async (tx) => {
      kept = tx;
      tx.afterCommit(() => {
        told = true;
      });
      throw new Error("changed my mind");
    })
    .catch(() => {});
  expect(told).toBe(false);
  expect(() => kept?.query).toThrow(/has ended/);
});
