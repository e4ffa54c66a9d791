import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lottery } from "@/cli/lottery";
import { fixedClock } from "@/server/kernel/clock";
import { readResultsFile } from "@/server/lotteries/adapters/published-results";
import { checkResults, importResults } from "@/server/lotteries/import-results";
import type { ResultsFile } from "@/server/lotteries/ports";
import { recordNews } from "@/server/lotteries/record-news";
import { findResultsOfDraw } from "@/server/lotteries/store";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";

let fresh: FreshDatabase;
const told: unknown[] = [];
const deps = () => ({
  db: fresh.db,
  clock: fixedClock(new Date("2026-11-21T12:00:00Z")),
  followers: [
    {
      purchaseChanged: async () => {},
      claimChanged: async () => {},
      drawChanged: async (_: unknown, change: unknown) => void told.push(change),
    },
  ],
});
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const read = (text: string): ResultsFile => {
  const file = readResultsFile(text);
  expect(file).not.toBeNull();
  return file!;
};
const drawsOf = (file: ResultsFile) => file.results.map(({ result }) => result);
const faultsOf = (file: ResultsFile) => checkResults(file, null).map(({ line, code }) => [line, code]);

const POWERBALL = `"Draw Date","Winning Numbers","Multiplier","double_play_winning_numbers"
"11/18/2026","04 08 19 27 34 10","2",
"11/16/2026","01 02 03 04 69 26","",
`;

describe("L2 forms in which results are published", () => {
  test("L2 New York's Powerball and Mega Millions", () => {
    expect(drawsOf(read(POWERBALL))).toMatchObject([
      { game: "us-powerball", date: "2026-11-18", main: [4, 8, 19, 27, 34], bonus: [10], multiplier: 2 },
      { game: "us-powerball", date: "2026-11-16", main: [1, 2, 3, 4, 69], bonus: [26], multiplier: null },
    ]);
    const mega = read(
      '"Draw Date","Winning Numbers","Mega Ball","Multiplier"\r\n"05/09/2025","09 10 12 48 60","16",\r\n"05/02/2024","14 37 40 41 68","02","04"\r\n',
    );
    expect(drawsOf(mega)).toMatchObject([
      { date: "2025-05-09", main: [9, 10, 12, 48, 60], bonus: [16], multiplier: null },
      { date: "2024-05-02", bonus: [2], multiplier: 4 },
    ]);
    expect(faultsOf(mega)).toEqual([]);
  });

  test("L2 the French operator's EuroMillions, with decimal commas and nothing for nobody", () => {
    const ranks = Array.from({ length: 13 }, (_, at) => at + 1);
    const head = [
      "date_de_tirage",
      "boule_1",
      "boule_2",
      "boule_3",
      "boule_4",
      "boule_5",
      "etoile_1",
      "etoile_2",
      ...ranks.flatMap((rank) => [
        `nombre_de_gagnant_au_rang${rank}_Euro_Millions_en_europe`,
        `rapport_du_rang${rank}_Euro_Millions`,
      ]),
    ];
    const row = [
      "10/03/2026",
      "9",
      "16",
      "48",
      "37",
      "38",
      "7",
      "2",
      ...ranks.flatMap((rank) => (rank === 1 ? ["0", "0"] : [`${rank}`, `${rank}79080,60`])),
    ];
    const [draw] = drawsOf(read([head.join(";"), row.join(";")].join("\n")));
    expect(draw).toMatchObject({ game: "euromillions", date: "2026-03-10", main: [9, 16, 48, 37, 38], bonus: [7, 2] });
    expect(draw!.prizesMinor[1]).toBeUndefined();
    expect(draw!.prizesMinor[2]).toBe(27_908_060);
    expect(draw!.winners).toMatchObject({ 1: 0, 2: 2, 13: 13 });
  });

  test("L2 Australian numbers and dividends, by the matrix of their dates", () => {
    const oz = read(
      '"Date","#1","#2","#3","#4","#5","#6","#7","S1","S2","S3"\n"05/09/23","2","5","13","18","21","31","47","9","40","46"\n"10/05/22","2","5","13","18","21","31","41","9","40",""\n"03/05/22","2","5","13","18","21","31","47","9","40",""\n',
    );
    expect(drawsOf(oz).map(({ date, bonus }) => [date, bonus.length])).toEqual([
      ["2023-09-05", 3],
      ["2022-05-10", 2],
      ["2022-05-03", 2],
    ]);
    expect(faultsOf(oz)).toEqual([[4, "out-of-range"]]);
    const dividends = read(
      'Format: Draw Number, Draw Date (yyyymmdd), Winning Number 1, 2\n"1142","20160105","19","33","18","25","37","31","43","13","34","$0.00","$19,139.00","$3,518.20","$256.50","$48.00","$24.55","$14.50"\n',
    );
    expect(drawsOf(dividends)[0]).toMatchObject({
      date: "2016-01-05",
      bonus: [13, 34],
      prizesMinor: { 2: 1_913_900, 7: 1_450 },
    });
    expect(faultsOf(dividends)).toEqual([]);
    expect(
      drawsOf(
        read('"Date","#1","#2","#3","#4","#5","#6","#7","PB"\n"07/09/23","11","14","18","20","24","27","29","19"\n'),
      )[0],
    ).toMatchObject({ game: "au-powerball", bonus: [19] });
    expect(
      drawsOf(
        read('"Date","#1","#2","#3","#4","#5","#6","S1","S2"\n"02/09/23","9","16","32","37","40","41","26","30"\n'),
      )[0],
    ).toMatchObject({ game: "au-tattslotto", bonus: [26, 30] });
    expect(
      drawsOf(read("date;main1;main2;main3;main4;main5;euro1;euro2;joker\n2023-07-04;19;21;23;36;39;5;12;\n"))[0],
    ).toMatchObject({ game: "eurojackpot", bonus: [5, 12] });
  });

  test("L2 the UK operator's breakdowns: totals of a tier become prizes of a line", () => {
    const tier = (level: number, winners: number, totalWinValueGBP: string, prizeType = "CASH") => ({
      level,
      winners,
      totalWinValueGBP,
      prizeType,
    });
    const draw = { drawDate: "2024-08-03", balls: [6, 19, 20, 26, 28, 45], bonus: 7 };
    const file = read(
      JSON.stringify([
        { ...draw, tiers: [tier(1, 0, "0.00"), tier(5, 185_371, "11493002.00"), tier(6, 10, "20.00", "FREE")] },
        { ...draw, tiers: [tier(5, 3, "100.00")] },
        { ...draw, balls: "six" },
        null,
      ]),
    );
    expect(drawsOf(file)).toMatchObject([
      { date: "2024-08-03", bonus: [7], prizesMinor: { 5: 6_200 }, winners: { 1: 0, 6: 10 } },
    ]);
    expect(faultsOf(file)).toEqual([
      [2, "uneven-total"],
      [3, "wrong-form"],
      [4, "wrong-form"],
    ]);
  });

  test("L2 every malformed row is reported by its line, and the rest are taken", () => {
    const bad = `${POWERBALL}"13/16/2026","01 02 03 04 05 06","2",
"11/14/2026","01 02 03 04 05","2",
"11/11/2026","01 02 03 04 05 x","2",
"11/09/2026","01 02 03 04 04 06","2",
"11/07/2026","01 02 03 04 70 06","2",
"11/04/2026","01 02 03 04 05 06","7",
"11/02/2026","01 02 03 04 05 06
"10/31/2026","01 02 03 04 05 06","2","",""
"10/28/2014","01 02 03 04 05 06","2",

"10/26/2026","01 02 03 04 05 06","3",
`;
    const file = read(bad);
    expect(faultsOf(file)).toEqual([
      ...[
        [4, "invalid-date"],
        [5, "wrong-count"],
        [6, "not-a-number"],
        [7, "duplicate-number"],
        [8, "out-of-range"],
      ],
      ...[
        [9, "bad-multiplier"],
        [10, "bad-quotes"],
        [11, "wrong-columns"],
        [12, "no-rules"],
      ],
    ]);
    const taken = drawsOf(file).filter(
      (_, at) => !checkResults(file, null).some(({ line }) => line === file.results[at]!.line),
    );
    expect(taken.map(({ date }) => date)).toEqual(["2026-11-18", "2026-11-16", "2026-10-26"]);
  });

  test("L2 a file of no known form is not guessed at", () => {
    for (const text of ["", "a,b,c\n1,2,3\n", "{}", "[]", "[1,2", "\u0000\u0001", '"'])
      expect(readResultsFile(text)).toBeNull();
  });
});

describe("L2 taking a file in", () => {
  test("L2 once, however often it comes; corrections when they are said to be", async () => {
    const file = read(`\uFEFF${POWERBALL}`);
    const options = { correct: false, game: null };
    expect(await importResults(deps(), file, options)).toMatchObject({ rows: 2, new: 2, known: 0, faults: [] });
    expect(told.length).toBe(2);
    expect(await importResults(deps(), file, options)).toMatchObject({ new: 0, known: 2, faults: [] });
    expect(told.length).toBe(2);
    const corrected = read(POWERBALL.replace("34 10", "35 10"));
    const refused = await importResults(deps(), corrected, options);
    expect(refused).toMatchObject({ known: 1, corrected: 0 });
    expect(refused.faults).toMatchObject([
      { line: 2, code: "contradicts", text: expect.stringContaining("4 8 19 27 34 + 10") },
    ]);
    expect(await importResults(deps(), corrected, { correct: true, game: null })).toMatchObject({
      corrected: 1,
      known: 1,
      faults: [],
    });
    const [now] = await findResultsOfDraw(fresh.db, "us-powerball", "2026-11-18");
    expect(now).toMatchObject({ revision: 2, main: [4, 8, 19, 27, 35], source: "file:new-york-powerball" });
  });

  test("L2 what another source said otherwise is not taken silently", async () => {
    await recordNews(deps(), "lottery-server", [
      {
        kind: "result",
        game: "us-powerball",
        date: "2026-11-14",
        revision: 1,
        main: [1, 2, 3, 4, 5],
        bonus: [6],
        multiplier: 2,
        prizesMinor: {},
        winners: {},
        publishedAt: null,
      },
    ]);
    const head = POWERBALL.split("\n")[0]!;
    const other = read(`${head}\n"11/14/2026","05 04 03 02 01 06","2",\n`);
    expect(await importResults(deps(), other, { correct: false, game: null })).toMatchObject({ new: 1, faults: [] });
    const wrong = read(`${head}\n"11/14/2026","01 02 03 04 06 06","2",\n`);
    expect((await importResults(deps(), wrong, { correct: false, game: null })).faults).toMatchObject([
      { code: "contradicts" },
    ]);
    const others = await importResults(deps(), other, { correct: false, game: "uk-lotto" });
    expect(others.faults).toMatchObject([{ line: 2, code: "other-game" }]);
  });
});

describe("L2 the command", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "results-"));
  const file = path.join(folder, "powerball.csv");
  writeFileSync(file, POWERBALL.replace("69 26", "70 26"));
  const before = process.env.DATABASE_URL;
  beforeAll(() => {
    process.env.DATABASE_URL = fresh.url;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = before;
    rmSync(folder, { recursive: true, force: true });
  });
  async function run(...argv: string[]) {
    const [output, error] = [new PassThrough(), new PassThrough()];
    const code = await lottery(argv, { input: Readable.from([]), output, error });
    output.end();
    error.end();
    let text = "";
    for await (const chunk of output) text += chunk;
    return { code, text };
  }

  test("L2 it reports in words and in JSON, and its exit code says whether every row was taken", async () => {
    const checked = await run("import-results", file, "--check");
    expect(checked.code).toBe(1);
    expect(checked.text).toContain(
      "line 3: 70 is not one of the main numbers of the draw, which go from 1 to 69. (out-of-range)",
    );
    const { code, text } = await run("import-results", file, "--correct", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      form: "new-york-powerball",
      rows: 2,
      corrected: 1,
      faults: [{ line: 3, code: "out-of-range" }],
    });
    expect((await run("import-results")).code).toBe(2);
    expect((await run("import", file)).code).toBe(2);
    writeFileSync(path.join(folder, "other.csv"), "a,b\n");
    expect(await run("import-results", path.join(folder, "other.csv"), "--json")).toMatchObject({
      code: 2,
      text: expect.stringContaining("unknown-form"),
    });
    writeFileSync(file, POWERBALL);
    expect((await run("import-results", file, "--correct")).code).toBe(0);
  });
});

const SAMPLES = "../shared/data/lottery";
const FILES: Array<[string, number]> = [
  ["us-powerball-sample.csv", 30],
  ["us-megamillions-sample.csv", 20],
  ["euromillions-fdj-from-2020-sample.csv", 20],
  ["uk-lotto-prizes-sample.json", 8],
  ["au-ozlotto-dividends-2005-2017-sample.csv", 12],
  ["au-ozlotto-numbers-sample.csv", 10],
  ["au-saturdaylotto-numbers-sample.csv", 10],
  ["au-powerball-numbers-sample.csv", 10],
  ["eurojackpot-numbers-sample.csv", 10],
];
test.runIf(existsSync(SAMPLES)).each(FILES)("L2 real published results: %s, every row of it", async (name, rows) => {
  const file = read(readFileSync(path.join(SAMPLES, name), "utf8"));
  const report = await importResults(deps(), file, { correct: true, game: null });
  expect(report).toMatchObject({ rows, faults: [] });
  expect(report.new).toBe(rows);
});
