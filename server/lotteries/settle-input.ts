import { parseDate } from "@/server/jurisdiction/age";
import { findGame, rulesOn } from "./catalogue";
import { InvalidDraw, readOutcome } from "./draw-outcome";
import type { GameRules } from "./game";
import { type Entry, isFault, readEntry } from "./selection";
import { explainEntry, PrizeTooLarge, settleEntries } from "./settle";

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

const MAXIMUM_LINES = 2_000_000;

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
    if (error instanceof InvalidDraw) return { error: { code: error.code, text: error.message } };
    if (error instanceof PrizeTooLarge) return { error: { code: "prize-too-large", text: error.message } };
    throw error;
  }
}

function settleValue(value: unknown, explain: boolean): SettleAnswer {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new InvalidDraw("invalid-input", "The line has to be an object.");
  }
  const input = value as Record<string, unknown>;
  const rules = rulesAt(input);
  const outcome = readOutcome(rules, input);
  if (!Array.isArray(input.lines)) throw new InvalidDraw("invalid-input", "lines has to be a list.");
  if (input.lines.length > MAXIMUM_LINES) {
    throw new InvalidDraw(
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
  if (typeof input.game !== "string") throw new InvalidDraw("invalid-input", "game has to be the id of a game.");
  const game = findGame(input.game);
  if (!game)
    throw new InvalidDraw("unknown-game", `The catalogue has no game ${JSON.stringify(input.game.slice(0, 60))}.`);
  if (typeof input.date !== "string" || !parseDate(input.date)) {
    throw new InvalidDraw("invalid-date", "date has to be a date of the calendar, written YYYY-MM-DD.");
  }
  const rules = rulesOn(game, input.date);
  if (rules) return rules;
  const [first, last] = [game.versions[0]!.validFrom, game.versions.at(-1)!.validTo];
  throw new InvalidDraw(
    "no-rules",
    `The catalogue knows the rules of ${game.name} from ${first}${last ? ` to ${last}` : " on"}, and not for ${input.date}.`,
  );
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
