import { randomInt } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, findGame, rulesOn } from "@/server/lotteries/catalogue";
import {
  isFault,
  lineCount,
  priceMinor,
  randomEntry,
  randomLines,
  randomNumbers,
  readEntry,
  ticketFault,
} from "@/server/lotteries/selection";

const rulesOf = (id: string, date = "2026-01-07") => rulesOn(findGame(id)!, date)!;
const versions = CATALOGUE.flatMap((game) =>
  game.versions.map((rules) => [`${game.id} from ${rules.validFrom}`, rules] as const),
);

test.each(versions)("L3 %s: what is drawn at random is a line, or a system entry, of the game", (_, rules) => {
  for (let at = 0; at < 200; at++) {
    expect(isFault(readEntry(rules, randomEntry(rules, randomInt)))).toBe(false);
    const system = rules.main.pick + 1 + (at % 5);
    const entry = readEntry(rules, randomEntry(rules, randomInt, { system }));
    expect(isFault(entry) ? entry : lineCount(rules, entry)).toBeGreaterThan(rules.main.pick);
  }
});

test("L3 every set of numbers is as likely as every other: counted over all ways that chance can go", () => {
  // Below n every outcome is tried, so this counts and does not sample. Drums of 3 to 6, all picks.
  for (let drum = 3; drum <= 6; drum++) {
    for (let pick = 1; pick <= drum; pick++) {
      const times = new Map<string, number>();
      const walk = (chosen: number[]): void => {
        const asked: number[] = [];
        let at = 0;
        let open: number | null = null;
        const drawn = randomNumbers({ pick, lowest: 10, highest: 9 + drum }, pick, (n) => {
          asked.push(n);
          const value = chosen[at++];
          if (value === undefined && open === null) open = n;
          return value ?? 0;
        });
        if (open === null) {
          const key = drawn.join();
          times.set(key, (times.get(key) ?? 0) + 1);
        } else for (let next = 0; next < open; next++) walk([...chosen, next]);
      };
      walk([]);
      const counts = [...times.values()];
      expect(new Set(counts).size).toBe(1);
      expect(times.size).toBe([...Array(pick).keys()].reduce((ways, one) => (ways * (drum - one)) / (one + 1), 1));
    }
  }
});

describe("L3 many lines", () => {
  test("L3 random lines differ from each other, and share what a ticket shares", () => {
    const powerball = rulesOf("us-powerball");
    const lines = randomLines(powerball, 500, randomInt, ["power-play"]);
    expect(new Set(lines.map(({ main, bonus }) => `${main}|${bonus}`)).size).toBe(500);
    expect(lines.every(({ addOns }) => addOns.join() === "power-play")).toBe(true);
    const german = randomLines(rulesOf("de-6aus49"), 12, randomInt);
    expect(new Set(german.map(({ bonus }) => bonus.join())).size).toBe(1);
    expect(ticketFault(rulesOf("de-6aus49"), german)).toBeNull();
  });
  test("L3 all lines of a small drum are found, and one more is refused", () => {
    const tiny = { ...rulesOf("ca-649"), main: { pick: 2, lowest: 1, highest: 5 } };
    expect(randomLines(tiny, 10, randomInt).length).toBe(10);
    expect(() => randomLines(tiny, 11, randomInt)).toThrow(RangeError);
    expect(() => randomLines(tiny, 0, randomInt)).toThrow(RangeError);
    expect(() => randomNumbers(tiny.main, 6, randomInt)).toThrow(RangeError);
  });
});

describe("L3 what entries cost", () => {
  const entry = (id: string, over: Record<string, unknown>) => {
    const read = readEntry(rulesOf(id), over);
    if (isFault(read)) throw new Error(read.text);
    return read;
  };
  test("L3 a system entry costs what its lines cost, add-ons are paid for each line", () => {
    const eight = entry("au-tattslotto", { system: 8, main: [1, 2, 3, 4, 5, 6, 7, 8] });
    expect(lineCount(rulesOf("au-tattslotto"), eight)).toBe(28);
    expect(priceMinor(rulesOf("au-tattslotto"), [eight])).toBe(28 * 145);
    const system = entry("us-powerball", {
      system: 6,
      main: [1, 2, 3, 4, 5, 6],
      bonus: [1, 2],
      addOns: ["power-play"],
    });
    expect(lineCount(rulesOf("us-powerball"), system)).toBe(12);
    expect(priceMinor(rulesOf("us-powerball"), [system])).toBe(12 * 300);
    const stars = entry("euromillions", { system: 6, main: [1, 2, 3, 4, 5, 6], bonus: [1, 2, 3] });
    expect(lineCount(rulesOf("euromillions"), stars)).toBe(18);
  });
  test("L3 Lotto Max is sold three lines at a time, Irish Lotto from two lines on", () => {
    const max = rulesOf("ca-lottomax-7of50");
    const line = (first: number) => entry("ca-lottomax-7of50", { main: [first, 10, 11, 12, 13, 14, 15] });
    expect(ticketFault(max, [line(1), line(2), line(3)])).toBeNull();
    expect(priceMinor(max, [line(1), line(2), line(3)])).toBe(500);
    expect(ticketFault(max, [line(1), line(2)])?.reason).toBe("too-few-lines");
    expect(ticketFault(max, [line(1), line(2), line(3), line(4)])?.reason).toBe("no-whole-play");
    const irish = entry("ie-lotto", { main: [1, 2, 3, 4, 5, 6] });
    expect(ticketFault(rulesOf("ie-lotto"), [irish])?.reason).toBe("too-few-lines");
    expect(ticketFault(rulesOf("ie-lotto"), [irish, irish])).toBeNull();
  });
});

test("L3 a line is read the same whether it was chosen by hand or comes back from where it was kept", () => {
  const rules = rulesOf("us-powerball");
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        [...Array(69).keys()].map((at) => at + 1),
        { minLength: 5, maxLength: 5 },
      ),
      fc.integer({ min: 1, max: 26 }),
      (main, bonus) => {
        const entry = readEntry(rules, { main, bonus: [bonus] });
        expect(readEntry(rules, JSON.parse(JSON.stringify(entry)))).toEqual(entry);
      },
    ),
  );
});
