import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isOpen, PURCHASE_STATES, PURCHASE_TRANSITIONS, pauseSeconds } from "@/server/lotteries/purchase-states";

/** The rows under a heading of docs/lotteries.md, as state → what may follow. */
function documented(heading: string): Map<string, string[]> {
  const text = readFileSync("docs/lotteries.md", "utf8");
  const section = text.slice(text.indexOf(`## ${heading}`)).split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => /^\| [a-z][a-z-]*\s+\|/.test(line) && !line.startsWith("| state"));
  return new Map(
    rows.map((row) => {
      const cells = row.split("|").map((cell) => cell.trim());
      return [cells[1] ?? "", cells.at(-2) === "nothing" ? [] : (cells.at(-2) ?? "").split(", ")] as const;
    }),
  );
}

test("L2 the table of purchase states, the code and the database say the same", () => {
  const table = documented("States of a purchase");
  expect([...table.keys()].sort()).toEqual([...PURCHASE_STATES].sort());
  for (const state of PURCHASE_STATES) {
    expect(table.get(state)?.sort(), state).toEqual([...PURCHASE_TRANSITIONS[state]].sort());
  }
  const sql = readFileSync("prisma/migrations/20261121141359_lotteries/migration.sql", "utf8");
  const moves = [...sql.matchAll(/'(\w+)>(\w+)'/g)].map(([, from, to]) => `${from}>${to}`);
  const wanted = PURCHASE_STATES.flatMap((from) => PURCHASE_TRANSITIONS[from].map((to) => `${from}>${to}`));
  expect(moves.sort()).toEqual(wanted.sort());
});

test("L2 the states of a claim are written down too", () => {
  const sql = readFileSync("prisma/migrations/20261121141359_lotteries/migration.sql", "utf8");
  const states = /lottery_claim_state CHECK \(state IN \(([^)]*)\)/.exec(sql)![1]!.match(/[a-z-]+/g);
  expect([...documented("States of a claim").keys()].sort()).toEqual(states!.sort());
});

test("L2 whatever is open leads to an end, and nothing that is over leads anywhere but to a cancellation", () => {
  for (const state of PURCHASE_STATES) {
    const next = PURCHASE_TRANSITIONS[state];
    if (isOpen(state)) expect(next.some((one) => !isOpen(one))).toBe(true);
    else expect(next).toEqual(state === "confirmed" ? ["cancelling"] : []);
  }
  const pauses = [0, 1, 2, 3, 20, 1000].map(pauseSeconds);
  expect(pauses).toEqual([10, 20, 40, 80, 600, 600]);
});
