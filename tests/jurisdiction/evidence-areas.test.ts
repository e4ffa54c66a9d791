import fc from "fast-check";
import { expect, test } from "vitest";
import type { Alternative } from "@/server/areas/places";
import { decide } from "@/server/jurisdiction/decision";
import { concernedAges, evidenceAreas, treeOfEvidence } from "@/server/jurisdiction/evidence-areas";
import type { Coverage } from "@/server/jurisdiction/rules";
import { ERIE, MONROE, NEW_YORK_COUNTIES, rules, TOWN, TREE, UNPLACED, VILLAGE } from "./new-york";

const AT = Date.parse("2026-11-20T12:00:00Z");
const area = fc.constantFrom("US-NY", "US-UT", ERIE, MONROE, TOWN, VILLAGE, UNPLACED, "US-49035", "US-49049");
const entry = fc.tuple(area, fc.constantFrom<Coverage>("wide", "local"));
const places: Alternative[] = [
  [["US"], ["US-NY"], [ERIE], [TOWN, VILLAGE]],
  [["US"], ["US-NY"], [MONROE], []],
  [["US"], ["US-NY"], null, null],
  [["US"], ["US-UT"], null, null],
];

test("J14 the part of the tree that evidence keeps gives the same decision, reasons and all", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(entry, { selector: ([id]) => id, maxLength: 6 }),
      fc.uniqueArray(area, { maxLength: 3 }),
      fc.uniqueArray(fc.tuple(area, fc.constantFrom(18, 21)), { selector: ([id]) => id, maxLength: 3 }),
      fc.constantFrom(...places),
      fc.constantFrom(17, 18, 21, null),
      (permissions, exclusions, figures, alternative, age) => {
        const game = rules(permissions, exclusions);
        const place = { alternatives: [alternative] };
        const known = alternative.flatMap((tier) => tier ?? []);
        const ages = concernedAges(TREE, figures, [...game.governing, ...known]);
        const kept = treeOfEvidence(
          JSON.parse(JSON.stringify(evidenceAreas(TREE, { rules: game, places: [place], ages }))),
        );
        const whole = decide(game, place, TREE, { atMs: AT, person: { age }, ages: new Map(figures) });
        expect(decide(game, place, kept, { atMs: AT, person: { age }, ages: new Map(ages) })).toEqual(whole);
        expect(kept.size).toBeLessThanOrEqual(TREE.size);
      },
    ),
    { numRuns: 2000 },
  );
});

test("J14 evidence of an ordinary entry keeps a handful of areas, not the country", () => {
  const game = rules([["US-NY", "wide"]], [ERIE]);
  const home = { alternatives: [places[1]!] };
  expect(evidenceAreas(TREE, { rules: game, places: [home], ages: [] }).length).toBeLessThan(8);
  const away = { alternatives: [places[2]!] };
  const counties = evidenceAreas(TREE, { rules: game, places: [home, away], ages: [] }).filter(
    ([, tier]) => tier === "county",
  );
  expect(counties).toHaveLength(NEW_YORK_COUNTIES.length);
});
