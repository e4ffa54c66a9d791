import { describe, expect, test } from "vitest";
import { ORDINARY_COUNTRY } from "@/server/areas/country-profile";
import type { Alternative } from "@/server/areas/places";
import { AreaTree } from "@/server/areas/tree";
import { decide } from "@/server/jurisdiction/decision";
import type { GameRules } from "@/server/jurisdiction/rules";
import { ERIE, MONROE, NEW_YORK_CITY, NEW_YORK_COUNTIES, ROWS, rules, TOWN, TREE, UNPLACED, VILLAGE } from "./new-york";

const AT = Date.parse("2026-11-20T12:00:00Z");
const IN_TOWN: Alternative = [["US"], ["US-NY"], [ERIE], [TOWN]];
const IN_VILLAGE: Alternative = [["US"], ["US-NY"], [ERIE], [TOWN, VILLAGE]];
const IN_ERIE: Alternative = [["US"], ["US-NY"], [ERIE], []];
const IN_MONROE: Alternative = [["US"], ["US-NY"], [MONROE], []];
const SOMEWHERE_IN_NEW_YORK: Alternative = [["US"], ["US-NY"], null, null];

function ask(game: GameRules, ...alternatives: Alternative[]) {
  return decide(game, { alternatives }, TREE, { atMs: AT, person: { age: null }, ages: new Map() });
}
const answer = (game: GameRules, ...alternatives: Alternative[]) => ask(game, ...alternatives).decision;

describe("worked cases", () => {
  test("J4 New York permitted wide, Erie excluded: Erie closed, Monroe open", () => {
    const game = rules([["US-NY", "wide"]], [ERIE]);
    expect(answer(game, IN_ERIE)).toBe("closed");
    expect(answer(game, IN_MONROE)).toBe("open");
  });

  test("J4 only Erie permitted wide: Erie open, the rest of New York closed", () => {
    const game = rules([[ERIE, "wide"]]);
    expect(answer(game, IN_ERIE)).toBe("open");
    for (const county of NEW_YORK_COUNTIES.filter((id) => id !== ERIE)) {
      expect(answer(game, [["US"], ["US-NY"], [county], []])).toBe("closed");
    }
  });

  test("J4 New York local alone: closed everywhere", () => {
    const game = rules([["US-NY", "local"]]);
    for (const county of NEW_YORK_COUNTIES) expect(answer(game, [["US"], ["US-NY"], [county], []])).toBe("closed");
    expect(answer(game, SOMEWHERE_IN_NEW_YORK)).toBe("closed");
  });

  test("J4 New York local and Erie local: Erie open", () => {
    const game = rules([
      ["US-NY", "local"],
      [ERIE, "local"],
    ]);
    expect(answer(game, IN_ERIE)).toBe("open");
    expect(answer(game, IN_MONROE)).toBe("closed");
    expect(answer(rules([[ERIE, "local"]]), IN_ERIE)).toBe("closed");
  });

  test("J4 only the village of Orchard Park permitted: open there, closed in the town outside it", () => {
    for (const coverage of ["wide", "local", "not-required"] as const) {
      const game = rules([[VILLAGE, coverage]]);
      expect(answer(game, IN_VILLAGE)).toBe("open");
      expect(answer(game, IN_TOWN)).toBe("closed");
    }
  });

  test("J4 only the town permitted: open in town and village", () => {
    const game = rules([[TOWN, "local"]]);
    expect(answer(game, IN_TOWN)).toBe("open");
    expect(answer(game, IN_VILLAGE)).toBe("open");
  });

  test("J4 Erie permitted wide and the village excluded: closed in the village, open in the town outside it", () => {
    const game = rules([[ERIE, "wide"]], [VILLAGE]);
    expect(answer(game, IN_VILLAGE)).toBe("closed");
    expect(answer(game, IN_TOWN)).toBe("open");
  });

  test("J4 New York permitted and excluded: closed", () => {
    expect(answer(rules([["US-NY", "wide"]], ["US-NY"]), IN_ERIE)).toBe("closed");
  });

  test("J4 fifteen of sixty-two counties: permitting fifteen, or the state without forty-seven, is the same for every place", () => {
    const fifteen = NEW_YORK_COUNTIES.filter((_, at) => at % 4 === 0).slice(0, 15);
    const rest = NEW_YORK_COUNTIES.filter((id) => !fifteen.includes(id));
    expect(rest).toHaveLength(47);
    const one = rules(fifteen.map((id) => [id, "wide"]));
    const other = rules([["US-NY", "wide"]], rest);
    const places: Alternative[] = [
      ...NEW_YORK_COUNTIES.flatMap((id): Alternative[] => [
        [["US"], ["US-NY"], [id], []],
        [["US"], ["US-NY"], [id], null],
        [["US"], null, [id], null],
      ]),
      SOMEWHERE_IN_NEW_YORK,
      [["US"], ["US-UT"], ["US-49035"], []],
      [["US"], ["US-UT"], null, null],
      [["US"], null, null, [NEW_YORK_CITY]],
      [["US"], null, null, null],
      [null, null, null, null],
    ];
    for (const place of places) expect([place, answer(one, place)]).toEqual([place, answer(other, place)]);
    expect(answer(one, SOMEWHERE_IN_NEW_YORK)).toBe("undecided");
  });
});

describe("the rule", () => {
  test("J3 an exclusion overrides a permission, on every tier", () => {
    for (const area of ["US", "US-NY", ERIE, TOWN, VILLAGE]) {
      expect(
        answer(
          rules(
            [
              ["US-NY", "wide"],
              [VILLAGE, "wide"],
            ],
            [area],
          ),
          IN_VILLAGE,
        ),
      ).toBe("closed");
    }
  });

  test("J3 not-required counts as wide, and a permission of the country is none of a licensing tier", () => {
    expect(answer(rules([["US-NY", "not-required"]]), IN_ERIE)).toBe("open");
    expect(answer(rules([["US", "wide"]]), IN_ERIE)).toBe("closed");
  });

  test("J3 an area neither permitted nor inside a permitted one is closed", () => {
    expect(answer(rules([["US-UT", "wide"]]), IN_ERIE)).toBe("closed");
    expect(answer(rules([]), IN_ERIE)).toBe("closed");
  });

  test("J2 a permission outside its validity does not exist", () => {
    const valid = (fromMs: number | null, untilMs: number | null): GameRules => ({
      ...rules([]),
      permissions: [{ area: "US-NY", coverage: "wide", permitNumber: "R-1", fromMs, untilMs }],
    });
    expect(answer(valid(AT, null), IN_ERIE)).toBe("open");
    expect(answer(valid(AT + 1, null), IN_ERIE)).toBe("closed");
    expect(answer(valid(null, AT + 1), IN_ERIE)).toBe("open");
    expect(answer(valid(null, AT), IN_ERIE)).toBe("closed");
    expect(ask(valid(null, AT), IN_ERIE).reasons[0]?.code).toBe("permit-expired");
    expect(ask(valid(AT + 1, null), IN_ERIE).reasons[0]?.code).toBe("permit-not-yet-valid");
  });

  test("J1 nothing counts on four tiers: two tiers, and five of which three license", () => {
    const two = {
      ...ORDINARY_COUNTRY,
      country: "XA",
      tiers: ["country", "canton"],
      licensing: [1],
      covering: [false, true],
    };
    const five = {
      country: "XB",
      tiers: ["country", "land", "region", "district", "parish"],
      licensing: [1, 3, 4],
      covering: [false, true, true, true, true],
    };
    const tree = AreaTree.fromRows(
      [
        { id: "XA", tier: "country", parents: [], name: "A" },
        { id: "XA-1", tier: "canton", parents: ["XA"], name: "One" },
        { id: "XB", tier: "country", parents: [], name: "B" },
        { id: "XB-1", tier: "land", parents: ["XB"], name: "Land" },
        { id: "XB-1-R", tier: "region", parents: ["XB-1"], name: "Region" },
        { id: "XB-1-D", tier: "district", parents: ["XB-1-R"], name: "District" },
        { id: "XB-1-P", tier: "parish", parents: ["XB-1-D"], name: "Parish" },
      ],
      new Map([
        ["XA", two],
        ["XB", five],
      ]),
    );
    const at = (game: GameRules, place: Alternative) =>
      decide(game, { alternatives: [place] }, tree, { atMs: AT, person: { age: null }, ages: new Map() });
    expect(at(rules([["XA-1", "local"]]), [["XA"], ["XA-1"]]).decision).toBe("open");
    expect(at(rules([["XA-1", "local"]]), [["XA"], null]).decision).toBe("open");
    const full: Alternative = [["XB"], ["XB-1"], ["XB-1-R"], ["XB-1-D"], ["XB-1-P"]];
    expect(at(rules([["XB-1", "local"]]), full).decision).toBe("closed");
    expect(
      at(
        rules([
          ["XB-1", "local"],
          ["XB-1-R", "wide"],
        ]),
        full,
      ).decision,
    ).toBe("closed");
    expect(
      at(
        rules([
          ["XB-1", "local"],
          ["XB-1-D", "local"],
        ]),
        full,
      ).decision,
    ).toBe("open");
    expect(
      at(
        rules([
          ["XB-1-D", "local"],
          ["XB-1-P", "local"],
        ]),
        full,
      ).decision,
    ).toBe("open");
    expect(at(rules([["XB-1-P", "local"]]), [["XB"], ["XB-1"], null, null, null]).decision).toBe("open");
  });
});

describe("unknown tiers", () => {
  test("J5 a place known to the state only is undecided where counties differ, and says which tier decides", () => {
    expect(ask(rules([["US-NY", "wide"]], [ERIE]), SOMEWHERE_IN_NEW_YORK)).toMatchObject({
      decision: "undecided",
      missing: ["county"],
    });
    expect(ask(rules([["US-NY", "wide"]], [VILLAGE]), SOMEWHERE_IN_NEW_YORK)).toMatchObject({
      decision: "undecided",
      missing: ["municipality"],
    });
    expect(ask(rules([[ERIE, "wide"]], [VILLAGE]), SOMEWHERE_IN_NEW_YORK).missing).toEqual(["county", "municipality"]);
    expect(ask(rules([["US-NY", "wide"]]), [["US"], null, null, null]).missing).toEqual(["subdivision"]);
  });

  test("J5 what the areas below cannot change is decided: open, closed, and where every county says the same", () => {
    expect(answer(rules([["US-NY", "wide"]]), SOMEWHERE_IN_NEW_YORK)).toBe("open");
    expect(answer(rules([["US-NY", "wide"]], ["US-49035"]), SOMEWHERE_IN_NEW_YORK)).toBe("open");
    expect(answer(rules([["US-UT", "wide"]]), SOMEWHERE_IN_NEW_YORK)).toBe("closed");
    expect(answer(rules(NEW_YORK_COUNTIES.map((id) => [id, "wide"])), SOMEWHERE_IN_NEW_YORK)).toBe("open");
    expect(answer(rules(NEW_YORK_COUNTIES.slice(1).map((id) => [id, "wide"])), SOMEWHERE_IN_NEW_YORK)).toBe(
      "undecided",
    );
    expect(answer(rules([["US-NY", "wide"]], NEW_YORK_COUNTIES), SOMEWHERE_IN_NEW_YORK)).toBe("closed");
    expect(
      answer(
        rules([["US-NY", "local"], ...NEW_YORK_COUNTIES.map((id) => [id, "local"] as const)]),
        SOMEWHERE_IN_NEW_YORK,
      ),
    ).toBe("open");
  });

  test("J5 a county may have land in no municipality", () => {
    const game = rules([TOWN, VILLAGE, "US-3611000", UNPLACED].map((id) => [id, "wide"]));
    expect(answer(game, [["US"], ["US-NY"], [ERIE], null])).toBe("undecided");
  });

  test("J5 what lies above is told by what is known below", () => {
    expect(answer(rules([["US-NY", "wide"]]), [["US"], null, [ERIE], null])).toBe("open");
    const four = rules(["US-36005", "US-36047", "US-36061", "US-36081"].map((id) => [id, "wide"]));
    expect(ask(four, [["US"], ["US-NY"], null, [NEW_YORK_CITY]])).toMatchObject({
      decision: "undecided",
      missing: ["county"],
    });
    const five = rules(["US-36005", "US-36047", "US-36061", "US-36081", "US-36085"].map((id) => [id, "wide"]));
    expect(answer(five, [["US"], ["US-NY"], null, [NEW_YORK_CITY]])).toBe("open");
  });

  test("J5 a municipality whose county is not on record may lie in any county of its state", () => {
    const game = rules([["US-NY", "wide"]], [UNPLACED]);
    expect(answer(game, [["US"], ["US-NY"], [MONROE], null])).toBe("undecided");
    expect(answer(game, [["US"], ["US-UT"], ["US-49035"], null])).toBe("closed");
    expect(answer(game, IN_MONROE)).toBe("open");
  });

  test("J5 ids that the tree does not know are taken as given and may lie below any unknown tier", () => {
    const game = rules([["US-NY", "wide"]], ["US-NEW"]);
    expect(answer(game, IN_ERIE)).toBe("open");
    expect(answer(game, [["US"], ["US-NY"], [ERIE], null])).toBe("undecided");
    expect(answer(rules([["XX-1", "wide"]]), [["XX"], ["XX-1"], [], []])).toBe("open");
    expect(answer(rules([["XX-1", "local"]]), [["XX"], ["XX-1"], null, null])).toBe("closed");
    expect(
      answer(
        rules([
          ["XX-1", "local"],
          ["XX-1-2", "local"],
        ]),
        [["XX"], ["XX-1"], null, null],
      ),
    ).toBe("undecided");
  });

  test("J6 with nothing known it says undecided; known to be in none is closed", () => {
    expect(ask(rules([["US-NY", "wide"]]), [null, null, null, null])).toMatchObject({
      decision: "undecided",
      missing: ["subdivision"],
    });
    expect(ask(rules([["US-NY", "wide"]])).decision).toBe("undecided");
    expect(answer(rules([["US-NY", "wide"]]), [[], [], [], []])).toBe("closed");
  });

  test("J1a a place is open if every alternative is, closed if every one is, else undecided", () => {
    const game = rules([[ERIE, "wide"]]);
    expect(answer(game, IN_ERIE, IN_TOWN)).toBe("open");
    expect(answer(game, IN_MONROE, [["US"], ["US-UT"], null, null])).toBe("closed");
    expect(ask(game, IN_ERIE, IN_MONROE)).toMatchObject({ decision: "undecided", missing: ["county"] });
    expect(ask(rules([[VILLAGE, "wide"]]), IN_TOWN, IN_VILLAGE).missing).toEqual(["municipality"]);
  });
});

describe("reasons", () => {
  test("J15 every decision names area, list and coverage", () => {
    expect(ask(rules([["US-NY", "wide"]], [ERIE]), IN_ERIE).reasons).toEqual([
      { code: "excluded", area: ERIE, text: "The game excludes Erie County, New York." },
    ]);
    expect(ask(rules([["US-NY", "wide"]]), IN_ERIE).reasons).toEqual([
      { code: "permitted-wide", area: "US-NY", text: "Permitted in all of New York." },
    ]);
    expect(ask(rules([["US-NY", "local"]]), IN_ERIE).reasons.map((r) => [r.code, r.area])).toEqual([
      ["local-incomplete", "US-NY"],
    ]);
    expect(ask(rules([]), IN_ERIE).reasons.map((r) => [r.code, r.area])).toEqual([["not-permitted", ERIE]]);
    const both = ask(rules([["US-NY", "wide"]], [ERIE]), SOMEWHERE_IN_NEW_YORK).reasons.map((r) => r.code);
    expect(both).toEqual(["place-unknown", "excluded", "permitted-wide"]);
  });

  test("X5 a stop is named as one", () => {
    const game = {
      ...rules([["US-NY", "wide"]]),
      exclusions: [{ area: "US-NY", cause: "stop" as const, fromMs: null, untilMs: null }],
    };
    expect(ask(game, IN_ERIE)).toMatchObject({ decision: "closed", reasons: [{ code: "stopped", area: "US-NY" }] });
  });

  test("J1 the fixture is a tree as the product reads it", () => {
    expect(AreaTree.fromRows(ROWS).size).toBe(ROWS.length);
    expect(TREE.displayName(VILLAGE)).toBe("Orchard Park village, New York");
    expect(TREE.isWithin(NEW_YORK_CITY, "US-36061")).toBe(true);
    expect(TREE.isWithin(VILLAGE, "US-36061")).toBe(false);
  });
});
