import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { endToEnd } from "./end-to-end";
import { root } from "./prepare.mjs";
import { endAll, isEnding, onEnd } from "./processes";

// `npm test`: lint, types, every test on a real database, the build, and the end-to-end tests in a browser against it.
// The last line is the sum of all of it. Arguments narrow the run: lint, types, unit, e2e.

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const reports = path.join(root, ".drawbridge", "reports");
const began = Date.now();
const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
const say = (text: string) => process.stderr.write(`\n── ${text} (${seconds()})\n`);

/** Runs a program in a group of its own, which ends with us, and shows its output. */
function run(args: string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
      env: { ...process.env, ...env },
    });
    const { pid } = child;
    onEnd(async () => {
      if (child.exitCode === null && child.signalCode === null && pid) process.kill(-pid, "SIGTERM");
    });
    child.once("exit", (code) => resolve(code ?? 1));
    child.once("error", () => resolve(127));
  });
}

/** The program of a package, as its package.json names it. */
function programOf(name: string, program: string): string {
  const folder = path.join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    bin: string | Record<string, string>;
  };
  return path.join(folder, typeof bin === "string" ? bin : bin[program]!);
}

/** A check that passes or fails as a whole. */
async function check(name: string, args: string[]): Promise<Count> {
  say(name);
  const ok = (await run(args)) === 0;
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** What failed, and what passed only when tried again: said once more at the end, where a long output is read first. */
const failures: string[] = [];
const unsteady: string[] = [];
const MESSAGE_LINES = 12;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
const brief = (message: string) => {
  const lines = message.replaceAll(ESCAPES, "").split("\n");
  return lines
    .filter((line) => !line.includes("node_modules"))
    .slice(0, MESSAGE_LINES)
    .join("\n    ");
};

interface ServiceFile {
  name: string;
  status: string;
  message: string;
  assertionResults: { fullName: string; status: string; failureMessages: string[] | null }[];
}

function tellFailedServiceTests(files: ServiceFile[]): void {
  for (const file of files) {
    const failed = file.assertionResults.filter((one) => one.status === "failed");
    const where = path.relative(root, file.name);
    for (const one of failed)
      failures.push(`${where}: ${one.fullName}\n    ${brief((one.failureMessages ?? []).join("\n"))}`);
    for (const one of file.assertionResults)
      if (one.status === "passed" && one.failureMessages?.length)
        unsteady.push(`${where}: ${one.fullName}\n    ${brief(one.failureMessages.join("\n"))}`);
    if (failed.length === 0 && file.status === "failed") failures.push(`${where}\n    ${brief(file.message)}`);
  }
}

interface Story {
  title: string;
  file: string;
  tests: { status: string; results: { status: string; error?: { message?: string } }[] }[];
}
interface StoryFile {
  specs?: Story[];
  suites?: StoryFile[];
}

function tellFailedStories(suites: StoryFile[]): void {
  for (const suite of suites) {
    for (const story of suite.specs ?? []) {
      for (const one of story.tests) {
        if (one.status === "expected" || one.status === "skipped") continue;
        const message = one.results.map((result) => result.error?.message).find(Boolean) ?? "";
        const line = `${story.file}: ${story.title}\n    ${brief(message)}`;
        (one.status === "flaky" ? unsteady : failures).push(line);
      }
    }
    tellFailedStories(suite.suites ?? []);
  }
}

async function serviceTests(): Promise<Count> {
  say("Unit, service, race and contract tests");
  const file = path.join(reports, "vitest.json");
  const code = await run([
    programOf("vitest", "vitest"),
    ...["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
  ]);
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, "utf8")) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numFailedTestSuites: number;
    testResults: ServiceFile[];
  };
  tellFailedServiceTests(report.testResults);
  // A file that cannot be loaded has no tests in it to fail.
  const unseen = code !== 0 && report.numFailedTests === 0 ? Math.max(1, report.numFailedTestSuites) : 0;
  return { passed: report.numPassedTests, failed: report.numFailedTests + unseen, skipped: report.numPendingTests };
}

async function browserTests(): Promise<Count> {
  const stories = path.join(root, "tests", "e2e");
  if (!existsSync(stories) || readdirSync(stories).length === 0) return { passed: 0, failed: 0, skipped: 0 };
  say("Build and end-to-end tests");
  const file = path.join(reports, "playwright.json");
  try {
    const code = await endToEnd([], { report: file, progress: say });
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 };
    const { stats, suites } = JSON.parse(readFileSync(file, "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number; skipped: number };
      suites: StoryFile[];
    };
    tellFailedStories(suites);
    const unseen = code !== 0 && stats.unexpected === 0 ? 1 : 0;
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected + unseen, skipped: stats.skipped };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const PARTS: Record<string, () => Promise<Count>> = {
  lint: () => check("Lint and format", [programOf("@biomejs/biome", "biome"), "check", "."]),
  types: () => check("Types", [programOf("typescript", "tsc"), "--noEmit"]),
  unit: serviceTests,
  e2e: browserTests,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(", ")}. There are: ${Object.keys(PARTS).join(", ")}.\n`);
  process.exit(2);
}
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const total: Count = { passed: 0, failed: 0, skipped: 0 };
const lines: string[] = [];
for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) {
  if (isEnding()) break;
  const count = await PARTS[name]!();
  lines.push(
    `${name}: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ""}`,
  );
  for (const key of ["passed", "failed", "skipped"] as const) total[key] += count[key];
}
await endAll();
const told = [
  ...(failures.length ? ["Failed:", ...failures.map((line) => `  ${line}`)] : []),
  ...(unsteady.length ? ["Passed only when tried again:", ...unsteady.map((line) => `  ${line}`)] : []),
];
if (told.length > 0) process.stderr.write(`\n${told.join("\n")}\n`);
process.stderr.write(`\n${lines.join("\n")}\nAll in ${seconds()}.\n`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);
