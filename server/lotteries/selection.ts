import { choose } from "./combinations";
import { bonusPicked } from "./division-table";
import type { AddOn, GameRules, Pool } from "./game";

/**
 * What somebody plays (L3): a single line, or with `system` every line that the chosen numbers hold. The same shape is
 * sold, sent to a lottery, kept and settled, and {@link readEntry} is the one place that says whether it can be.
 */
export interface Entry {
  readonly main: readonly number[];
  /** Chosen bonus numbers; empty where the game lets nobody choose them. */
  readonly bonus: readonly number[];
  /** How many main numbers a system entry holds; null for a single line. */
  readonly system: number | null;
  readonly addOns: readonly string[];
  /** The multiplier printed on the line, in games that print one; null while it is not known. */
  readonly multiplier: number | null;
}

/** Why a line cannot be: a stable code, and words. */
export interface EntryFault {
  readonly reason: string;
  readonly text: string;
}

export function isFault(read: Entry | EntryFault): read is EntryFault {
  return "reason" in read;
}

const NOTHING: readonly never[] = Object.freeze([]);
const MOST_NUMBERS = 200;

const fault = (reason: string, text: string): EntryFault => ({ reason, text });
const sizeOf = ({ lowest, highest }: Pool) => highest - lowest + 1;
const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 40) ?? String(value);

// One scratch for finding numbers that stand twice; reading a line never waits for anything in between.
const seen = new Uint32Array(256);
let round = 0;

/** Why these cannot be numbers of the pool, or null: whole, within it, none twice. */
export function numbersFault(values: readonly unknown[], { lowest, highest }: Pool, what: string): EntryFault | null {
  round = (round + 1) >>> 0;
  if (round === 0) {
    // Four thousand million lines later the marks of the first would be taken for this one's.
    seen.fill(0);
    round = 1;
  }
  for (const value of values) {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return fault("not-a-number", `${shown(value)} is no whole number among the ${what}.`);
    }
    if (value < lowest || value > highest) {
      return fault("out-of-range", `${value} is not one of the ${what}, which go from ${lowest} to ${highest}.`);
    }
    if (seen[value] === round) return fault("duplicate-number", `${value} stands twice among the ${what}.`);
    seen[value] = round;
  }
  return null;
}

/** Reads what may be a line or a system entry of a game. Unknown keys are left alone. */
export function readEntry(rules: GameRules, value: unknown): Entry | EntryFault {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return fault("invalid-input", "A line has to be an object.");
  }
  const { main, bonus = null, system = null, addOns = null, multiplier = null } = value as Record<string, unknown>;
  if (!Array.isArray(main) || main.length > MOST_NUMBERS) {
    return fault("invalid-input", "main has to be a list of numbers.");
  }
  if (bonus !== null && (!Array.isArray(bonus) || bonus.length > MOST_NUMBERS)) {
    return fault("invalid-input", "bonus has to be a list of numbers.");
  }
  const wrong =
    numbersFault(main, rules.main, "main numbers") ??
    systemFault(rules, system, main.length) ??
    bonusFault(rules, bonus ?? NOTHING, system !== null) ??
    addOnsFault(rules, addOns) ??
    multiplierFault(rules, multiplier);
  return (
    wrong ?? {
      main: main as number[],
      bonus: (bonus as number[] | null) ?? NOTHING,
      system: system as number | null,
      addOns: (addOns as string[] | null) ?? NOTHING,
      multiplier: multiplier as number | null,
    }
  );
}

function systemFault({ main }: GameRules, system: unknown, count: number): EntryFault | null {
  if (system === null) {
    if (count === main.pick) return null;
    return fault("wrong-count", `A line has ${main.pick} main numbers; this one has ${count}.`);
  }
  if (typeof system !== "number" || !Number.isInteger(system) || system < main.pick || system > sizeOf(main)) {
    return fault(
      "bad-system",
      `A system entry has ${main.pick} to ${sizeOf(main)} main numbers, not ${shown(system)}.`,
    );
  }
  if (count === system) return null;
  return fault("wrong-count", `A System ${system} has ${system} main numbers; this one has ${count}.`);
}

function bonusFault(rules: GameRules, bonus: readonly unknown[], system: boolean): EntryFault | null {
  if (rules.bonus.kind === "same-drum") {
    if (bonus.length === 0) return null;
    return fault("bonus-not-chosen", "Bonus numbers of this game are drawn and not chosen; a line has none.");
  }
  const wrong = numbersFault(bonus, rules.bonus, "bonus numbers");
  if (wrong) return wrong;
  const { pick } = rules.bonus;
  if (bonus.length === pick || (system && bonus.length > pick)) return null;
  return fault(
    "wrong-bonus-count",
    `A ${system ? "system entry has at least" : "line has"} ${pick} bonus number${pick === 1 ? "" : "s"}; this one has ${bonus.length}.`,
  );
}

function addOnsFault({ addOns: known }: GameRules, addOns: unknown): EntryFault | null {
  if (addOns === null) return null;
  if (!Array.isArray(addOns)) return fault("invalid-input", "addOns has to be a list.");
  for (let at = 0; at < addOns.length; at++) {
    if (!known.some(({ id }) => id === addOns[at])) {
      return fault("unknown-add-on", `This game has no add-on ${shown(addOns[at])} on that date.`);
    }
    if (addOns.indexOf(addOns[at]) !== at) return fault("duplicate-add-on", `${addOns[at]} stands twice.`);
  }
  return null;
}

function multiplierFault({ lineMultiplier }: GameRules, multiplier: unknown): EntryFault | null {
  if (multiplier === null) return null;
  if (!lineMultiplier) return fault("no-multiplier", "Lines of this game carry no multiplier of their own.");
  if (lineMultiplier.multipliers.some((one) => one.multiplier === multiplier)) return null;
  return fault("bad-multiplier", `${shown(multiplier)} is no multiplier that this game prints.`);
}

/** How many single lines an entry stands for. */
export function lineCount(rules: GameRules, { main, bonus, system }: Entry): number {
  if (system === null) return 1;
  return Number(choose(main.length, rules.main.pick) * choose(bonus.length, bonusPicked(rules)));
}

/** What may be wrong with entries together, or null: whole plays, the least that is sold, one bonus for a whole ticket. */
export function ticketFault(rules: GameRules, entries: readonly Entry[]): EntryFault | null {
  const { linesPerPlay, minimumLines } = rules.price;
  const lines = entries.reduce((sum, entry) => sum + lineCount(rules, entry), 0);
  if (lines < minimumLines)
    return fault("too-few-lines", `At least ${minimumLines} lines are sold; these are ${lines}.`);
  if (lines % linesPerPlay !== 0) {
    return fault("no-whole-play", `Lines are sold ${linesPerPlay} at a time; these are ${lines}.`);
  }
  if (rules.bonus.kind === "own-drum" && rules.bonus.perTicket) {
    const first = entries[0]!.bonus;
    if (entries.some(({ bonus }) => bonus.length !== first.length || bonus.some((one) => !first.includes(one)))) {
      return fault("bonus-per-ticket", "All lines of a ticket have the same bonus number.");
    }
  }
  return null;
}

/** What entries cost for one draw by the catalogue's price, in minor units; add-ons included where their price is known. */
export function priceMinor(rules: GameRules, entries: readonly Entry[]): number {
  let lines = 0;
  let extra = 0;
  for (const entry of entries) {
    const count = lineCount(rules, entry);
    lines += count;
    for (const id of entry.addOns) {
      const addOn = rules.addOns.find((one: AddOn) => one.id === id);
      extra += count * (addOn?.perLineMinor ?? 0);
    }
  }
  return (lines / rules.price.linesPerPlay) * rules.price.perPlayMinor + extra;
}

/** A whole number from 0 up to but not including `n`, every one as likely as the others. */
export type RandomBelow = (n: number) => number;

/** `count` numbers of the pool, ascending; every set as likely as every other, given a fair `below`. */
export function randomNumbers(pool: Pool, count: number, below: RandomBelow): number[] {
  const drum = Array.from({ length: sizeOf(pool) }, (_, at) => pool.lowest + at);
  if (count > drum.length) throw new RangeError(`There are no ${count} numbers in a drum of ${drum.length}.`);
  for (let at = 0; at < count; at++) {
    const from = at + below(drum.length - at);
    [drum[at], drum[from]] = [drum[from]!, drum[at]!];
  }
  return drum.slice(0, count).sort((a, b) => a - b);
}

/** A random line, or with `system` a random system entry. */
export function randomEntry(
  rules: GameRules,
  below: RandomBelow,
  { system = null, addOns = NOTHING }: { system?: number | null; addOns?: readonly string[] } = {},
): Entry {
  return {
    main: randomNumbers(rules.main, system ?? rules.main.pick, below),
    bonus: rules.bonus.kind === "own-drum" ? randomNumbers(rules.bonus, rules.bonus.pick, below) : NOTHING,
    system,
    addOns,
    multiplier: null,
  };
}

/** So many random lines, no two with the same numbers; one bonus for all where the ticket carries it. */
export function randomLines(
  rules: GameRules,
  count: number,
  below: RandomBelow,
  addOns: readonly string[] = NOTHING,
): Entry[] {
  const perTicket = rules.bonus.kind === "own-drum" && rules.bonus.perTicket === true;
  const different = perTicket
    ? Number(choose(sizeOf(rules.main), rules.main.pick))
    : Number(choose(sizeOf(rules.main), rules.main.pick)) *
      (rules.bonus.kind === "own-drum" ? Number(choose(sizeOf(rules.bonus), rules.bonus.pick)) : 1);
  if (!Number.isSafeInteger(count) || count < 1 || count > different) {
    throw new RangeError(`There are not ${count} different lines.`);
  }
  const lines = new Map<string, Entry>();
  let bonus: readonly number[] | null = null;
  while (lines.size < count) {
    const drawn = randomEntry(rules, below, { addOns });
    bonus ??= drawn.bonus;
    const line = perTicket ? { ...drawn, bonus } : drawn;
    lines.set(`${line.main}|${line.bonus}`, line);
  }
  return [...lines.values()];
}
