import { spawn } from "node:child_process";
import { PassThrough, Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { answerLines } from "@/cli/answer-lines";
import { settle } from "@/cli/settle";
import { CATALOGUE } from "@/server/lotteries/catalogue";
import { settleText } from "@/server/lotteries/settle-input";

type Line = { valid: boolean; division: number | null; prizeMinor: number | null; reason?: string; text?: string };
type Answer = { lines: Line[]; error?: { code: string; text: string } };

async function drain(stream: PassThrough): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += chunk;
  return text;
}

async function run(input: string | Buffer[], argv = ["--json"]) {
  const [output, error] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([drain(output), drain(error)]);
  const code = await settle(argv, { input: Readable.from(typeof input === "string" ? [input] : input), output, error });
  output.end();
  error.end();
  const [out, faults] = await texts;
  return {
    ...{ code, faults },
    answers: out
      .split("\n")
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Answer),
  };
}

const draw = (over: Record<string, unknown> = {}) => ({
  game: "us-powerball",
  date: "2016-01-13",
  main: [4, 8, 19, 27, 34],
  bonus: [10],
  lines: [{ main: [4, 8, 19, 27, 34], bonus: [10] }],
  ...over,
});
const ask = (value: unknown) => settleText(JSON.stringify(value)) as Answer;
const codeOf = (over: Record<string, unknown>) => ask(draw(over)).error?.code;
const reasonOf = (line: unknown, over: Record<string, unknown> = {}) =>
  ask(draw({ ...over, lines: [line] })).lines[0]?.reason;

test("L4 the command answers the draw of the contract", async () => {
  const input = draw({
    multiplier: 2,
    lines: [
      { main: [4, 8, 19, 27, 50], bonus: [10], addOns: ["power-play"] },
      { main: [1, 2, 3, 5, 6], bonus: [1] },
      { main: [4, 8, 19, 27, 34], bonus: [10] },
    ],
  });
  const { code, answers, faults } = await run(`${JSON.stringify(input)}\n`);
  expect([code, faults]).toEqual([0, ""]);
  expect(answers).toEqual([
    {
      lines: [
        { valid: true, division: 3, prizeMinor: 10_000_000 },
        { valid: true, division: null, prizeMinor: null },
        { valid: true, division: 1, prizeMinor: null },
      ],
    },
  ]);
  expect(ask({ ...input, prizes: { 1: 52_800_000_000 } }).lines[2]).toEqual({
    ...{ valid: true, division: 1, prizeMinor: 52_800_000_000 },
  });
});

test("L4 a system entry gives its divisions with their counts", () => {
  const input = {
    ...{ game: "au-tattslotto", date: "2019-01-05", main: [1, 2, 3, 10, 11, 12], bonus: [6, 7] },
    lines: [{ system: 7, main: [1, 2, 3, 4, 5, 6, 7] }],
    prizes: { 5: 2_500, 6: 1_000 },
  };
  expect(ask(input).lines).toEqual([{ valid: true, division: 5, divisions: { 5: 4, 6: 3 }, prizeMinor: 13_000 }]);
});

test("L4 what cannot be is answered by its error, and the rest go on", async () => {
  const good = JSON.stringify(draw());
  const { code, answers } = await run([good, "", "not json", "null", "[]", "7", '{"game":"x"}', good].join("\r\n"));
  expect(code).toBe(0);
  expect(answers.map(({ error }) => error?.code ?? "ok")).toEqual([
    ...["ok", "invalid-json", "invalid-input", "invalid-input", "invalid-input", "unknown-game", "ok"],
  ]);
  expect(answers.every(({ error }) => !error || / .*\.$/.test(error.text))).toBe(true);
});

test("L4 a draw that cannot be is an error", () => {
  expect(codeOf({ game: 7 })).toBe("invalid-input");
  expect(codeOf({ game: "__proto__" })).toBe("unknown-game");
  expect(codeOf({ date: "2016-02-30" })).toBe("invalid-date");
  expect(codeOf({ date: 20160113 })).toBe("invalid-date");
  expect(codeOf({ date: "2015-10-06" })).toBe("no-rules");
  expect(codeOf({ main: "4 8 19 27 34" })).toBe("invalid-input");
  expect(codeOf({ main: [4, 8, 19, 27] })).toBe("wrong-count");
  expect(codeOf({ main: [4, 8, 19, 27, 27] })).toBe("duplicate-number");
  expect(codeOf({ main: [4, 8, 19, 27, 70] })).toBe("out-of-range");
  expect(codeOf({ main: [4, 8, 19, 27, 3.5] })).toBe("not-a-number");
  expect(codeOf({ bonus: undefined })).toBe("wrong-bonus-count");
  expect(codeOf({ bonus: [27] })).toBe("out-of-range");
  expect(codeOf({ bonus: [1, 2] })).toBe("wrong-bonus-count");
  expect(codeOf({ multiplier: 7 })).toBe("bad-multiplier");
  expect(codeOf({ multiplier: "2" })).toBe("bad-multiplier");
  expect(codeOf({ multiplier: 10 })).toBeUndefined();
  expect(codeOf({ prizes: [] })).toBe("invalid-input");
  expect(codeOf({ prizes: { 10: 1 } })).toBe("unknown-division");
  expect(codeOf({ prizes: { "01": 1 } })).toBe("unknown-division");
  expect(codeOf({ prizes: { 1: 1.5 } })).toBe("invalid-amount");
  expect(codeOf({ prizes: { 1: -1 } })).toBe("invalid-amount");
  expect(codeOf({ prizes: { 1: 2 ** 60 } })).toBe("invalid-amount");
  expect(codeOf({ prizes: { 1: null } })).toBeUndefined();
  expect(codeOf({ lines: {} })).toBe("invalid-input");
  expect(codeOf({ lines: undefined })).toBe("invalid-input");
  expect(ask(draw({ lines: [] }))).toEqual({ lines: [] });
  const lotto = { ...draw(), game: "uk-lotto", date: "2024-08-03", main: [6, 19, 20, 26, 28, 45], lines: [] };
  expect(ask({ ...lotto, bonus: [7] })).toEqual({ lines: [] });
  expect(ask({ ...lotto, bonus: [6] }).error?.code).toBe("duplicate-number");
  expect(ask({ ...lotto, bonus: [7], multiplier: 2 }).error?.code).toBe("no-multiplier");
});

test("L4 an impossible line says why, and is told from one that won nothing", () => {
  const bonus = [10];
  expect(reasonOf({ main: [4, 8, 19, 27, 27], bonus })).toBe("duplicate-number");
  expect(reasonOf({ main: [4, 8, 19, 27, 70], bonus })).toBe("out-of-range");
  expect(reasonOf({ main: [4, 8, 19, 27, 0], bonus })).toBe("out-of-range");
  expect(reasonOf({ main: [4, 8, 19, 27, "34"], bonus })).toBe("not-a-number");
  expect(reasonOf({ main: [4, 8, 19, 27, null], bonus })).toBe("not-a-number");
  expect(reasonOf({ main: [4, 8, 19, 27, 1e300], bonus })).toBe("out-of-range");
  expect(reasonOf({ main: [4, 8, 19, 27], bonus })).toBe("wrong-count");
  expect(reasonOf({ main: [4, 8, 19, 27, 34, 35], bonus })).toBe("wrong-count");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus: [] })).toBe("wrong-bonus-count");
  expect(reasonOf({ main: [4, 8, 19, 27, 34] })).toBe("wrong-bonus-count");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus: [27] })).toBe("out-of-range");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus, addOns: ["megaplier"] })).toBe("unknown-add-on");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus, addOns: ["power-play", "power-play"] })).toBe("duplicate-add-on");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus, addOns: "power-play" })).toBe("invalid-input");
  expect(reasonOf({ main: [4, 8, 19, 27, 34], bonus, multiplier: 2 })).toBe("no-multiplier");
  expect(reasonOf({ system: 8, main: [1, 2, 3, 4, 5, 6, 7], bonus })).toBe("wrong-count");
  expect(reasonOf({ system: 4, main: [1, 2, 3, 4], bonus })).toBe("bad-system");
  expect(reasonOf({ system: 70, main: [1], bonus })).toBe("bad-system");
  expect(reasonOf({ system: "8", main: [1], bonus })).toBe("bad-system");
  expect(reasonOf(null)).toBe("invalid-input");
  expect(reasonOf([1, 2, 3])).toBe("invalid-input");
  expect(reasonOf({})).toBe("invalid-input");
  expect(reasonOf({ main: [1, 2, 3, 5, 6], bonus: [1] })).toBeUndefined();
  const lotto = { game: "uk-lotto", date: "2024-08-03", main: [6, 19, 20, 26, 28, 45], bonus: [7] };
  expect(reasonOf({ main: [6, 19, 20, 26, 28, 45], bonus: [7] }, lotto)).toBe("bonus-not-chosen");
  const answer = ask(draw({ lines: [{ main: [4, 8, 19, 27, 27], bonus }] }));
  expect(answer.lines[0]).toEqual({
    ...{ valid: false, division: null, prizeMinor: null, reason: "duplicate-number" },
    text: "27 stands twice among the main numbers.",
  });
});

test("L4 rules of the date: one line, judged before and after its game changed", () => {
  const at = (date: string, bonus: number[]) =>
    ask({
      ...{ game: "au-ozlotto", date, main: [1, 2, 3, 4, 5, 6, 7], bonus },
      lines: [{ main: [1, 2, 3, 4, 5, 6, 46] }, { main: [1, 2, 3, 10, 20, 21, 22] }],
    }).lines.map(({ division, reason }) => division ?? reason ?? null);
  expect(at("2022-05-10", [8, 9])).toEqual(["out-of-range", null]);
  expect(at("2022-05-17", [8, 9, 10])).toEqual([3, 7]);
});

test("L4 whatever JSON comes, it is answered, and never by falling over", () => {
  const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.array(fc.integer({ min: -2, max: 80 }), { maxLength: 9 }));
  const input = fc.record(
    {
      game: fc.constantFrom(...CATALOGUE.map(({ id }) => id)),
      date: fc.constantFrom("2026-01-02", "2024-03-01", "2019-12-31"),
      ...{ main: value, bonus: value, multiplier: value, prizes: value },
      lines: fc.oneof(
        value,
        fc.array(
          fc.oneof(
            value,
            fc.record(
              { main: value, bonus: value, system: value, addOns: value, multiplier: value },
              { requiredKeys: [] },
            ),
          ),
        ),
      ),
    },
    { requiredKeys: ["game", "date"] },
  );
  fc.assert(
    fc.property(input, (one) => {
      const answer = ask(one);
      expect(answer.error ? typeof answer.error.code : Array.isArray(answer.lines)).toBeTruthy();
    }),
    { numRuns: 500 },
  );
});

test("L4 a line that is too long is refused without being kept, and characters may be torn between pieces", async () => {
  const output = new PassThrough();
  const text = drain(output);
  const input = Readable.from([
    Buffer.from("aaaa"),
    Buffer.from("aaaaaaaa\nb"),
    Buffer.from([0xc3]),
    Buffer.from([0xa9, 0x0a]),
    Buffer.from("end"),
  ]);
  await answerLines({ input, output, error: new PassThrough() }, 10, (line) => JSON.stringify(line));
  output.end();
  expect((await text).split("\n")).toEqual([expect.stringContaining("too-large"), '"bé"', '"end"', ""]);
});

test("L4 the command itself, as programs call it, without a database", async () => {
  const child = spawn("npm", ["run", "-s", "cli", "--", "settle", "--json"], {
    env: { ...process.env, DATABASE_URL: "" },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const out = drain(child.stdout.pipe(new PassThrough()));
  child.stdin.end(`${JSON.stringify(draw())}\n{}\n`);
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect(code).toBe(0);
  expect(
    (await out)
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text)),
  ).toEqual([
    { lines: [{ valid: true, division: 1, prizeMinor: null }] },
    { error: { code: "invalid-input", text: "game has to be the id of a game." } },
  ]);
});

test("L4 what the command does not know stops it", async () => {
  const { code, faults, answers } = await run("", ["--jsno"]);
  expect([code, answers]).toEqual([2, []]);
  expect(faults).toContain("--jsno");
  const explained = await run(JSON.stringify(draw()), ["--json", "--explain"]);
  expect(explained.answers[0]!.lines[0]).toMatchObject({
    label: "5+1",
    matchedMain: [4, 8, 19, 27, 34],
    matchedBonus: [10],
  });
});
