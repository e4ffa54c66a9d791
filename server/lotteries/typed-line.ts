import type { GameRules } from "./game";
import { type Entry, type EntryFault, isFault, lineCount, numbersFault, priceMinor, readEntry } from "./selection";
import { countSystem, type DrawOutcome, type Explained, explainEntry, prizeOf } from "./settle";

/** Why a typed line cannot be, with what a page needs to say so in its own words. */
export interface LineFault {
  /** One of `readEntry`'s, or `unreadable` for signs that are no numbers, or `too-many-lines`. */
  readonly reason: string;
  readonly params: Readonly<Record<string, string | number>>;
}

/** One division that a line or some lines of a system entry won. */
export interface WonDivision {
  readonly division: number;
  readonly label: string;
  readonly lines: number;
  /** What one line gets; null where it is no money, or not known. */
  readonly eachMinor: number | null;
  readonly inKind: string | null;
}

export interface CheckedLine {
  readonly typed: string;
  readonly fault: LineFault | null;
  /** The three are null for a line that cannot be. */
  readonly entry: Entry | null;
  readonly lines: number | null;
  readonly priceMinor: number | null;
  /** Null without a result. */
  readonly settled: (Explained & { readonly won: readonly WonDivision[] }) | null;
}

/** How many rows are read; a ticket of any lottery holds fewer. */
export const MOST_ROWS = 100;
const MOST_CHARACTERS = 400;

/**
 * Reads lines as people write them, one a row: main numbers, then after a plus the bonus numbers, then where a game prints
 * multipliers `x3`; blanks, commas, and dashes between two numbers part them. Empty rows are passed over. With `systems` a row of more numbers
 * than a line has is a system entry. Each row is judged by itself: what cannot be says why, the rest are settled.
 */
export function checkRows(
  rules: GameRules,
  outcome: DrawOutcome | null,
  text: string,
  options: { systems: boolean; addOns: readonly string[] },
): CheckedLine[] {
  const rows = text
    .split(/\r?\n/)
    .map((row) => row.trim())
    .filter(Boolean);
  return rows.slice(0, MOST_ROWS + 1).map((typed, at) => {
    if (at === MOST_ROWS) return impossible(typed, "too-many-lines", { most: MOST_ROWS });
    return checkLine(rules, outcome, typed, options);
  });
}

function impossible(typed: string, reason: string, params: LineFault["params"] = {}): CheckedLine {
  return { typed, fault: { reason, params }, entry: null, lines: null, priceMinor: null, settled: null };
}

function checkLine(
  rules: GameRules,
  outcome: DrawOutcome | null,
  typed: string,
  { systems, addOns }: { systems: boolean; addOns: readonly string[] },
): CheckedLine {
  if (typed.length > MOST_CHARACTERS) return impossible(typed.slice(0, MOST_CHARACTERS), "unreadable", { text: "…" });
  const read = readRow(typed);
  if ("text" in read) return impossible(typed, "unreadable", { text: read.text });
  const { main, bonus, multiplier } = read;
  const system = systems && main.length > rules.main.pick ? main.length : null;
  const entry = readEntry(rules, { main, bonus, system, addOns, multiplier });
  if (isFault(entry)) return impossible(typed, entry.reason, paramsOf(rules, entry, read, system));
  return {
    typed,
    fault: null,
    entry,
    lines: lineCount(rules, entry),
    priceMinor: priceMinor(rules, [entry]),
    settled: outcome && { ...explainEntry(rules, outcome, entry), won: wonBy(rules, outcome, entry) },
  };
}

interface Row {
  main: number[];
  bonus: number[];
  multiplier: number | null;
}

function readRow(typed: string): Row | { text: string } {
  const multiplied = /^(.*?)\s*[x×]\s*(\d{1,2})$/i.exec(typed);
  const [mainText = "", bonusText = "", ...more] = (multiplied ? multiplied[1]! : typed).split("+");
  if (more.length > 0) return { text: "+" };
  const main = numbersIn(mainText);
  const bonus = numbersIn(bonusText);
  if ("text" in main) return main;
  if ("text" in bonus) return bonus;
  return { main: main.numbers, bonus: bonus.numbers, multiplier: multiplied ? Number(multiplied[2]) : null };
}

function numbersIn(text: string): { numbers: number[] } | { text: string } {
  // A dash before a number is a minus sign, and no lottery has such numbers.
  const parts = text
    .replace(/(?<=\d)[–-](?=\d)/g, " ")
    .split(/[\s,;·]+/)
    .filter(Boolean);
  const wrong = parts.find((part) => !/^\d{1,3}$/.test(part));
  return wrong === undefined ? { numbers: parts.map(Number) } : { text: wrong.slice(0, 20) };
}

function paramsOf(rules: GameRules, { reason }: EntryFault, row: Row, system: number | null): LineFault["params"] {
  const own = rules.bonus.kind === "own-drum" ? rules.bonus : null;
  const inMain = numbersFault(row.main, rules.main, "") !== null;
  const [numbers, pool] = inMain || !own ? [row.main, rules.main] : [row.bonus, own];
  const outside = numbers.find((number) => number < pool.lowest || number > pool.highest) ?? 0;
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at) ?? 0;
  switch (reason) {
    case "out-of-range":
      return { number: outside, lowest: pool.lowest, highest: pool.highest, bonus: inMain ? "no" : "yes" };
    case "duplicate-number":
      return { number: twice };
    case "wrong-count":
      return { pick: rules.main.pick, count: row.main.length };
    case "wrong-bonus-count":
      return { pick: own?.pick ?? 0, count: row.bonus.length, system: system === null ? "no" : "yes" };
    case "bad-multiplier":
      return {
        multiplier: row.multiplier ?? 0,
        known: (rules.lineMultiplier?.multipliers ?? []).map((one) => one.multiplier).join(", "),
      };
    default:
      return {};
  }
}

function wonBy(rules: GameRules, outcome: DrawOutcome, entry: Entry): WonDivision[] {
  const counts = entry.system === null ? new Map<number, number>() : countSystem(rules, outcome, entry);
  if (entry.system === null) {
    const { division } = explainEntry(rules, outcome, entry);
    if (division !== null) counts.set(division, 1);
  }
  return [...counts].map(([division, lines]) => {
    const row = rules.divisions[division - 1]!;
    const eachMinor = prizeOf(rules, outcome, division, entry);
    return {
      ...{ division, label: row.label, lines, eachMinor },
      inKind: row.prize.kind === "in-kind" && eachMinor === null ? row.prize.what : null,
    };
  });
}
