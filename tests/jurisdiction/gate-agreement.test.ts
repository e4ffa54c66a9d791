import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alternative } from "@/server/areas/places";
import { compileRules, decodeRules } from "@/server/edge/compiled-rules";
import { encodeLiveRules, type LiveRules } from "@/server/edge/rules-wire";
import type { SeenPlace } from "@/server/edge/seen-place";
import { decide } from "@/server/jurisdiction/decision";
import type { Coverage, GameRules } from "@/server/jurisdiction/rules";
import { ERIE, MONROE, NEW_YORK_CITY, NEW_YORK_COUNTIES, TOWN, TREE, UNPLACED, VILLAGE } from "./new-york";

const RUNS = Number(process.env.DECISION_RUNS ?? 150);
const NOW = Date.parse("2026-11-20T12:00:00Z");

const area = fc.constantFrom(
  "US-NY",
  "US-UT",
  ERIE,
  MONROE,
  TOWN,
  VILLAGE,
  NEW_YORK_CITY,
  UNPLACED,
  "US-49035",
  "US-NEW",
  "US",
);
const edge = fc.option(fc.constantFrom(NOW - 1, NOW, NOW + 1000), { freq: 3 });
const rulesOf: fc.Arbitrary<GameRules> = fc.record({
  permissions: fc.uniqueArray(
    fc.record({
      area,
      coverage: fc.constantFrom<Coverage>("wide", "not-required", "local"),
      permitNumber: fc.constant(null),
      fromMs: edge,
      untilMs: edge,
    }),
    { selector: (entry) => entry.area, maxLength: 5 },
  ),
  exclusions: fc.uniqueArray(
    fc.record({
      area,
      cause: fc.constantFrom("game" as const, "stop" as const),
      fromMs: fc.constant(null),
      untilMs: fc.constant(null),
    }),
    { selector: (entry) => entry.area, maxLength: 2 },
  ),
  minimumAge: fc.option(fc.constantFrom(18, 21)),
  governing: fc.constant(["US", "US-NY"]),
});
const whole: Alternative[] = [
  [["US"], ["US-NY"], [ERIE], [TOWN, VILLAGE]],
  [["US"], ["US-NY"], [ERIE], [TOWN]],
  [["US"], ["US-NY"], [ERIE], ["US-3611000"]],
  [["US"], ["US-NY"], [MONROE], []],
  [["US"], ["US-NY"], ["US-36061"], [NEW_YORK_CITY]],
  [["US"], ["US-NY"], [NEW_YORK_COUNTIES[3]!], []],
  [["US"], ["US-UT"], ["US-49035"], []],
  [["US"], ["US-DC"], ["US-11001"], []],
];
// The gate is told places from the country down: what is unknown is unknown from some tier on.
const alternativeOf = fc
  .tuple(fc.constantFrom(...whole), fc.integer({ min: 0, max: 4 }))
  .map(([line, known]): Alternative => line.map((tier, at) => (at < known ? tier : null)));
const seenOf: fc.Arbitrary<SeenPlace> = fc.record({
  source: fc.constant("zip" as const),
  alternatives: fc.array(alternativeOf, { minLength: 1, maxLength: 3 }),
  label: fc.constant(""),
  ageAtLeast: fc.option(fc.constantFrom(16, 18, 21)),
  revision: fc.constant(0),
});
const timesOf = fc.constantFrom([NOW - 1000, NOW + 1000], [NOW, NOW + 5], [NOW + 1, NOW + 9], [NOW - 9, NOW]);

test("J13 what the gate has of the rules answers as the rules do, through the wire and without it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(rulesOf, timesOf), { minLength: 1, maxLength: 40 }),
      fc.array(seenOf, { minLength: 1, maxLength: 5 }),
      fc.uniqueArray(fc.tuple(area, fc.constantFrom(18, 19, 21)), { selector: ([id]) => id, maxLength: 2 }),
      (games, asked, figures) => {
        const ages = new Map(figures);
        const live: LiveRules = {
          version: "1",
          gateMode: "filter-first",
          insisting: [],
          mapId: "",
          tree: TREE,
          ages,
          games: games.map(([rules, [fromMs, untilMs]], at) => ({
            id: `g${at}`,
            slug: `game-${at}`,
            revision: at,
            fromMs: fromMs!,
            untilMs: untilMs!,
            rules,
          })),
        };
        for (const gate of [compileRules(live), decodeRules(encodeLiveRules(live))]) {
          for (const seen of asked) {
            for (const nowMs of [NOW, NOW + 1000]) {
              const visible = gate.see(seen, nowMs, "en");
              const person = seen.ageAtLeast === null ? { age: null, ignoreAge: true } : { age: seen.ageAtLeast };
              const open: string[] = [];
              let undecided = 0;
              for (const game of live.games) {
                const decided = decide(game.rules, seen, TREE, { atMs: nowMs, person, ages }).decision;
                const shown = game.fromMs <= nowMs && nowMs < game.untilMs;
                if (shown && decided === "open") open.push(game.id);
                if (shown && decided === "undecided") undecided++;
                if (game.fromMs <= nowMs) {
                  expect(gate.refusal(game.id, seen, nowMs)?.decision ?? "open").toBe(decided);
                }
              }
              expect(visible.open.map((key) => key.id)).toEqual(open);
              expect(visible.undecidedCount).toBe(undecided);
            }
          }
        }
      },
    ),
    { numRuns: RUNS },
  );
});

test("P6 places where the same is open share a class, and others never do", () => {
  fc.assert(
    fc.property(
      fc.array(rulesOf, { minLength: 1, maxLength: 8 }),
      fc.array(seenOf, { minLength: 2, maxLength: 8 }),
      (games, asked) => {
        const gate = compileRules({
          version: "1",
          gateMode: "filter-first",
          insisting: [],
          mapId: "",
          tree: TREE,
          ages: new Map(),
          games: games.map((rules, at) => ({
            id: `g${at}`,
            slug: `game-${at}`,
            revision: 1,
            fromMs: 0,
            untilMs: NOW + 1,
            rules,
          })),
        });
        const classes = new Map<string, string>();
        for (const seen of asked) {
          const visible = gate.see(seen, NOW, "en");
          const what = JSON.stringify([visible.open, visible.undecidedCount, visible.missing]);
          expect(classes.get(visible.classId) ?? what).toBe(what);
          classes.set(visible.classId, what);
        }
        expect(new Set(classes.values()).size).toBe(classes.size);
        expect(gate.see(asked[0]!, NOW, "es").classId).not.toBe(gate.see(asked[0]!, NOW, "en").classId);
      },
    ),
    { numRuns: RUNS },
  );
});
