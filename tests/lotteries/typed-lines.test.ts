import fc from "fast-check";
import { expect, test } from "vitest";
import { timeLeftText } from "@/components/lotteries/time-left";
import { matchWords, publishedParts, readableOneIn } from "@/components/lotteries/words";
import { CATALOGUE, findGame, rulesOn } from "@/server/lotteries/catalogue";
import type { Entry } from "@/server/lotteries/selection";
import { randomEntry, randomNumbers } from "@/server/lotteries/selection";
import { type DrawOutcome, settleEntry } from "@/server/lotteries/settle";
import { checkRows, MOST_ROWS } from "@/server/lotteries/typed-line";

const powerball = rulesOn(findGame("us-powerball")!, "2016-01-13")!;
const drawn: DrawOutcome = {
  main: [4, 8, 19, 27, 34],
  bonus: [10],
  multiplier: 2,
  prizesMinor: new Map([[1, 52_800_000_000]]),
};
const plain = { systems: false, addOns: [] };
const one = (text: string, options: { systems: boolean; addOns: readonly string[] } = plain) =>
  checkRows(powerball, drawn, text, options)[0]!;

test("L4 a typed line is explained: what matched, its division and its prize", () => {
  const line = one("4 8 19 27 50 + 10");
  expect(line.settled).toMatchObject({
    matchedMain: [4, 8, 19, 27],
    matchedBonus: [10],
    division: 3,
    prizeMinor: 5_000_000,
    won: [{ division: 3, label: "4+1", lines: 1, eachMinor: 5_000_000, inKind: null }],
  });
  expect(one("34, 27, 19; 8 · 4 + 10").settled?.prizeMinor).toBe(52_800_000_000);
  expect(one("4-8-19-27-50 + 10").settled?.division).toBe(3);
  expect(one("1 2 3 5 6 + 11").settled).toMatchObject({ division: null, won: [] });
  expect(one("4 8 19 27 50 + 10", { systems: false, addOns: ["power-play"] }).settled?.prizeMinor).toBe(10_000_000);
});

test.each([
  ["4 8 19 27 + 10", "wrong-count", { pick: 5, count: 4 }],
  ["4 8 19 27 50 51 + 10", "wrong-count", { pick: 5, count: 6 }],
  ["4 8 19 27 70 + 10", "out-of-range", { number: 70, lowest: 1, highest: 69, bonus: "no" }],
  ["4 8 19 27 50 + 27", "out-of-range", { number: 27, lowest: 1, highest: 26, bonus: "yes" }],
  ["4 8 8 27 50 + 10", "duplicate-number", { number: 8 }],
  ["4 8 19 27 50", "wrong-bonus-count", { pick: 1, count: 0, system: "no" }],
  ["4 8 19 27 50 + 1 2", "wrong-bonus-count", { pick: 1, count: 2, system: "no" }],
  ["4 8 x 27 50 + 10", "unreadable", { text: "x" }],
  ["4 8 -19 27 50 + 10", "unreadable", { text: "-19" }],
  ["4 8 1e3 27 50 + 10", "unreadable", { text: "1e3" }],
  ["4 8 19 27 50 + 10 + 3", "unreadable", { text: "+" }],
  ["4 8 19 27 50 + 10 x3", "no-multiplier", {}],
])("L4 %j cannot be a line, and says why: %s", (typed, reason, params) => {
  expect(one(typed)).toMatchObject({ typed, fault: { reason, params }, settled: null, entry: null });
});

test("L4 a row of more numbers is a system entry where that is wished, and its lines are counted by division", () => {
  const line = one("4 8 19 27 34 50 51 + 10", { systems: true, addOns: [] });
  expect(line.entry?.system).toBe(7);
  expect(line.lines).toBe(21);
  expect(line.priceMinor).toBe(21 * 200);
  expect(line.settled?.won.map(({ division, lines }) => [division, lines])).toEqual([
    [1, 1],
    [3, 10],
    [5, 10],
  ]);
});

test("L4 each row stands for itself, empty ones are passed over, and too many are said", () => {
  const rows = checkRows(powerball, drawn, "4 8 19 27 34 + 10\n\n  \nnonsense\r\n1 2 3 4 5 + 6", plain);
  expect(rows.map(({ fault }) => fault?.reason ?? null)).toEqual([null, "unreadable", null]);
  const many = checkRows(
    powerball,
    drawn,
    Array(MOST_ROWS + 5)
      .fill("1 2 3 4 5 + 6")
      .join("\n"),
    plain,
  );
  expect(many).toHaveLength(MOST_ROWS + 1);
  expect(many.at(-1)?.fault?.reason).toBe("too-many-lines");
});

test("L4 a line without a result says what it costs, and nothing of prizes", () => {
  expect(checkRows(powerball, null, "1 2 3 4 5 + 6", plain)[0]).toMatchObject({
    fault: null,
    priceMinor: 200,
    settled: null,
  });
});

test("L4 what is typed comes to what settlement makes of the same entry, in every game", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...CATALOGUE),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999999, noNaN: true })),
      fc.integer({ min: 0, max: 3 }),
      (game, stream, more) => {
        const rules = game.versions.at(-1)!;
        const below = (n: number) => Math.floor(stream.next().value! * n);
        const system = more === 0 ? null : rules.main.pick + more;
        const entry: Entry = randomEntry(rules, below, { system });
        const main = randomNumbers(rules.main, rules.main.pick, below);
        const bonus =
          rules.bonus.kind === "own-drum"
            ? randomNumbers(rules.bonus, rules.bonus.pick, below)
            : Array.from({ length: 99 }, (_, at) => at + 1)
                .filter((number) => number <= rules.main.highest && !main.includes(number))
                .slice(0, rules.bonus.drawn);
        const outcome: DrawOutcome = { main, bonus, multiplier: null, prizesMinor: new Map() };
        const typed = `${entry.main.join(" ")}${entry.bonus.length > 0 ? ` + ${entry.bonus.join(",")}` : ""}`;
        const [line] = checkRows(rules, outcome, typed, { systems: true, addOns: [] });
        const settled = settleEntry(rules, outcome, entry);
        expect(line!.fault).toBeNull();
        expect(line!.settled).toMatchObject({ division: settled.division, prizeMinor: settled.prizeMinor });
        const counted = Object.fromEntries(line!.settled!.won.map(({ division, lines }) => [division, lines]));
        expect(counted).toEqual(settled.divisions ?? (settled.division === null ? {} : { [settled.division]: 1 }));
      },
    ),
    { numRuns: 300 },
  );
});

test("L4 whatever is typed is answered, row by row", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.boolean(), (text, systems) => {
      for (const line of checkRows(powerball, drawn, text, { systems, addOns: [] })) {
        expect(line.fault === null).toBe(line.entry !== null);
      }
    }),
  );
});

test("L1 what is matched and published is put into words", () => {
  const say = (key: string, fill: Record<string, number>) => `${key} ${JSON.stringify(fill)}`;
  expect(matchWords({ main: 3 }, say)).toBe('match.any {"main":3}');
  expect(matchWords({ main: 3, bonus: 0 }, say)).toBe('match.exact {"main":3,"bonus":0}');
  expect(matchWords({ main: 1, bonus: { atLeast: 2 } }, say)).toBe('match.atLeast {"main":1,"bonus":2}');
  expect(publishedParts({ oneIn: "913129.18" })).toEqual({ figure: 913129.18, digits: 2, lines: 1, isAgainst: false });
  expect(publishedParts({ against: "13.5" })).toMatchObject({ figure: 13.5, digits: 1, isAgainst: true });
  expect(publishedParts({ oneIn: "7.1", lines: 3 })).toMatchObject({ lines: 3 });
  expect(readableOneIn({ ways: 1n, of: 292_201_338n })).toEqual({ text: "292201338", digits: 0 });
  expect(readableOneIn({ ways: 4n, of: 99n })).toEqual({ text: "24.75", digits: 2 });
});

test("L1 time left never says less than is left", () => {
  expect(timeLeftText(2 * 86_400_000 + 5 * 3_600_000, "en")).toBe("2 days 5 hr");
  expect(timeLeftText(3_600_000 + 1, "en")).toBe("1 hr 1 min");
  expect(timeLeftText(59_000, "en")).toBe("1 min");
  expect(timeLeftText(86_400_000, "es")).toBe("1 día");
});
