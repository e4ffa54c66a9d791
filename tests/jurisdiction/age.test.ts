import { expect, test } from "vitest";
import { ageOn, earliestDate, localDate, parseDate } from "@/server/jurisdiction/age";
import { decide } from "@/server/jurisdiction/decision";
import { ERIE, rules, TREE } from "./new-york";

test("J7 age is reached on the birthday", () => {
  expect(ageOn("2008-11-20", "2026-11-19")).toBe(17);
  expect(ageOn("2008-11-20", "2026-11-20")).toBe(18);
  expect(ageOn("2026-11-20", "2026-11-20")).toBe(0);
});

test("J7 who was born on 29 February reaches an age on 1 March in other years", () => {
  expect(ageOn("2008-02-29", "2026-02-28")).toBe(17);
  expect(ageOn("2008-02-29", "2026-03-01")).toBe(18);
  expect(ageOn("2008-02-29", "2028-02-29")).toBe(20);
});

test("J7 dates that do not exist are no dates", () => {
  for (const text of ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261120", "2026-04-31"]) {
    expect(parseDate(text)).toBeNull();
  }
  expect(() => ageOn("2026-02-30", "2026-11-20")).toThrow(RangeError);
});

test("J7 the earliest local date among the areas counts", () => {
  const at = new Date("2026-11-20T06:00:00Z"); // 1 a.m. in New York, still the 19th in Utah
  const stateOf = (area: string) => (area === ERIE ? ["US-NY"] : area === "US-49035" ? ["US-UT"] : [area]);
  expect(earliestDate(at, ["US", "US-NY", ERIE], stateOf)).toBe("2026-11-20");
  expect(earliestDate(new Date("2026-11-20T05:30:00Z"), [ERIE, "US-49035"], stateOf)).toBe("2026-11-19");
  expect(earliestDate(at, ["US"], () => [])).toBe(localDate(at, "Etc/GMT+12"));
});

const AT = Date.parse("2026-11-20T12:00:00Z");
const NEW_YORK = [["US"], ["US-NY"], [ERIE], []];
const ask = (
  age: number | null,
  figures: Array<[string, number]>,
  place: Array<string[] | null> = NEW_YORK,
  own: number | null = null,
) =>
  decide(rules([["US-NY", "wide"]], [], own), { alternatives: [place] }, TREE, {
    atMs: AT,
    person: { age },
    ages: new Map(figures),
  });

test("J7 the highest figure of game, governing jurisdiction and place applies", () => {
  expect(ask(18, [["US-NY", 18]]).decision).toBe("open");
  expect(ask(17, [["US-NY", 18]])).toMatchObject({
    decision: "closed",
    reasons: [{ code: "under-age", area: "US-NY" }],
  });
  expect(
    ask(18, [
      ["US-NY", 18],
      [ERIE, 21],
    ]),
  ).toMatchObject({ decision: "closed", reasons: [{ area: ERIE }] });
  expect(ask(20, [["US-NY", 18]], NEW_YORK, 21).decision).toBe("closed");
  expect(ask(5, []).decision).toBe("open");
});

test("J7 without a birth date it is undecided where a figure applies, and missing says age", () => {
  expect(ask(null, [["US", 18]])).toMatchObject({ decision: "undecided", missing: ["age"] });
  expect(ask(null, []).decision).toBe("open");
});

test("J7 with an unknown tier an age above every possible minimum passes, else it is undecided", () => {
  const place = [["US"], ["US-NY"], null, null];
  expect(
    ask(
      21,
      [
        ["US-NY", 18],
        [ERIE, 21],
      ],
      place,
    ).decision,
  ).toBe("open");
  expect(
    ask(
      19,
      [
        ["US-NY", 18],
        [ERIE, 21],
      ],
      place,
    ),
  ).toMatchObject({ decision: "undecided", missing: ["county"] });
  expect(
    ask(
      17,
      [
        ["US-NY", 18],
        [ERIE, 21],
      ],
      place,
    ).decision,
  ).toBe("closed");
  expect(
    ask(
      19,
      [
        ["US-NY", 18],
        ["US-49035", 21],
      ],
      place,
    ).decision,
  ).toBe("open");
});
