/**
 * P12: settle a million lines. Ours is the packed form that settlement uses; the peers settle the very same lines as
 * objects and in PostgreSQL (with bits and with arrays), and reading alone is the floor. Every answer is compared with
 * ours, division by division, before a time counts. L4: the same million as JSON, read, settled and written.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import type { GameRules } from "@/server/lotteries/game";
import { countDivisions, type Drawn, PackedLines } from "@/server/lotteries/packed-lines";
import { randomEntry } from "@/server/lotteries/selection";
import { settleJson, settleText } from "@/server/lotteries/settle-input";
import { figure, median, type WriteFigure } from "./report";

interface Line {
  main: number[];
  bonus: number[];
}

/** Medians of works that run in turns, so that what disturbs the machine disturbs all of them. */
function inTurns(rounds: number, works: Array<() => void>): number[] {
  for (const work of works) work(); // warmed up, as a server is
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round++) {
    works.forEach((work, at) => {
      const before = performance.now();
      work();
      times[at]!.push(performance.now() - before);
    });
  }
  return times.map(median);
}

/** Settlement over objects, written with care: one set for the draw, no copies. */
function settleObjects(rules: GameRules, drawn: Drawn, lines: readonly Line[]): Float64Array {
  const counts = new Float64Array(256);
  const winning = new Set(drawn.main);
  const extra = new Set(drawn.bonus);
  for (const line of lines) {
    let main = 0;
    let bonus = 0;
    for (const number of line.main) if (winning.has(number)) main++;
    for (const number of rules.bonus.kind === "own-drum" ? line.bonus : line.main) if (extra.has(number)) bonus++;
    const row = rules.divisions.find(({ match }) =>
      match.some(
        (one) =>
          one.main === main &&
          (one.bonus === undefined ||
            (typeof one.bonus === "number" ? one.bonus === bonus : bonus >= one.bonus.atLeast)),
      ),
    );
    counts[row?.division ?? 0]!++;
  }
  return counts;
}

/** The floor: every word of the lines is read, and nothing made of it. Two functions, so that each keeps its own shape. */
function readWords(words: Uint32Array): number {
  let sum = 0;
  for (let at = 0; at < words.length; at++) sum ^= words[at]!;
  return sum;
}

function divisionSql(rules: GameRules): string {
  const cases = rules.divisions.flatMap(({ division, match }) =>
    match.map(({ main, bonus }) => {
      const also =
        bonus === undefined ? "" : typeof bonus === "number" ? ` and b = ${bonus}` : ` and b >= ${bonus.atLeast}`;
      return `when m = ${main}${also} then ${division}`;
    }),
  );
  return `case ${cases.join(" ")} else 0 end`;
}

async function loadSql(client: pg.Client, rules: GameRules, lines: readonly Line[]): Promise<number> {
  const size = rules.main.highest - rules.main.lowest + 1;
  const width = size + (rules.bonus.kind === "own-drum" ? rules.bonus.highest - rules.bonus.lowest + 1 : 0);
  await client.query(`drop table if exists line; create unlogged table line (bits bit(${width}) not null)`);
  for (let from = 0; from < lines.length; from += 50_000) {
    const rows = lines.slice(from, from + 50_000).map((line) => bitsOf(rules, line, size, width));
    await client.query(`insert into line select value::bit(${width}) from unnest($1::text[]) value`, [rows]);
  }
  await client.query("vacuum analyze line");
  return size;
}

function bitsOf(rules: GameRules, line: Line, size: number, width: number): string {
  const bits = new Array<string>(width).fill("0");
  for (const number of line.main) bits[number - rules.main.lowest] = "1";
  if (rules.bonus.kind === "own-drum") for (const number of line.bonus) bits[size + number - rules.bonus.lowest] = "1";
  return bits.join("");
}

async function sqlCounts(client: pg.Client, rules: GameRules, drawn: Drawn, width: number, size: number) {
  const none = { main: [], bonus: [] };
  const main = bitsOf(rules, { ...none, main: [...drawn.main] }, size, width);
  const bonus =
    rules.bonus.kind === "own-drum"
      ? bitsOf(rules, { ...none, bonus: [...drawn.bonus] }, size, width)
      : bitsOf(rules, { ...none, main: [...drawn.bonus] }, size, width);
  const { rows } = await client.query<{ division: number; lines: string }>(
    `select ${divisionSql(rules)} as division, count(*) as lines from
       (select bit_count(bits & B'${main}') as m, bit_count(bits & B'${bonus}') as b from line) hits group by 1`,
  );
  const counts = new Float64Array(256);
  for (const { division, lines } of rows) counts[division] = Number(lines);
  return counts;
}

function compare(name: string, ours: Float64Array, theirs: Float64Array): void {
  if (!ours.every((count, at) => count === theirs[at])) throw new Error(`${name} settles otherwise than we do`);
}

/** One JSON line a figure; `short` settles fewer lines. */
export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const count = options.short ? 50_000 : 1_000_000;
  const rounds = options.short ? 5 : 15;
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-settle-"));
  const postgres = await startPostgres({ dataDir: folder, port: await anyFreePort(), fast: true });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  try {
    for (const [id, date] of [
      ["ca-649", "2024-01-03"],
      ["us-powerball", "2024-01-03"],
    ] as const) {
      const rules = rulesOn(findGame(id)!, date)!;
      const below = (n: number) => Math.floor(Math.random() * n);
      const lines: Line[] = Array.from({ length: count }, () => {
        const { main, bonus } = randomEntry(rules, below);
        return { main: [...main], bonus: [...bonus] };
      });
      const drawn: Drawn = {
        main: lines[0]!.main,
        bonus:
          rules.bonus.kind === "own-drum"
            ? lines[0]!.bonus
            : [lines.flatMap(({ main }) => main).find((one) => !lines[0]!.main.includes(one))!],
      };
      const packed = new PackedLines(rules, count);
      lines.forEach((line, at) => {
        packed.put(at, line.main, line.bonus);
      });
      const ours = countDivisions(packed.divisions(drawn));
      compare("objects", ours, settleObjects(rules, drawn, lines));
      const size = await loadSql(client, rules, lines);
      const width = size + (rules.bonus.kind === "own-drum" ? rules.bonus.highest - rules.bonus.lowest + 1 : 0);
      compare("SQL", ours, await sqlCounts(client, rules, drawn, width, size));

      let kept = 0;
      const [settling, reading, objects] = inTurns(rounds, [
        () => packed.divisions(drawn),
        () => {
          kept ^= readWords(packed.words);
        },
        () => settleObjects(rules, drawn, lines),
      ]) as [number, number, number];
      const sql: number[] = [];
      for (let round = 0; round < Math.min(rounds, 7); round++) {
        const before = performance.now();
        await sqlCounts(client, rules, drawn, width, size);
        sql.push(performance.now() - before);
      }
      write(figure(`settle ${count} lines of ${id}, against reading them`, settling, reading, "ms", count));
      write(figure(`settle ${count} lines of ${id}, against objects`, settling, objects, "ms", count));
      write(
        figure(
          `settle ${count} lines of ${id}, against PostgreSQL`,
          settling,
          median(sql),
          "ms",
          count,
          "bit strings, bit_count",
        ),
      );

      const text = JSON.stringify({ game: id, date, main: drawn.main, bonus: drawn.bonus, lines });
      const [whole, parse] = inTurns(3, [
        () => settleJson(settleText(text)),
        () => {
          kept ^= JSON.stringify(JSON.parse(text)).length;
        },
      ]) as [number, number];
      write(
        figure(`read, settle and write ${count} lines of ${id} as JSON, against JSON alone`, whole, parse, "ms", count),
      );
      if (kept === 1) process.stderr.write("\n"); // what was read has to be wanted by somebody
    }
  } finally {
    await client.end();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
