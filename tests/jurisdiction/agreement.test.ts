import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alternative, Place } from "@/server/areas/places";
import { type AreaRow, AreaTree } from "@/server/areas/tree";
import { answerPrepared, decide, prepareGame } from "@/server/jurisdiction/decision";
import { EligibilityIndex, hasGame } from "@/server/jurisdiction/eligibility-index";
import type { Coverage, GameRules } from "@/server/jurisdiction/rules";
import { plainAnswer } from "./plain";

const RUNS = Number(process.env.DECISION_RUNS ?? 400);
const AT = 1_000;

/** A small country with everything awkward in it: a city in two counties, a village, a municipality without county. */
const ROWS: AreaRow[] = [
  { id: "US", tier: "country", parents: [], name: "US" },
  { id: "US-A", tier: "subdivision", parents: ["US"], name: "A" },
  { id: "US-B", tier: "subdivision", parents: ["US"], name: "B" },
  { id: "US-10001", tier: "county", parents: ["US-A"], name: "A1" },
  { id: "US-10002", tier: "county", parents: ["US-A"], name: "A2" },
  { id: "US-20001", tier: "county", parents: ["US-B"], name: "B1" },
  { id: "US-1000001", tier: "municipality", parents: ["US-10001"], name: "town" },
  { id: "US-1000002", tier: "municipality", parents: ["US-10001"], name: "village" },
  { id: "US-1000003", tier: "municipality", parents: ["US-10001", "US-10002"], name: "city" },
  { id: "US-1000004", tier: "municipality", parents: ["US-A"], name: "unplaced" },
  { id: "US-2000001", tier: "municipality", parents: ["US-20001"], name: "B town" },
];
const TREE = AreaTree.fromRows(ROWS);
const STRANGERS = ["ZZ-1", "ZZ-2"];
const NAMED = [...ROWS.map((row) => row.id), ...STRANGERS];

const area = fc.constantFrom(...NAMED);
const edge = fc.option(fc.constantFrom(AT - 1, AT, AT + 1), { freq: 4 });
const rulesOf: fc.Arbitrary<GameRules> = fc.record({
  permissions: fc.uniqueArray(
    fc.record({
      area,
      coverage: fc.constantFrom<Coverage>("wide", "not-required", "local", "local"),
      permitNumber: fc.constant(null),
      fromMs: edge,
      untilMs: edge,
    }),
    { selector: (entry) => entry.area, maxLength: 6 },
  ),
  exclusions: fc.uniqueArray(
    fc.record({ area, cause: fc.constant("game" as const), fromMs: fc.constant(null), untilMs: fc.constant(null) }),
    { selector: (entry) => entry.area, maxLength: 3 },
  ),
  minimumAge: fc.option(fc.constantFrom(16, 18, 21), { freq: 2 }),
  governing: fc.constantFrom([], ["US"], ["US", "US-A"]),
});
const agesOf = fc.uniqueArray(fc.tuple(area, fc.constantFrom(16, 18, 19, 21)), {
  selector: ([id]) => id,
  maxLength: 2,
});

/** Where people can really be, some of it then forgotten; now and then ids from elsewhere. */
const lines: Alternative[] = [
  [["US"], ["US-A"], ["US-10001"], ["US-1000001"]],
  [["US"], ["US-A"], ["US-10001"], ["US-1000001", "US-1000002"]],
  [["US"], ["US-A"], ["US-10001"], ["US-1000003"]],
  [["US"], ["US-A"], ["US-10002"], ["US-1000003"]],
  [["US"], ["US-A"], ["US-10002"], []],
  [["US"], ["US-A"], ["US-10002"], ["US-1000004"]],
  [["US"], ["US-B"], ["US-20001"], ["US-2000001"]],
  [["US"], ["US-B"], ["US-20001"], []],
  [["US"], ["ZZ-1"], [], []],
  [["ZZ"], ["ZZ-1"], ["ZZ-2"], []],
];
const alternativeOf: fc.Arbitrary<Alternative> = fc
  .tuple(fc.constantFrom(...lines), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
  .map(([line, forgotten]) => line.map((tier, at) => (forgotten[at] ? null : tier)));
const placeOf: fc.Arbitrary<Place> = fc
  .array(alternativeOf, { minLength: 1, maxLength: 3 })
  .map((alternatives) => ({ alternatives }));
const ageOf = fc.option(fc.constantFrom(15, 16, 18, 20, 21), { freq: 3 });

test("P21 the decision agrees with a deliberately plain evaluation of the same rule", () => {
  fc.assert(
    fc.property(rulesOf, placeOf, ageOf, agesOf, (game, place, age, figures) => {
      const ages = new Map(figures);
      const decided = decide(game, place, TREE, { atMs: AT, person: { age }, ages });
      const plain = plainAnswer(game, place.alternatives, TREE, { atMs: AT, age, ages });
      expect(decided.decision).toBe(plain);
      expect(answerPrepared(prepareGame(game, AT, ages), place, TREE, { age }, ages)).toBe(plain);
      expect(decided.missing.length > 0).toBe(plain === "undecided");
      expect(decided.reasons.length).toBeGreaterThan(0);
    }),
    { numRuns: RUNS * 10 },
  );
});

test("J16 the compiled index agrees with the decision, game by game", () => {
  fc.assert(
    fc.property(
      fc.array(rulesOf, { minLength: 1, maxLength: 70 }),
      fc.array(fc.tuple(placeOf, ageOf, fc.boolean()), { minLength: 1, maxLength: 6 }),
      agesOf,
      (games, asked, figures) => {
        const ages = new Map(figures);
        const index = new EligibilityIndex(games, TREE, ages, AT);
        for (const [place, age, ignoreAge] of asked) {
          const person = { age, ignoreAge };
          const { open, undecided } = index.evaluate(place, person);
          for (const [number, game] of games.entries()) {
            const decided = decide(game, place, TREE, { atMs: AT, person, ages }).decision;
            const compiled = hasGame(open, number) ? "open" : hasGame(undecided, number) ? "undecided" : "closed";
            expect(compiled).toBe(decided);
          }
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test("J5 learning a tier that was missing never turns open into closed or closed into open", () => {
  fc.assert(
    fc.property(
      rulesOf,
      fc.constantFrom(...lines),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      (game, line, forgotten) => {
        const context = { atMs: AT, person: { age: null, ignoreAge: true }, ages: new Map<string, number>() };
        const known = decide(game, { alternatives: [line] }, TREE, context).decision;
        const partly = line.map((tier, at) => (forgotten[at] ? null : tier));
        const less = decide(game, { alternatives: [partly] }, TREE, context).decision;
        if (less !== "undecided" && !line.flat().includes("ZZ-1")) expect(known).toBe(less);
      },
    ),
    { numRuns: RUNS * 5 },
  );
});
