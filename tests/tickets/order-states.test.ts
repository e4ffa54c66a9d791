import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isOver, mayFollow, ORDER_STATES, ORDER_TRANSITIONS, type OrderState } from "@/server/tickets/order-states";

/** The rows under "An order" in docs/states.md, as state → what may follow. */
function documented(): Map<string, string[]> {
  const text = readFileSync("docs/states.md", "utf8");
  const section = text.slice(text.indexOf("## An order"), text.indexOf("## A ticket"));
  const rows = section.split("\n").filter((line) => /^\| [a-z][a-z-]*\s+\|/.test(line) && !line.startsWith("| state"));
  return new Map(
    rows.map((row) => {
      const cells = row.split("|").map((cell) => cell.trim());
      const next = cells[4] === "nothing" ? [] : (cells[4] ?? "").split(", ");
      return [cells[1] ?? "", next] as const;
    }),
  );
}

const written = (state: string) => state.replace("_", "-");

test("T2 the table of order states and the code say the same", () => {
  const table = documented();
  expect([...table.keys()].sort()).toEqual(ORDER_STATES.map(written).sort());
  for (const state of ORDER_STATES) {
    expect(table.get(written(state))?.sort(), state).toEqual(ORDER_TRANSITIONS[state].map(written).sort());
  }
});

test("T2 an order that is over goes nowhere, except that a late payment reopens an expired one (T3)", () => {
  for (const state of ORDER_STATES.filter(isOver)) {
    const next = ORDER_TRANSITIONS[state];
    expect(next, state).toEqual(state === "expired" ? ["authorised", "refused"] : []);
  }
  expect(mayFollow("expired", "authorised")).toBe(true);
});

test("T2 tickets stand behind every state that took money, and behind no other", () => {
  const reachable = (from: OrderState): Set<OrderState> => {
    const seen = new Set<OrderState>();
    const visit = (state: OrderState) => {
      if (seen.has(state)) return;
      seen.add(state);
      ORDER_TRANSITIONS[state].forEach(visit);
    };
    visit(from);
    return seen;
  };
  // Nothing is captured without having been issued first: take issue away and no way to the money is left.
  for (const state of ORDER_STATES.filter((one) => !["issued", "captured", "refunded"].includes(one))) {
    const direct = ORDER_TRANSITIONS[state].filter((next) => next === "captured" || next === "refunded");
    expect(direct, state).toEqual([]);
  }
  expect(reachable("held").has("captured")).toBe(true);
});
