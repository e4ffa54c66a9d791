import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, findGame, rulesOn } from "@/server/lotteries/catalogue";
import type { GameRules } from "@/server/lotteries/game";
import { countDivisions, PackedLines } from "@/server/lotteries/packed-lines";
import { type Entry, lineCount, randomEntry, randomNumbers } from "@/server/lotteries/selection";
import {
  countSystem,
  type DrawOutcome,
  explainEntry,
  PrizeTooLarge,
  settleEntries,
  settleEntry,
} from "@/server/lotteries/settle";
import { expand, plainDivision } from "./plain";

const versions = CATALOGUE.flatMap((game) =>
  game.versions.map((rules) => [`${game.id} from ${rules.validFrom}`, rules] as const),
);
const rulesOf = (id: string, date: string) => rulesOn(findGame(id)!, date)!;
const line = (main: number[], bonus: number[] = [], more: Partial<Entry> = {}): Entry => ({
  ...{ main, bonus, system: null, addOns: [], multiplier: null },
  ...more,
});
const outcome = (main: number[], bonus: number[], more: Partial<DrawOutcome> = {}): DrawOutcome => ({
  ...{ main, bonus, multiplier: null, prizesMinor: new Map() },
  ...more,
});

/** A generator of numbers below n that can be run again: a failing case shrinks to a seed. */
function seeded(seed: number) {
  let state = seed >>> 0;
  return (n: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

function draw(rules: GameRules, below: (n: number) => number): { main: number[]; bonus: number[] } {
  if (rules.bonus.kind === "own-drum") {
    return {
      main: randomNumbers(rules.main, rules.main.pick, below),
      bonus: randomNumbers(rules.bonus, rules.bonus.pick, below),
    };
  }
  const all = randomNumbers(rules.main, rules.main.pick + rules.bonus.drawn, below);
  const bonus = Array.from({ length: rules.bonus.drawn }, () => all.splice(below(all.length), 1)[0]!);
  return { main: all, bonus };
}

/** Lines near the draw, so that every division comes up and not only the low ones. */
function nearLine(rules: GameRules, drawn: { main: number[]; bonus: number[] }, below: (n: number) => number): Entry {
  const made = randomEntry(rules, below);
  const keep = below(rules.main.pick + 1);
  const main = new Set([...drawn.main].sort(() => below(3) - 1).slice(0, keep));
  if (rules.bonus.kind === "same-drum" && below(2) === 0) for (const number of drawn.bonus) main.add(number);
  const filled = [...new Set([...main].slice(0, rules.main.pick))];
  for (const number of made.main) if (filled.length < rules.main.pick && !filled.includes(number)) filled.push(number);
  for (let number = rules.main.lowest; filled.length < rules.main.pick; number++)
    if (!filled.includes(number)) filled.push(number);
  const bonus = rules.bonus.kind === "own-drum" && below(2) === 0 ? drawn.bonus : made.bonus;
  return { ...made, main: filled, bonus };
}

test.each(versions)("L4 %s: the fast form and the plain one say the same of every line", (_, rules) => {
  const met = new Set<number | null>();
  const compare = (seed: number) => {
    const below = seeded(seed);
    const drawn = draw(rules, below);
    const entries = Array.from({ length: 50 }, () => nearLine(rules, drawn, below));
    const fast = settleEntries(rules, outcome(drawn.main, drawn.bonus), entries).map(({ division }) => division);
    const plain = entries.map((entry) => plainDivision(rules, drawn, entry));
    for (const division of plain) met.add(division);
    expect(fast).toEqual(plain);
    const single = entries.map((entry) => settleEntry(rules, outcome(drawn.main, drawn.bonus), entry).division);
    expect(single).toEqual(plain);
  };
  fc.assert(fc.property(fc.integer(), compare), { numRuns: 40 });
  for (let seed = 0; seed < 200; seed++) compare(seed);
  expect(met.size, "every division came up").toBe(rules.divisions.length + 1);
});

test.each(versions)("L4 %s: a system entry wins what all of its lines win", (_, rules) => {
  const drum = rules.main.highest - rules.main.lowest + 1;
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 3 }),
      (seed, more, moreBonus) => {
        const below = seeded(seed);
        const drawn = draw(rules, below);
        const near = nearLine(rules, drawn, below);
        const system = Math.min(drum, rules.main.pick + more);
        const main = [...new Set([...near.main, ...randomNumbers(rules.main, drum, below)])].slice(0, system);
        const all =
          rules.bonus.kind === "own-drum"
            ? randomNumbers(rules.bonus, rules.bonus.highest - rules.bonus.lowest + 1, below)
            : [];
        const bonus = [...new Set([...near.bonus, ...all])].slice(
          0,
          near.bonus.length === 0 ? 0 : near.bonus.length + moreBonus,
        );
        const entry = { ...near, main, bonus, system };
        const written = expand(rules, entry);
        expect(lineCount(rules, entry)).toBe(written.length);
        const counts = new Map<number, number>();
        for (const one of written) {
          const division = plainDivision(rules, drawn, one);
          if (division !== null) counts.set(division, (counts.get(division) ?? 0) + 1);
        }
        expect([...countSystem(rules, drawn, entry)]).toEqual([...counts].sort(([a], [b]) => a - b));
      },
    ),
    { numRuns: 40 },
  );
});

describe("L4 prizes", () => {
  const powerball = rulesOf("us-powerball", "2016-01-13");
  const drawn = { main: [4, 8, 19, 27, 34], bonus: [10] };
  const settle = (entry: Entry, more: Partial<DrawOutcome> = {}) =>
    settleEntries(powerball, outcome(drawn.main, drawn.bonus, more), [entry])[0];

  test("L4 fixed prizes are the rules' own; a jackpot's comes with the draw or is not known", () => {
    expect(settle(line([4, 8, 19, 27, 50], [10]))).toEqual({ division: 3, prizeMinor: 5_000_000 });
    expect(settle(line([4, 8, 19, 27, 34], [10]))).toEqual({ division: 1, prizeMinor: null });
    const prizesMinor = new Map([[1, 52_800_000_000]]);
    expect(settle(line([4, 8, 19, 27, 34], [10]), { prizesMinor })).toEqual({
      division: 1,
      prizeMinor: 52_800_000_000,
    });
    expect(settle(line([1, 2, 3, 5, 6], [11]))).toEqual({ division: null, prizeMinor: null });
  });

  test("L4 Power Play multiplies all but the jackpot, and division 2 pays two million whatever was drawn", () => {
    const addOns = ["power-play"];
    const prizesMinor = new Map([[1, 100]]);
    const at = (main: number[], bonus: number[], multiplier: number | null) =>
      settle(line(main, bonus, { addOns }), { multiplier, prizesMinor })?.prizeMinor;
    expect(at([4, 8, 19, 27, 50], [10], 2)).toBe(10_000_000);
    expect(at([4, 8, 19, 27, 50], [10], 10)).toBe(50_000_000);
    expect(at([4, 8, 19, 27, 34], [11], 5)).toBe(200_000_000);
    expect(at([4, 8, 19, 27, 34], [11], null)).toBe(200_000_000);
    expect(at([4, 8, 19, 27, 34], [10], 5)).toBe(100);
    expect(at([1, 2, 3, 5, 6], [10], 3)).toBe(1200);
    // With the add-on but without what was drawn, nobody knows the prize.
    expect(at([1, 2, 3, 5, 6], [10], null)).toBeNull();
    expect(settle(line([1, 2, 3, 5, 6], [10], { addOns: ["double-play"] }), { multiplier: 3 })?.prizeMinor).toBe(400);
  });

  test("L4 Mega Millions multiplies by what is printed on each line since April 2025, and by the Megaplier before", () => {
    const now = rulesOf("us-megamillions-2025", "2025-06-03");
    const then = rulesOf("us-megamillions-2025", "2025-04-04");
    const at = (rules: GameRules, entry: Entry, multiplier: number | null = null) =>
      settleEntries(rules, outcome([4, 8, 19, 27, 34], [10], { multiplier }), [entry])[0]?.prizeMinor;
    const five = [4, 8, 19, 27, 34];
    expect(at(now, line(five, [11], { multiplier: 10 }))).toBe(1_000_000_000);
    expect(at(now, line([1, 2, 3, 5, 6], [10], { multiplier: 2 }))).toBe(1_000);
    expect(at(now, line([1, 2, 3, 5, 6], [10]))).toBeNull();
    expect(at(now, line(five, [10], { multiplier: 10 }))).toBeNull();
    expect(at(then, line([1, 2, 3, 5, 6], [10], { addOns: ["megaplier"] }), 3)).toBe(600);
    expect(at(then, line([1, 2, 3, 5, 6], [10]), 3)).toBe(200);
  });

  test("L4 a prize that is not money has no amount, until the lottery gives one", () => {
    const lotto = rulesOf("uk-lotto", "2024-08-03");
    const two = line([6, 19, 1, 2, 3, 4]);
    const draws = outcome([6, 19, 20, 26, 28, 45], [7]);
    expect(explainEntry(lotto, draws, two)).toMatchObject({ division: 6, prizeMinor: null, inKind: "Lucky Dip" });
    const rolled = { ...draws, prizesMinor: new Map([[6, 500]]) };
    expect(explainEntry(lotto, rolled, two)).toMatchObject({ division: 6, prizeMinor: 500, inKind: null });
  });

  test("L4 of a system entry the money is counted, and free lines beside it take nothing away", () => {
    const lotto = rulesOf("uk-lotto", "2024-07-10");
    const draws = outcome([1, 2, 3, 40, 41, 42], [43]);
    const entry = line([1, 2, 3, 4, 5, 6, 7], [], { system: 7 });
    // Four lines hold all three, three lines two of them.
    expect(settleEntry(lotto, draws, entry)).toEqual({ division: 5, prizeMinor: 12_000, divisions: { 5: 4, 6: 3 } });
    const two = line([1, 2, 50, 51, 52, 53, 54], [], { system: 7 });
    expect(settleEntry(lotto, draws, two)).toEqual({ division: 6, prizeMinor: null, divisions: { 6: 5 } });
  });

  test("L4 a roll-down's amounts come before those of the rules", () => {
    const lotto = rulesOf("uk-lotto", "2024-08-03");
    const draws = outcome([6, 19, 20, 26, 28, 45], [7], { prizesMinor: new Map([[5, 6_200]]) });
    expect(settleEntries(lotto, draws, [line([6, 19, 20, 1, 2, 3])])[0]).toEqual({ division: 5, prizeMinor: 6_200 });
  });

  test("L4 a system entry wins the sum, or a sum that is not known where one part is not", () => {
    const entry = line([4, 8, 19, 27, 34, 35], [10], { system: 6 });
    expect(settle(entry)).toEqual({ division: 1, prizeMinor: null, divisions: { 1: 1, 3: 5 } });
    expect(settle(entry, { prizesMinor: new Map([[1, 7]]) })).toEqual({
      ...{ division: 1, prizeMinor: 7 + 5 * 5_000_000, divisions: { 1: 1, 3: 5 } },
    });
    const huge = new Map([
      [1, 1],
      [3, Number.MAX_SAFE_INTEGER],
    ]);
    expect(() => settle(entry, { prizesMinor: huge })).toThrow(PrizeTooLarge);
  });
});

test("L4 each line says which of its numbers matched", () => {
  const oz = rulesOf("au-ozlotto", "2022-05-17");
  const explained = explainEntry(oz, outcome([1, 2, 3, 4, 5, 6, 7], [8, 9, 10]), line([1, 2, 3, 9, 20, 21, 22]));
  expect(explained).toMatchObject({ division: 7, label: "3+1s", matchedMain: [1, 2, 3], matchedBonus: [9] });
  const euro = rulesOf("euromillions", "2023-03-10");
  const four = explainEntry(euro, outcome([9, 16, 37, 38, 48], [2, 7]), line([9, 16, 37, 1, 2], [7, 2]));
  expect(four).toMatchObject({ division: 6, label: "3+2", matchedMain: [9, 16, 37], matchedBonus: [7, 2] });
});

test("L4 the published worked examples of system entries", () => {
  const old = rulesOf("au-tattslotto", "2019-01-05");
  const seven = line([1, 2, 3, 4, 5, 6, 7], [], { system: 7 });
  const wins = (rules: GameRules, entry: Entry, main: number[], bonus: number[]) =>
    Object.fromEntries(countSystem(rules, { main, bonus }, entry));
  expect(wins(old, seven, [1, 2, 3, 10, 11, 12], [6, 7])).toEqual({ 5: 4, 6: 3 });
  const ten = line([1, 2, 3, 4, 20, 30, 31, 32, 33, 34], [], { system: 10 });
  expect(wins(old, ten, [1, 2, 3, 4, 10, 11], [20, 21])).toEqual({ 4: 15, 5: 40 });
  expect(wins(rulesOf("au-tattslotto", "2023-01-07"), ten, [1, 2, 3, 4, 10, 11], [20, 21])).toEqual({
    4: 15,
    5: 40,
    6: 40,
  });
});

test("L4 a System 20 is counted without making its 38,760 lines, and all 20 Powerballs are 20 games", () => {
  const tatts = rulesOf("au-tattslotto", "2023-01-07");
  const twenty = line(
    Array.from({ length: 20 }, (_, at) => at + 1),
    [],
    { system: 20 },
  );
  expect(lineCount(tatts, twenty)).toBe(38_760);
  const before = performance.now();
  for (let at = 0; at < 1000; at++) countSystem(tatts, { main: [1, 2, 3, 4, 5, 6], bonus: [7, 8] }, twenty);
  expect((performance.now() - before) / 1000).toBeLessThan(5); // milliseconds each; making the lines takes tens
  const powerball = rulesOf("au-powerball", "2023-07-06");
  const hit = line(
    [1, 2, 3, 4, 5, 6, 7],
    Array.from({ length: 20 }, (_, at) => at + 1),
    { system: 7 },
  );
  expect(lineCount(powerball, hit)).toBe(20);
  expect(Object.fromEntries(countSystem(powerball, { main: [1, 2, 3, 4, 5, 6, 7], bonus: [9] }, hit))).toEqual({
    1: 1,
    2: 19,
  });
});

test("P12 a hundred thousand packed lines come to what they come to one by one", () => {
  for (const [id, date] of [
    ["ca-649", "2024-01-03"],
    ["us-powerball", "2024-01-03"],
  ] as const) {
    const rules = rulesOf(id, date);
    const below = seeded(7);
    const drawn = draw(rules, below);
    const packed = new PackedLines(rules, 100_000);
    const wanted = new Float64Array(256);
    for (let at = 0; at < packed.capacity; at++) {
      const entry = at % 10 === 0 ? nearLine(rules, drawn, below) : randomEntry(rules, below);
      packed.put(at, entry.main, entry.bonus);
      wanted[plainDivision(rules, drawn, entry) ?? 0]! += 1;
    }
    expect(countDivisions(packed.divisions(drawn))).toEqual(wanted);
    expect(packed.divisions(drawn, 10).length).toBe(10);
    expect(() => packed.divisions(drawn, 100_001)).toThrow(RangeError);
    expect(new PackedLines(rules, 0).divisions(drawn)).toEqual(new Uint8Array());
  }
});

const UK = "../shared/data/lottery/uk-lotto-prizes-sample.json";
test.runIf(existsSync(UK))("L4 what the operator paid in real draws is what the rules say", () => {
  const rows = JSON.parse(readFileSync(UK, "utf8")) as Array<{
    drawDate: string;
    nextEstimatedJackpotRollDown: string;
    tiers: Array<{ level: number; winners: number; totalWinValueGBP: string; prizeType: string }>;
  }>;
  let compared = 0;
  for (const { drawDate, tiers } of rows) {
    if (tiers.length < 6) continue; // rolled down
    const rules = rulesOf("uk-lotto", drawDate);
    for (const { level, winners, totalWinValueGBP, prizeType } of tiers) {
      const { prize } = rules.divisions[level - 1]!;
      if (winners === 0 || prizeType !== "CASH" || prize.kind !== "fixed") continue;
      expect(prize.amountMinor * winners).toBe(Math.round(Number(totalWinValueGBP) * 100));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(20);
});
