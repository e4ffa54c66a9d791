import { parse } from "csv-parse/sync";
import { parseDate } from "@/server/jurisdiction/age";
import type { DrawResult, ResultsFile, RowFault } from "../ports";

class RowError extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

type Draw = Omit<DrawResult, "revision" | "publishedAt">;
/** The cells of a row by the names of their columns, in small letters. */
type Row = (column: string) => string;

interface Form {
  readonly name: string;
  readonly delimiter: "," | ";";
  /** Whether the file's first line is this form's. */
  recognises(columns: readonly string[], firstLine: string): boolean;
  read(row: Row, columns: readonly string[]): Draw;
}

function number(text: string, what: string): number {
  if (!/^\d{1,3}$/.test(text))
    throw new RowError("not-a-number", `${what} is ${JSON.stringify(text)}, which is no number.`);
  return Number(text);
}

const numbers = (row: Row, columns: readonly string[]) => columns.map((column) => number(row(column), column));

function dateOf(text: string, pattern: RegExp, order: "ymd" | "dmy" | "mdy"): string {
  const match = pattern.exec(text);
  const [a, b, c] = match?.slice(1) ?? [];
  const [year, month, day] = order === "ymd" ? [a, b, c] : order === "dmy" ? [c, b, a] : [c, a, b];
  const date = `${year?.length === 2 ? `20${year}` : year}-${month}-${day}`;
  if (!match || !parseDate(date))
    throw new RowError("invalid-date", `${JSON.stringify(text)} is no date of this form.`);
  return date;
}

/** An amount as printed, in minor units; null for nobody's prize of nothing. */
function amount(text: string, decimal: "." | ","): number | null {
  const plain = text.replace(/^\$/, "").replaceAll(decimal === "." ? "," : " ", "");
  const match = (decimal === "." ? /^(\d{1,13})(?:\.(\d\d))?$/ : /^(\d{1,13})(?:,(\d\d))?$/).exec(plain);
  if (!match) throw new RowError("invalid-amount", `${JSON.stringify(text)} is no amount.`);
  return Number(match[1]! + (match[2] ?? "00")) || null;
}

function counted(text: string, what: string): number {
  if (!/^\d{1,12}$/.test(text))
    throw new RowError("not-a-number", `${what} is ${JSON.stringify(text)}, which is no count.`);
  return Number(text);
}

const optionalMultiplier = (text: string) => (text === "" ? null : number(text, "the multiplier"));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const spaced = (text: string) =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((one) => number(one, "a winning number"));
const US_DATE = /^(\d\d)\/(\d\d)\/(\d{4})$/;
const nothing = { multiplier: null, prizesMinor: {}, winners: {} };

/** Numbers of an Australian game under `#1`…, `S1`… or `PB`, dates as dd/mm/yy; empty supplementary cells are left out. */
function australian(game: string, mains: number, bonus: readonly string[]): Form {
  const main = range(1, mains).map((at) => `#${at}`);
  return {
    name: `${game}-numbers`,
    delimiter: ",",
    recognises: (columns) => columns.join() === ["date", ...main, ...bonus].join(),
    read: (row) => ({
      ...nothing,
      game,
      date: dateOf(row("date"), /^(\d\d)\/(\d\d)\/(\d\d)$/, "dmy"),
      main: numbers(row, main),
      bonus: numbers(
        row,
        bonus.filter((column) => row(column) !== ""),
      ),
    }),
  };
}

const FORMS: readonly Form[] = [
  {
    name: "new-york-powerball",
    delimiter: ",",
    recognises: (columns) =>
      columns.slice(0, 3).join() === "draw date,winning numbers,multiplier" && !columns.includes("mega ball"),
    read: (row) => {
      const drawn = spaced(row("winning numbers"));
      return {
        ...nothing,
        game: "us-powerball",
        date: dateOf(row("draw date"), US_DATE, "mdy"),
        main: drawn.slice(0, -1),
        bonus: drawn.slice(-1),
        multiplier: optionalMultiplier(row("multiplier")),
      };
    },
  },
  {
    name: "new-york-mega-millions",
    delimiter: ",",
    recognises: (columns) => columns.slice(0, 4).join() === "draw date,winning numbers,mega ball,multiplier",
    read: (row) => ({
      ...nothing,
      game: "us-megamillions-2025",
      date: dateOf(row("draw date"), US_DATE, "mdy"),
      main: spaced(row("winning numbers")),
      bonus: [number(row("mega ball"), "the Mega Ball")],
      multiplier: optionalMultiplier(row("multiplier")),
    }),
  },
  {
    name: "fdj-euromillions",
    delimiter: ";",
    recognises: (columns) => columns.includes("boule_1") && columns.includes("rapport_du_rang1_euro_millions"),
    read: (row) => {
      const prizesMinor: Record<number, number> = {};
      const winners: Record<number, number> = {};
      for (const division of range(1, 13)) {
        const prize = amount(row(`rapport_du_rang${division}_euro_millions`), ",");
        if (prize !== null) prizesMinor[division] = prize;
        const count = row(`nombre_de_gagnant_au_rang${division}_euro_millions_en_europe`);
        winners[division] = counted(count, `winners of rank ${division}`);
      }
      return {
        game: "euromillions",
        date: dateOf(row("date_de_tirage"), /^(\d\d)\/(\d\d)\/(\d{4})$/, "dmy"),
        main: numbers(
          row,
          range(1, 5).map((at) => `boule_${at}`),
        ),
        bonus: numbers(row, ["etoile_1", "etoile_2"]),
        ...{ multiplier: null, prizesMinor, winners },
      };
    },
  },
  {
    name: "eurojackpot-numbers",
    delimiter: ";",
    recognises: (columns) => columns.slice(0, 8).join() === "date,main1,main2,main3,main4,main5,euro1,euro2",
    read: (row) => ({
      ...nothing,
      game: "eurojackpot",
      date: dateOf(row("date"), /^(\d{4})-(\d\d)-(\d\d)$/, "ymd"),
      main: numbers(
        row,
        range(1, 5).map((at) => `main${at}`),
      ),
      bonus: numbers(row, ["euro1", "euro2"]),
    }),
  },
  {
    name: "oz-lotto-dividends",
    delimiter: ",",
    // Its first line is words, and its rows have no names but places.
    recognises: (_, firstLine) => /^format: draw number, draw date \(yyyymmdd\)/i.test(firstLine),
    read: (_, cells) => {
      if (cells.length !== 18) throw new RowError("wrong-columns", `The row has ${cells.length} cells, not 18.`);
      const prizesMinor: Record<number, number> = {};
      for (const division of range(1, 7)) {
        const prize = amount(cells[10 + division]!, ".");
        if (prize !== null) prizesMinor[division] = prize;
      }
      return {
        game: "au-ozlotto",
        date: dateOf(cells[1]!, /^(\d{4})(\d\d)(\d\d)$/, "ymd"),
        main: cells.slice(2, 9).map((cell) => number(cell, "a winning number")),
        bonus: cells.slice(9, 11).map((cell) => number(cell, "a supplementary number")),
        ...{ multiplier: null, prizesMinor, winners: {} },
      };
    },
  },
  australian("au-ozlotto", 7, ["s1", "s2", "s3"]),
  australian("au-tattslotto", 6, ["s1", "s2"]),
  australian("au-powerball", 7, ["pb"]),
];

function cellsOf(line: string, delimiter: string): string[] {
  const [cells] = parse(line, { delimiter, trim: true, relax_column_count: true }) as string[][];
  return cells ?? [];
}

function cellsOrFault(line: string, delimiter: string): string[] {
  try {
    return cellsOf(line, delimiter);
  } catch {
    throw new RowError("bad-quotes", "The row's quotation marks do not match.");
  }
}

/**
 * Reads a file of results as a lottery or a state publishes it, whatever of the known forms it has. Rows stand by
 * themselves: each that cannot be read is a fault, and the rest are results. Null for a file of no known form.
 */
export function readResultsFile(text: string): ResultsFile | null {
  const plain = text.replace(/^\uFEFF/, "");
  if (/^\s*\[/.test(plain)) return readUkLotto(plain);
  const lines = plain.split(/\r?\n/);
  const firstLine = lines[0] ?? "";
  for (const form of FORMS) {
    let columns: string[];
    try {
      columns = cellsOf(firstLine, form.delimiter).map((name) => name.toLowerCase());
    } catch {
      continue;
    }
    if (form.recognises(columns, firstLine)) return readRows(form, columns, lines);
  }
  return null;
}

function readRows(form: Form, columns: readonly string[], lines: readonly string[]): ResultsFile {
  const named = form.name !== "oz-lotto-dividends";
  return collect(
    form.name,
    lines.slice(1).flatMap((line, at) => (line.trim() === "" ? [] : [{ line: at + 2, value: line }])),
    (line) => {
      const cells = cellsOrFault(line, form.delimiter);
      if (named && cells.length !== columns.length) {
        throw new RowError("wrong-columns", `The row has ${cells.length} cells, the header ${columns.length}.`);
      }
      const row: Row = (column) => {
        const cell = cells[columns.indexOf(column)];
        if (cell === undefined) throw new RowError("wrong-columns", `There is no column ${column}.`);
        return cell;
      };
      return form.read(row, cells);
    },
  );
}

function collect<Value>(
  form: string,
  rows: ReadonlyArray<{ line: number; value: Value }>,
  read: (value: Value) => Draw,
): ResultsFile {
  const results: Array<{ line: number; result: DrawResult }> = [];
  const faults: RowFault[] = [];
  for (const { line, value } of rows) {
    try {
      results.push({ line, result: { ...read(value), revision: 1, publishedAt: null } });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      faults.push({ line, code: error.code, text: error.message });
    }
  }
  return { form, source: `file:${form}`, results, faults };
}

interface UkDraw {
  drawDate: string;
  balls: number[];
  bonus: number;
  tiers: Array<{ level: number; winners: number; totalWinValueGBP: string; prizeType: string }>;
}

/** The UK operator's prize breakdowns: a list of draws, with the total of each tier. Lines are places in the list. */
function readUkLotto(text: string): ResultsFile | null {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return null;
  }
  const rows = (list as unknown[]).map((value, at) => ({ line: at + 1, value }));
  const known = rows.some(({ value }) => value !== null && typeof value === "object" && "balls" in value);
  return known ? collect("uk-lotto-breakdowns", rows, ukDraw) : null;
}

function ukDraw(value: unknown): Draw {
  const { drawDate, balls, bonus, tiers } = (value ?? {}) as Partial<UkDraw>;
  if (!Array.isArray(balls) || !Array.isArray(tiers)) {
    throw new RowError("wrong-form", "A draw has drawDate, balls, bonus and tiers.");
  }
  const prizesMinor: Record<number, number> = {};
  const winners: Record<number, number> = {};
  for (const tier of tiers) {
    const { level, winners: count, totalWinValueGBP, prizeType } = (tier ?? {}) as Partial<UkDraw["tiers"][number]>;
    if (!Number.isInteger(level) || !Number.isSafeInteger(count) || count! < 0) {
      throw new RowError("wrong-form", "A tier has a level and a count of winners.");
    }
    winners[level!] = count!;
    if (prizeType !== "CASH" || count === 0) continue;
    const total = amount(String(totalWinValueGBP), ".") ?? 0;
    if (total % count! !== 0) {
      throw new RowError("uneven-total", `The total of tier ${level} does not divide among its ${count} winners.`);
    }
    prizesMinor[level!] = total / count!;
  }
  const date = dateOf(String(drawDate), /^(\d{4})-(\d\d)-(\d\d)$/, "ymd");
  return { game: "uk-lotto", date, main: balls, bonus: [bonus!], multiplier: null, prizesMinor, winners };
}
