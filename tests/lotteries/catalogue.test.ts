import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOGUE, findGame, rulesOn } from "@/server/lotteries/catalogue";
import { bonusDrawn, divisionTable } from "@/server/lotteries/division-table";
import { drawOn, nextDate, openDraws, weekdayOf, zonedInstant } from "@/server/lotteries/draw-calendar";
import type { GameRules, PublishedOdds } from "@/server/lotteries/game";
import { anyPrize, type Chance, oddsOf, oneIn } from "@/server/lotteries/odds";

const IDS = [
  "us-powerball",
  "us-megamillions-2025",
  "uk-lotto",
  "euromillions",
  "eurojackpot",
  "au-tattslotto",
  "au-ozlotto",
  "au-powerball",
  "ca-649",
  "ca-lottomax-7of50",
  "ie-lotto",
  "de-6aus49",
];
const every = CATALOGUE.flatMap((game) => game.versions.map((rules) => ({ game, rules })));
const named = every.map(({ game, rules }) => [`${game.id} from ${rules.validFrom}`, rules] as const);

test("L1 the catalogue has its twelve games, and finds no other", () => {
  expect(CATALOGUE.map(({ id }) => id)).toEqual(IDS);
  expect(IDS.map((id) => findGame(id)?.id)).toEqual(IDS);
  expect(findGame("us-poverball")).toBeNull();
  expect(findGame("constructor")).toBeNull();
});

/** A lottery prints whole or shortened figures, some rounded, some cut, some raised; all three are the same odds. */
function agrees(chance: Chance, published: PublishedOdds): boolean {
  const text = "oneIn" in published ? published.oneIn : published.against;
  const digits = text.split(".")[1]?.length ?? 0;
  const lines = "oneIn" in published ? BigInt(published.lines ?? 1) : 1n;
  const scale = 10n ** BigInt(digits);
  const printed = BigInt(text.replace(".", ""));
  const below = chance.ways * lines;
  const above = (chance.of - ("against" in published ? chance.ways : 0n)) * scale;
  return printed * below > above - below && printed * below < above + below;
}

test.each(named)("L1 %s: the computed odds are the published ones", (_, rules) => {
  const odds = oddsOf(rules);
  for (const { division, published } of rules.divisions) {
    if (published) expect([division, agrees(odds.get(division)!, published)]).toEqual([division, true]);
  }
  let sum = 0n;
  const common = [...odds.values()].reduce((product, { of }) => product * of, 1n);
  for (const { ways, of } of odds.values()) sum += (ways * common) / of;
  expect(sum).toBe(common);
});

test("L1 a wrong figure would be seen: one number more in the drum agrees with nothing printed", () => {
  const rules = findGame("us-powerball")!.versions.at(-1)!;
  const wrong: GameRules = { ...rules, main: { ...rules.main, highest: 70 } };
  const odds = oddsOf(wrong);
  expect(rules.divisions.filter(({ division, published }) => agrees(odds.get(division)!, published!))).toEqual([]);
});

test("L1 the chance of any prize is the published one", () => {
  const any = (id: string, date: string, digits: number) => oneIn(anyPrize(rulesOn(findGame(id)!, date)!), digits);
  expect(any("us-powerball", "2024-01-03", 2)).toBe("24.87");
  expect(any("us-megamillions-2025", "2025-06-03", 0)).toBe("23");
  expect(any("us-megamillions-2025", "2024-01-02", 0)).toBe("24");
  expect(any("uk-lotto", "2024-07-10", 1)).toBe("9.2");
  expect(any("au-tattslotto", "2020-10-03", 0)).toBe("85");
  expect(any("au-tattslotto", "2020-10-10", 0)).toBe("42");
  expect(any("au-ozlotto", "2016-01-05", 1)).toBe("54.5");
  expect(any("au-powerball", "2023-07-06", 0)).toBe("44");
  expect(any("ie-lotto", "2024-01-03", 0)).toBe("29");
  expect(any("de-6aus49", "2024-01-03", 1)).toBe("31.4");
});

const FILE = "../shared/data/lottery/game-definitions.json";
test.runIf(existsSync(FILE))("L1 the odds are, as fractions, those of the compiled reference", () => {
  const { games } = JSON.parse(readFileSync(FILE, "utf8")) as {
    games: Array<{ id: string; divisions: Array<{ division: number; computedExact: string }> }>;
  };
  const plain = (text: string) => {
    const [ways, of] = text.split("/").map(BigInt);
    return { ways: ways!, of: of! };
  };
  for (const { id, divisions } of games) {
    const odds = oddsOf(findGame(id)!.versions.at(-1)!);
    for (const { division, computedExact } of divisions) {
      const wanted = plain(computedExact);
      const { ways, of } = odds.get(division)!;
      expect([id, division, ways * wanted.of]).toEqual([id, division, wanted.ways * of]);
    }
  }
});

describe("L1 a draw is judged by the rules of its date", () => {
  const range = (id: string, date: string) => {
    const rules = rulesOn(findGame(id)!, date);
    return rules && [rules.main.highest, rules.bonus.kind === "own-drum" ? rules.bonus.highest : rules.bonus.drawn];
  };
  test("L1 Mega Millions changes on 8 April 2025", () => {
    expect(range("us-megamillions-2025", "2025-04-04")).toEqual([70, 25]);
    expect(range("us-megamillions-2025", "2025-04-07")).toEqual([70, 25]);
    expect(range("us-megamillions-2025", "2025-04-08")).toEqual([70, 24]);
    expect(range("us-megamillions-2025", "2017-10-30")).toBeNull();
  });
  test("L1 Oz Lotto has 47 numbers and three supplementary ones since May 2022", () => {
    expect(range("au-ozlotto", "2022-05-10")).toEqual([45, 2]);
    expect(range("au-ozlotto", "2022-05-17")).toEqual([47, 3]);
  });
  test("L1 TattsLotto asks something else for division 6 since October 2020", () => {
    const six = (date: string) => rulesOn(findGame("au-tattslotto")!, date)!.divisions.at(-1)!.match;
    expect(six("2020-10-03")).toEqual([
      { main: 2, bonus: 2 },
      { main: 1, bonus: 2 },
    ]);
    expect(six("2020-10-10")).toEqual([{ main: 3, bonus: 0 }]);
  });
  test("L1 where the rules are not known, none are made up", () => {
    expect(range("ca-lottomax-7of50", "2026-04-10")).toEqual([50, 1]);
    expect(range("ca-lottomax-7of50", "2026-04-14")).toBeNull();
    expect(range("us-powerball", "2015-10-03")).toBeNull();
    expect(range("us-powerball", "2026-02-30")).toBeNull();
  });
});

test.each(named)("L1 %s: the data are whole", (_, rules) => {
  const numbers = rules.divisions.map(({ division }) => division);
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  const { cells } = divisionTable(rules);
  for (const division of numbers) expect(cells.includes(division), `division ${division} can be won`).toBe(true);
  for (const { match } of rules.divisions) {
    for (const { main, bonus } of match) {
      expect(main).toBeLessThanOrEqual(rules.main.pick);
      expect(typeof bonus === "object" ? bonus.atLeast : (bonus ?? 0)).toBeLessThanOrEqual(bonusDrawn(rules));
    }
  }
  expect(rules.price.minimumLines % rules.price.linesPerPlay).toBe(0);
  expect(rules.schedule.days.length).toBeGreaterThan(0);
});

test("L1 the versions of a game follow each other without gap or overlap", () => {
  for (const { versions } of CATALOGUE) {
    versions.slice(1).forEach((rules, at) => {
      expect(nextDate(versions[at]!.validTo!)).toBe(rules.validFrom);
    });
  }
});

describe("L1 draw days and closing times", () => {
  test("L1 summer time moves the instant and not the clock", () => {
    const closes = (id: string, date: string) => drawOn(findGame(id)!, date)?.closesAt.toISOString();
    expect(closes("uk-lotto", "2026-03-28")).toBe("2026-03-28T19:30:00.000Z");
    expect(closes("uk-lotto", "2026-04-01")).toBe("2026-04-01T18:30:00.000Z");
    expect(closes("us-powerball", "2026-10-31")).toBe("2026-11-01T01:00:00.000Z");
    expect(closes("us-powerball", "2026-11-02")).toBe("2026-11-03T02:00:00.000Z");
    // Brisbane keeps one time all year, whatever Melbourne does.
    expect(closes("au-tattslotto", "2026-01-10")).toBe("2026-01-10T09:25:00.000Z");
    expect(closes("au-tattslotto", "2026-07-11")).toBe("2026-07-11T09:25:00.000Z");
    // Drawn by the clock of Paris, sold by that of London.
    expect(drawOn(findGame("euromillions")!, "2026-07-03")).toMatchObject({
      drawAt: new Date("2026-07-03T19:00:00Z"),
      closesAt: new Date("2026-07-03T18:30:00Z"),
    });
  });
  test("L1 a weekday without a draw has none, and Mondays came to Powerball in August 2021", () => {
    expect(drawOn(findGame("us-powerball")!, "2021-08-16")).toBeNull();
    expect(drawOn(findGame("us-powerball")!, "2021-08-23")?.date).toBe("2021-08-23");
    expect(drawOn(findGame("eurojackpot")!, "2026-11-21")).toBeNull();
  });
  test("L1 the next draws are those whose sales are still open", () => {
    const dates = (now: string) => openDraws(findGame("de-6aus49")!, new Date(now), 3).map(({ date }) => date);
    expect(dates("2026-11-21T17:54:59Z")).toEqual(["2026-11-21", "2026-11-25", "2026-11-28"]);
    expect(dates("2026-11-21T17:55:00Z")).toEqual(["2026-11-25", "2026-11-28", "2026-12-02"]);
    expect(openDraws(findGame("ca-lottomax-7of50")!, new Date("2026-11-21T00:00:00Z"), 3)).toEqual([]);
  });
  test("L1 the instant of a local time shows that time on the clocks there, except where the clocks pass it over", () => {
    const clock = (at: Date, timeZone: string) =>
      new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(at);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3652 }),
        fc.integer({ min: 3 * 60, max: 1439 }), // clocks change before three
        fc.constantFrom("America/New_York", "Europe/London", "Europe/Berlin", "Australia/Brisbane", "America/Toronto"),
        (day, minute, zone) => {
          const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);
          const time = `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
          expect(clock(zonedInstant(date, time, zone), zone)).toBe(`${date} ${time}`);
        },
      ),
    );
    expect(zonedInstant("2026-03-08", "02:30", "America/New_York").toISOString()).toBe("2026-03-08T07:30:00.000Z");
    expect(zonedInstant("2026-11-01", "01:30", "America/New_York").toISOString()).toBe("2026-11-01T05:30:00.000Z");
    expect(weekdayOf("2016-01-13")).toBe("Wed");
  });
});
