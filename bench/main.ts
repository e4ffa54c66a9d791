import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Figure, machine, type WriteFigure } from "./report";

interface Bench {
  run(write: WriteFigure, options?: { short?: boolean }): Promise<void>;
}

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const ORDINARY = new Set(["main.ts", "report.ts"]);

/** Every file here with a `run` is a benchmark, by its name. */
const names = readdirSync(here)
  .filter((file) => file.endsWith(".ts") && !ORDINARY.has(file))
  .map((file) => file.slice(0, -3))
  .filter((name) => /export (async )?function run\b/.test(readFileSync(path.join(here, `${name}.ts`), "utf8")));

/** The peers are packages of bench/ alone; they are installed when one of its benchmarks first runs. */
function installPeers(): void {
  const lock = path.join(here, "package-lock.json");
  if (!existsSync(lock)) return;
  const wanted = createHash("sha256").update(readFileSync(lock)).digest("hex");
  const mark = path.join(here, "node_modules", ".lock-hash");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  process.stderr.write("Installing the peers (once)…\n");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: ["ignore", 2, 2] });
  writeFileSync(mark, wanted);
}

const [name = "", ...rest] = process.argv.slice(2);
if (!names.includes(name)) {
  process.stderr.write(`Name a benchmark: npm run -s bench -- NAME [--short]\n  ${names.join("\n  ")}\n`);
  process.exit(2);
}
installPeers();
const bench = (await import(pathToFileURL(path.join(here, `${name}.ts`)).href)) as Bench;
const results = path.join(here, "results");
mkdirSync(results, { recursive: true });
const began = new Date().toISOString();
process.stderr.write(`${name} on ${machine()}\n`);
const figures: Figure[] = [];
await bench.run(
  (figure) => {
    figures.push(figure);
    process.stdout.write(`${JSON.stringify(figure)}\n`);
  },
  { short: rest.includes("--short") },
);
// Short runs show that it works; only whole ones are kept.
if (!rest.includes("--short")) {
  const line = { at: began, machine: machine(), figures };
  appendFileSync(path.join(results, `${name}.jsonl`), `${JSON.stringify(line)}\n`);
}
