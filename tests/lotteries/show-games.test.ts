import { afterAll, beforeAll, expect, test } from "vitest";
import { fixedClock } from "@/server/kernel/clock";
import { CATALOGUE } from "@/server/lotteries/catalogue";
import { checkLines } from "@/server/lotteries/check-lines";
import type { DrawNews, DrawResult } from "@/server/lotteries/ports";
import { recordNews } from "@/server/lotteries/record-news";
import { showGame, showGames } from "@/server/lotteries/show-games";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";

let fresh: FreshDatabase;
/** A Friday; Powerball is drawn on Saturday, which is 2026-11-22T03:59Z. */
const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const deps = () => ({ db: fresh.db, clock, followers: [] });
const result = (date: string, over: Partial<DrawResult> = {}): DrawNews => ({
  ...{ kind: "result" as const, game: "us-powerball", date, revision: 1, main: [4, 8, 19, 27, 34], bonus: [10] },
  ...{ multiplier: 2, prizesMinor: {}, winners: {}, publishedAt: null },
  ...over,
});

test("L1 every game of the catalogue is shown, with the rules of today and its next draw", async () => {
  const shown = await showGames(deps());
  expect(shown.map(({ game }) => game.id)).toEqual(CATALOGUE.map(({ id }) => id));
  const powerball = shown.find(({ game }) => game.id === "us-powerball")!;
  expect(powerball.next).toMatchObject([{ date: "2026-11-21", postponed: false }]);
  expect(powerball.next[0]!.drawAt?.toISOString()).toBe("2026-11-22T03:59:00.000Z");
  const mega = shown.find(({ game }) => game.id === "us-megamillions-2025")!;
  expect(mega.rules.price.perPlayMinor).toBe(500);
  expect(mega.game.versions.map(({ validFrom }) => validFrom)).toContain("2025-04-08");
  // Its rules end before today: no draw is guessed.
  const max = shown.find(({ game }) => game.id === "ca-lottomax-7of50")!;
  expect(max).toMatchObject({ isCurrent: false, next: [] });
});

test("L1 results stand by draw, the newest first, a correction in place of what it corrects, page by page", async () => {
  const dates = ["2026-11-18", "2026-11-16", "2026-11-14", "2026-11-11", "2026-11-09", "2026-11-07"];
  const more = ["2026-11-04", "2026-11-02", "2026-10-31", "2026-10-28", "2026-10-26", "2026-10-24"];
  await recordNews(
    deps(),
    "first",
    [...dates, ...more].map((date) => result(date)),
  );
  await recordNews(deps(), "first", [result("2026-11-16", { revision: 2, main: [1, 2, 3, 4, 5] })]);
  clock.advanceSeconds(60);
  await recordNews(deps(), "second", [result("2026-11-14", { bonus: [11], winners: { 1: 0 } })]);
  const first = await showGame(deps(), "us-powerball");
  expect(first.drawn).toBe(12);
  expect(first.results.map(({ date }) => date)).toEqual([...dates, ...more].slice(0, 10));
  expect(first.results[1]).toMatchObject({ revision: 2, main: [1, 2, 3, 4, 5] });
  expect(first.results[2]).toMatchObject({ source: "second", bonus: [11], winners: { 1: 0 } });
  const second = await showGame(deps(), "us-powerball", 2);
  expect(second.results.map(({ date }) => date)).toEqual(["2026-10-26", "2026-10-24"]);
  expect((await showGame(deps(), "us-powerball", 9)).results).toEqual([]);
  await expect(showGame(deps(), "no-such-game")).rejects.toMatchObject({ code: "lotteryGameUnknown", status: 404 });
});

test("L1 a draw that was put off shows its new times, and one already past its planned closing comes back", async () => {
  const news = (date: string, drawAt: string): DrawNews => ({
    ...{ kind: "postponed", game: "eurojackpot", date, revision: 1 },
    ...{ drawAt: new Date(drawAt), closesAt: new Date(Date.parse(drawAt) - 3_600_000) },
  });
  await recordNews(deps(), "first", [news("2026-11-17", "2026-11-21T19:00:00Z")]);
  const { next } = await showGame(deps(), "eurojackpot");
  expect(next[0]).toMatchObject({ date: "2026-11-20", postponed: false });
  expect(next[1]).toMatchObject({ date: "2026-11-17", postponed: true });
  expect(next[1]!.closesAt.toISOString()).toBe("2026-11-21T18:00:00.000Z");
});

test("L4 typed lines are judged by the rules and the result of their date", async () => {
  await recordNews(deps(), "first", [result("2016-01-13", { prizesMinor: { 1: 52_800_000_000 } })]);
  const check = (over: Partial<{ date: string; lines: string; systems: boolean; addOns: string[] }>) =>
    checkLines(deps(), "us-powerball", {
      date: "2016-01-13",
      lines: "4 8 19 27 34 + 10",
      systems: false,
      addOns: [],
      ...over,
    });
  expect(await check({})).toMatchObject({
    fault: null,
    lines: [{ settled: { division: 1, prizeMinor: 52_800_000_000 } }],
  });
  expect(await check({ lines: "4 8 19 27 50 + 10", addOns: ["power-play", "of-other-years"] })).toMatchObject({
    lines: [{ fault: null, settled: { prizeMinor: 10_000_000 } }],
  });
  expect(await check({ date: "2016-02-30" })).toMatchObject({ fault: "no-date", lines: [] });
  expect(await check({ date: "" })).toMatchObject({ fault: "no-date" });
  expect(await check({ date: "2001-01-03" })).toMatchObject({ fault: "no-rules" });
  expect(await check({ date: "2016-01-14" })).toMatchObject({ fault: "no-draw" });
  expect(await check({ lines: " \n" })).toMatchObject({ fault: "no-lines" });
  const open = await check({ date: "2026-11-21" });
  expect(open).toMatchObject({ fault: null, draw: { result: null }, lines: [{ fault: null, settled: null }] });
  // Mega Millions before and after April 2025: the same line, two drums.
  const mega = (date: string) =>
    checkLines(deps(), "us-megamillions-2025", { date, lines: "1 2 3 4 5 + 25", systems: false, addOns: [] });
  expect((await mega("2025-04-04")).lines[0]!.fault).toBeNull();
  expect((await mega("2025-04-08")).lines[0]!.fault?.reason).toBe("out-of-range");
});
