import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { divide, sharesOf } from "@/server/games/syndicates/conditions";
import {
  cutOff,
  type Facts,
  MODES,
  nextStep,
  SYNDICATE_MOVES,
  SYNDICATE_STATES,
  type SyndicateState,
  UNSOLD_RULES,
} from "@/server/games/syndicates/syndicate";
import { PURCHASE_STATES } from "@/server/lotteries/purchase-states";

/** The rows of the first table of the document: state, and what it may become. */
function documented(): Map<string, string[]> {
  const text = readFileSync("docs/syndicates.md", "utf8");
  const table = text.slice(text.indexOf("## States")).split("\n## ")[0]!;
  const rows = [...table.matchAll(/^\| (\w+)\s*\|[^|]*\|[^|]*\| ([^|]*?)\s*\|$/gm)].filter(
    ([, state]) => state !== "state",
  );
  return new Map(rows.map(([, state, next]) => [state!, next === "nothing" ? [] : next!.split(", ")]));
}

test("S5 the table of states, the code and the database say the same", () => {
  const table = documented();
  expect([...table.keys()]).toEqual([...SYNDICATE_STATES]);
  for (const state of SYNDICATE_STATES)
    expect(table.get(state)?.sort(), state).toEqual([...SYNDICATE_MOVES[state]].sort());
  const migration = readFileSync("prisma/migrations/20261121173000_syndicate_lines/migration.sql", "utf8");
  const listed = /ARRAY\[\s*('buying>open'[\s\S]*?)\]\)/.exec(migration)![1]!;
  const moves = [...listed.matchAll(/'([a-z]+>[a-z]+)'/g)].map(([, move]) => move!);
  const wanted = SYNDICATE_STATES.flatMap((from) => SYNDICATE_MOVES[from].map((to) => `${from}>${to}`));
  expect(moves.sort()).toEqual(wanted.sort());
});

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21) + minutes * 60_000);
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  mode: fc.constantFrom(...MODES),
  state: fc.constantFrom(...SYNDICATE_STATES),
  cutOffAt: fc.constant(at(60)),
  decideBy: fc.constant(at(75)),
  salesCloseAt: fc.constant(at(90)),
  unsoldRule: fc.constantFrom(...UNSOLD_RULES),
  answer: fc.constantFrom(null, ...UNSOLD_RULES),
  offered: fc.nat(3),
  purchase: fc.constantFrom(null, ...PURCHASE_STATES),
});

test("S6 whatever the facts, the next step is one that its state allows", () => {
  fc.assert(
    fc.property(anyFacts, fc.integer({ min: 0, max: 120 }), (facts, minute) => {
      const step = nextStep(facts, at(minute));
      if (step.do === "move") expect(SYNDICATE_MOVES[facts.state]).toContain(step.to);
      // Whoever plays owns their share.
      if (step.do === "move" && step.to === "placing" && facts.offered > 0) expect(step.keep).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("S6 when the time to decide is over, a syndicate is never left as it is", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      fc.pre(facts.state === "open" || facts.state === "deciding");
      let state: SyndicateState = facts.state;
      for (let steps = 0; steps < 3 && (state === "open" || state === "deciding"); steps++) {
        const step = nextStep({ ...facts, state }, at(76));
        if (step.do !== "move") break;
        state = step.to;
      }
      expect(["open", "deciding"]).not.toContain(state);
    }),
  );
});

test("S6 the cut-off is the earlier of the set time and the lottery's limit less a margin, with time left to act", () => {
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 0, max: 600 })),
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 60, max: 300 }),
      (draw, limit, lead) => {
        const times = cutOff({ drawAt: draw === null ? null : at(draw), cancelUntil: at(limit) }, lead);
        expect(times.cutOffAt <= at(limit - 30)).toBe(true);
        if (draw !== null) expect(times.cutOffAt <= at(draw - lead)).toBe(true);
        expect(times.decideBy > times.cutOffAt && times.decideBy < at(limit)).toBe(true);
      },
    ),
  );
});

test("M7 shares cost together what the ticket does, and prizes are divided to the cent, by weight", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 100_000, max: 10_000_000 }), weights, (amount, parts) => {
      const shares = sharesOf(amount, parts);
      expect(shares.reduce((sum, { priceMinor }) => sum + priceMinor, 0)).toBe(amount);
      const total = parts.reduce((sum, one) => sum + one, 0);
      const prizes = divide(amount, shares);
      expect(prizes.reduce((sum, one) => sum + one, 0)).toBe(amount);
      const off = prizes.map((prize, n) => Math.abs(prize - (amount * parts[n]!) / total));
      expect(Math.max(...off)).toBeLessThan(1);
    }),
  );
});
