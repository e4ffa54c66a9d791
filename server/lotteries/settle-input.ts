import { parseDate } from "@/server/jurisdiction/age";
import { findGame, rulesOn } from "./catalogue";
import { bonusDrawn } from "./division-table";
import type { GameRules } from "./game";
import { type Entry, isFault, numbersFault, readEntry } from "./selection";
import { type DrawOutcome, explainEntry, PrizeTooLarge, settleEntries } from "./settle";

/** An input that cannot be settled: a stable code, and where the fault is in words. */
export interface SettleError {
  readonly error: { readonly code: string; readonly text: string };
}

/** One line of the input, answered. An impossible line says why, and wins nothing. */
export interface LineAnswer {
  readonly valid: boolean;
  readonly division: number | null;
  readonly prizeMinor: number | null;
  readonly divisions?: Readonly<Record<number, number>>;
  readonly reason?: string;
  readonly text?: string;
}

export interface SettleAnswer {
  readonly lines: readonly LineAnswer[];
}

class Invalid extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

const MAXIMUM_LINES = 2_000_000;
const LARGEST_PRIZE = 1e15;

/** Answers one line of text (L4). `explain` adds what matched. Never throws for what the text holds. */
export function settleText(text: string, explain = false): SettleAnswer | SettleError {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: { code: "invalid-json", text: `The line is not JSON: ${(error as Error).message}.` } };
  }
  try {
    return settleValue(value, explain);
  } catch (error) {
    if (error instanceof Invalid) return { error: { code: error.code, text: error.message } };
    if (error instanceof PrizeTooLarge) return { error: { code: "prize-too-large", text: error.message } };
    throw error;
  }
}

function settleValue(value: unknown, explain: boolean): SettleAnswer {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Invalid("invalid-input", "The line has to be an object.");
  }
  const input = value as Record<string, unknown>;
  const rules = rulesAt(input);
  const outcome = readOutcome(rules, input);
  if (!Array.isArray(input.lines)) throw new Invalid("invalid-input", "lines has to be a list.");
  if (input.lines.length > MAXIMUM_LINES) {
    throw new Invalid(
      "too-large",
      `There are ${input.lines.length} lines; at most ${MAXIMUM_LINES} are settled at once.`,
    );
  }
  const read = input.lines.map((line) => readEntry(rules, line));
  const entries = read.filter((entry): entry is Entry => !isFault(entry));
  const settled = explain
    ? entries.map((entry) => explainEntry(rules, outcome, entry))
    : settleEntries(rules, outcome, entries);
  const answers = new Map<object, LineAnswer>();
  let at = 0;
  const lines = read.map((entry): LineAnswer => {
    if (isFault(entry)) return { valid: false, division: null, prizeMinor: null, ...entry };
    const one = settled[at++]!;
    // Lines that come to the same share one answer, and its text is written once.
    let answer = answers.get(one);
    if (!answer) {
      answer = { valid: true, ...one };
      answers.set(one, answer);
    }
    return answer;
  });
  return { lines };
}

function rulesAt(input: Record<string, unknown>): GameRules {
  if (typeof input.game !== "string") throw new Invalid("invalid-input", "game has to be the id of a game.");
  const game = findGame(input.game);
  if (!game) throw new Invalid("unknown-game", `The catalogue has no game ${JSON.stringify(input.game.slice(0, 60))}.`);
  if (typeof input.date !== "string" || !parseDate(input.date)) {
    throw new Invalid("invalid-date", "date has to be a date of the calendar, written YYYY-MM-DD.");
  }
  const rules = rulesOn(game, input.date);
  if (rules) return rules;
  const [first, last] = [game.versions[0]!.validFrom, game.versions.at(-1)!.validTo];
  throw new Invalid(
    "no-rules",
    `The catalogue knows the rules of ${game.name} from ${first}${last ? ` to ${last}` : " on"}, and not for ${input.date}.`,
  );
}

function readOutcome(rules: GameRules, { main, bonus, multiplier, prizes }: Record<string, unknown>): DrawOutcome {
  return {
    main: numbersAt(main, "main", rules.main.pick, rules.main),
    bonus: bonusAt(rules, main as number[], bonus ?? []),
    multiplier: multiplierAt(rules, multiplier ?? null),
    prizesMinor: prizesAt(rules, prizes ?? null),
  };
}

function numbersAt(value: unknown, name: string, count: number, pool: GameRules["main"]): number[] {
  if (!Array.isArray(value)) throw new Invalid("invalid-input", `${name} of the draw has to be a list of numbers.`);
  const wrong = value.length > 200 ? null : numbersFault(value, pool, `${name} numbers of the draw`);
  if (wrong) throw new Invalid(wrong.reason, wrong.text);
  if (value.length !== count) {
    const reason = name === "main" ? "wrong-count" : "wrong-bonus-count";
    throw new Invalid(reason, `The draw has ${count} ${name} numbers; these are ${value.length}.`);
  }
  return value as number[];
}

function bonusAt(rules: GameRules, main: readonly number[], value: unknown): number[] {
  if (rules.bonus.kind === "own-drum") return numbersAt(value, "bonus", rules.bonus.pick, rules.bonus);
  const bonus = numbersAt(value, "bonus", bonusDrawn(rules), rules.main);
  const twice = bonus.find((number) => main.includes(number));
  if (twice !== undefined) {
    throw new Invalid("duplicate-number", `${twice} was drawn as a main number and cannot be a bonus number too.`);
  }
  return bonus;
}

/** Every multiplier that may be given for a whole draw of these rules. */
function drawMultipliers(rules: GameRules): number[] {
  const drawn = rules.addOns.flatMap(({ effect }) => (effect.kind === "drawn-multiplier" ? effect.multipliers : []));
  return [...drawn, ...(rules.lineMultiplier?.multipliers ?? [])].map(({ multiplier }) => multiplier);
}

function multiplierAt(rules: GameRules, value: unknown): number | null {
  if (value === null) return null;
  const known = drawMultipliers(rules);
  if (known.length === 0) throw new Invalid("no-multiplier", "This game has no multiplier on that date.");
  if (typeof value === "number" && known.includes(value)) return value;
  throw new Invalid("bad-multiplier", `The multiplier is one of ${known.join(", ")}, not ${JSON.stringify(value)}.`);
}

function prizesAt(rules: GameRules, value: unknown): Map<number, number> {
  const prizes = new Map<number, number>();
  if (value === null) return prizes;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Invalid("invalid-input", "prizes has to be an object of amounts by division.");
  }
  for (const [key, amount] of Object.entries(value)) {
    const row = rules.divisions.find(({ division }) => String(division) === key);
    if (!row) throw new Invalid("unknown-division", `This game has no division ${JSON.stringify(key.slice(0, 40))}.`);
    if (amount === null) continue;
    if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 0 || amount > LARGEST_PRIZE) {
      throw new Invalid("invalid-amount", `The prize of division ${key} has to be a whole number of minor units.`);
    }
    prizes.set(row.division, amount);
  }
  return prizes;
}

/** The answer as JSON; what many lines share is written out once. */
export function settleJson(answer: SettleAnswer | SettleError): string {
  if ("error" in answer) return JSON.stringify(answer);
  const written = new Map<LineAnswer, string>();
  const parts: string[] = new Array(answer.lines.length);
  for (let at = 0; at < parts.length; at++) {
    const line = answer.lines[at]!;
    let text = written.get(line);
    if (text === undefined) {
      text = JSON.stringify(line);
      written.set(line, text);
    }
    parts[at] = text;
  }
  return `{"lines":[${parts.join(",")}]}`;
}
