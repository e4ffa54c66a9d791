import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decide } from "@/cli/decide";
import { writeCompiledTree } from "@/server/areas/compiled-file";
import { ERIE, TREE } from "./new-york";

const folder = mkdtempSync(path.join(tmpdir(), "decide-"));
const before = process.env.AREAS_FILE;

beforeAll(() => {
  process.env.AREAS_FILE = path.join(folder, "areas.compiled.bin");
  writeCompiledTree(TREE);
});
afterAll(() => {
  if (before === undefined) delete process.env.AREAS_FILE;
  else process.env.AREAS_FILE = before;
  rmSync(folder, { recursive: true, force: true });
});

async function run(input: string | Buffer[], argv = ["--json"]) {
  const output = new PassThrough();
  const error = new PassThrough();
  const read = async (stream: PassThrough) => {
    let text = "";
    for await (const chunk of stream) text += chunk;
    return text;
  };
  const texts = Promise.all([read(output), read(error)]);
  const code = await decide(argv, { input: Readable.from(typeof input === "string" ? [input] : input), output, error });
  output.end();
  error.end();
  const [out, faults] = await texts;
  return {
    code,
    answers: out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    faults,
  };
}

const question = (over: Record<string, unknown> = {}, game: Record<string, unknown> = {}) => ({
  game: { permissions: [{ area: "US-NY", coverage: "wide" }], exclusions: [ERIE], ...game },
  place: [["US"], ["US-NY"], [ERIE], []],
  on: "2026-11-20",
  ...over,
});
const ask = async (value: unknown) => (await run(JSON.stringify(value))).answers[0];

test("J3 the command answers the question of the contract", async () => {
  const asked = {
    game: {
      permissions: [{ area: "US-NY", coverage: "wide", permitNumber: "R-1" }],
      exclusions: ["US-36029"],
      minimumAge: 18,
      governing: ["US", "US-NY"],
    },
    place: [["US"], ["US-NY"], ["US-36029"], ["US-3602955277", "US-3655266"]],
    birthDate: "2000-01-01",
    on: "2026-11-20",
    minimumAges: { "US-NY": 18 },
  };
  expect(await ask(asked)).toEqual({
    decision: "closed",
    reasons: [{ code: "excluded", area: ERIE, text: "The game excludes Erie County, New York." }],
    missing: [],
  });
  expect(await ask({ ...asked, birthDate: undefined, game: { ...asked.game, exclusions: [] } })).toMatchObject({
    decision: "undecided",
    missing: ["age"],
  });
  expect(await ask(question({ place: [["US"], ["US-NY"], null, null] }))).toMatchObject({
    decision: "undecided",
    missing: ["county"],
  });
  expect(await ask({ ...question(), place: undefined, places: [[["US"], ["US-NY"], [ERIE], []]] })).toMatchObject({
    decision: "closed",
  });
});

test("J2 the dates of a permission count, the last day included", async () => {
  const dated = (from: string, to: string) =>
    question({}, { permissions: [{ area: "US-NY", coverage: "wide", from, to }], exclusions: [] });
  expect((await ask(dated("2026-11-20", "2026-11-20"))).decision).toBe("open");
  expect((await ask(dated("2026-11-21", "2026-12-20"))).reasons[0].code).toBe("permit-not-yet-valid");
  expect((await ask(dated("2026-01-01", "2026-11-19"))).reasons[0].code).toBe("permit-expired");
});

test.each([
  ["invalid-json", "{"],
  ["invalid-input", "[]"],
  ["invalid-input", JSON.stringify({ place: [] })],
  ["invalid-place", JSON.stringify({ game: {} })],
  ["invalid-place", JSON.stringify({ ...question(), places: [] })],
  ["invalid-coverage", JSON.stringify(question({}, { permissions: [{ area: "US-NY", coverage: "all" }] }))],
  ["invalid-area", JSON.stringify(question({}, { exclusions: [7] }))],
  ["invalid-area", JSON.stringify(question({ place: [["US"], [""]] }))],
  ["invalid-input", JSON.stringify(question({ place: "US" }))],
  ["invalid-input", JSON.stringify(question({ place: ["US"] }))],
  ["too-large", JSON.stringify(question({ place: [[], [], [], [], []] }))],
  ["invalid-age", JSON.stringify(question({}, { minimumAge: -1 }))],
  ["invalid-age", JSON.stringify(question({ minimumAges: { US: "18" } }))],
  ["invalid-date", JSON.stringify(question({ on: "2026-02-30" }))],
  ["invalid-date", JSON.stringify(question({ birthDate: "2027-01-01" }))],
  [
    "invalid-date",
    JSON.stringify(
      question({}, { permissions: [{ area: "US-NY", coverage: "wide", from: "2026-02-01", to: "2026-01-01" }] }),
    ),
  ],
])("P4 a line that is not valid answers %s", async (code, line) => {
  const { answers, code: exit } = await run(line);
  expect(answers[0].error.code).toBe(code);
  expect(answers[0].error.text.length).toBeGreaterThan(5);
  expect(exit).toBe(0);
});

test("P4 one answer a line, in order, whatever the lines are cut into; empty ones are passed over", async () => {
  const text = `${JSON.stringify(question())}\n\nnonsense\n  \r\n${JSON.stringify(question({}, { exclusions: [] }))}`;
  const cut = [...Buffer.from(text)].map((byte) => Buffer.from([byte]));
  const { answers } = await run(cut);
  expect(answers.map((answer) => answer.decision ?? answer.error.code)).toEqual(["closed", "invalid-json", "open"]);
});

test("P4 a line without end is answered once and skipped", async () => {
  const long = Buffer.alloc(3 * 1024 * 1024, "x");
  const { answers } = await run([long, long, Buffer.from(`\n${JSON.stringify(question())}\n`)]);
  expect(answers.map((answer) => answer.decision ?? answer.error.code)).toEqual(["too-large", "closed"]);
});

test("P4 a place that could turn out in countless ways is undecided, soon", async () => {
  const permissions = Array.from({ length: 3000 }, (_, at) => ({
    area: `ZZ-${at}`,
    coverage: ["wide", "local"][at % 2],
  }));
  const exclusions = Array.from({ length: 3000 }, (_, at) => `ZZ-${at * 3}`);
  const started = performance.now();
  const answer = await ask(question({ place: [null, null, null, null] }, { permissions, exclusions }));
  expect(answer.decision).toBe("undecided");
  expect(performance.now() - started).toBeLessThan(5000);
});

test("P4 an option that it does not know is refused", async () => {
  expect((await run("", ["--jsno"])).code).toBe(2);
});
