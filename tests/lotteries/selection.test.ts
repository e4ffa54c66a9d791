import { randomInt } from "node:crypto";
import { PassThrough, Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lottery } from "@/cli/lottery";
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

describe("L3 the command that picks", () => {
  async function run(...argv: string[]) {
    const [output, error] = [new PassThrough(), new PassThrough()];
    const code = await lottery(["pick", ...argv], { input: Readable.from([]), output, error });
    output.end();
    error.end();
    let text = "";
    for await (const chunk of output) text += chunk;
    return { code, text };
  }

  test("L3 picks what can be bought, with its price", async () => {
    const { code, text } = await run(
      "us-powerball",
      "--date",
      "2026-11-21",
      "--lines",
      "3",
      "--add-on",
      "power-play",
      "--json",
    );
    expect(code).toBe(0);
    const picked = JSON.parse(text) as { entries: unknown[] };
    expect(picked).toMatchObject({
      game: "us-powerball",
      date: "2026-11-21",
      lineCount: 3,
      priceMinor: 900,
      currency: "USD",
    });
    expect(picked.entries.every((entry) => !isFault(readEntry(rulesOf("us-powerball"), entry)))).toBe(true);
    const eight = JSON.parse((await run("au-tattslotto", "--date", "2026-11-21", "--system", "8", "--json")).text);
    expect(eight).toMatchObject({ lineCount: 28, entries: [{ system: 8 }] });
    expect((await run("ie-lotto")).text).toMatch(/^Irish Lotto, \d{4}-\d\d-\d\d: 2 lines, €4, sold until/);
  });

  test("L3 says what cannot be", async () => {
    expect((await run("us-powerball", "--date", "2026-11-22", "--json")).text).toContain("has no draw on 2026-11-22");
    expect((await run("us-powerball", "--date", "2026-11-21", "--add-on", "x", "--json")).text).toContain("no add-on");
    expect((await run("ca-lottomax-7of50", "--json")).code).toBe(1);
    expect((await run("au-tattslotto", "--system", "60", "--json")).code).toBe(1);
    expect((await run("ca-lottomax-7of50", "--date", "2026-04-10", "--lines", "4", "--json")).text).toContain(
      "3 at a time",
    );
    for (const argv of [
      [],
      ["nothing"],
      ["uk-lotto", "--lines", "0"],
      ["uk-lotto", "--lines", "2", "--system", "7"],
      ["uk-lotto", "more"],
    ]) {
      expect((await run(...argv)).code).toBe(2);
    }
  });
});
