import { expect, test } from "vitest";
import type { Database } from "@/server/kernel/db";
import { inGroups } from "@/server/kernel/groups";

const db = {} as Database;
const refused = () => Object.assign(new Error("no such thing"), { code: "23514" });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("P7 whoever comes together is asked together, first come first served, and gets their own answer", async () => {
  const groups: number[][] = [];
  const ask = inGroups<number, number>(async (_db, asks) => {
    groups.push([...asks]);
    return asks.map((one) => one * 10);
  });
  expect(await ask(db, 1)).toBe(10);
  const answers = await Promise.all([2, 3, 4, 5].map((one) => ask(db, one)));
  expect(answers).toEqual([20, 30, 40, 50]);
  expect(groups).toEqual([[1], [2, 3, 4, 5]]);
});

test("P7 what arrives while a group is under way goes in the next one; a group that takes long holds up nobody", async () => {
  const groups: number[][] = [];
  let open = () => {};
  const locked = new Promise<void>((resolve) => {
    open = resolve;
  });
  const ask = inGroups<number, number>(async (_db, asks) => {
    groups.push([...asks]);
    if (asks.includes(1)) await locked;
    return asks;
  });
  const first = ask(db, 1);
  await pause(2);
  const others = [2, 3].map((one) => ask(db, one));
  // They wait for the first one's group, but not for ever.
  expect(await Promise.all(others)).toEqual([2, 3]);
  expect(groups).toEqual([[1], [2, 3]]);
  open();
  expect(await first).toBe(1);
});

test("P7 one that the database refuses fails alone", async () => {
  const ask = inGroups<number, string>(async (_db, asks) => {
    if (asks.includes(3)) throw refused();
    return asks.map((one) => `${one} of ${asks.length}`);
  });
  const answers = await Promise.allSettled([1, 2, 3, 4].map((one) => ask(db, one)));
  expect(answers.map((one) => (one.status === "fulfilled" ? one.value : (one.reason as Error).message))).toEqual([
    "1 of 1",
    "2 of 1",
    "no such thing",
    "4 of 1",
  ]);
});

test("P7 a group of which nobody knows what became of it is not asked twice", async () => {
  let asked = 0;
  for (const lost of [Object.assign(new Error("gone"), { code: "57P01" }), new Error("Connection terminated")]) {
    asked = 0;
    const ask = inGroups<number, number>(async () => {
      asked++;
      throw lost;
    });
    const answers = await Promise.allSettled([1, 2, 3].map((one) => ask(db, one)));
    expect(answers.every((one) => one.status === "rejected" && one.reason === lost)).toBe(true);
    expect(asked).toBe(1);
  }
});

test("P7 two databases never share a statement", async () => {
  const seen: unknown[] = [];
  const ask = inGroups<number, number>(async (one, asks) => {
    seen.push([one, asks.length]);
    return asks;
  });
  const other = {} as Database;
  await Promise.all([ask(db, 1), ask(other, 2), ask(db, 3)]);
  expect(seen).toEqual([
    [db, 2],
    [other, 1],
  ]);
});
