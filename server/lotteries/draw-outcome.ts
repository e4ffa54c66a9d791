import { bonusDrawn } from "./division-table";
import type { GameRules } from "./game";
import { numbersFault } from "./selection";
import type { DrawOutcome } from "./settle";

/** What was given of a draw cannot be: a stable code, and words. */
export class InvalidDraw extends Error {
  override readonly name = "InvalidDraw";
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

const LARGEST_PRIZE = 1e15;

/**
 * Reads what may be the outcome of a draw: `main`, `bonus`, `multiplier` and `prizes` by division. The one place that
 * knows what a game can draw: for the command line, for files of results, and for what a lottery says. Throws
 * {@link InvalidDraw}.
 */
export function readOutcome(
  rules: GameRules,
  { main, bonus, multiplier, prizes }: Record<string, unknown>,
): DrawOutcome {
  return {
    main: numbersAt(main, "main", rules.main.pick, rules.main),
    bonus: bonusAt(rules, main as number[], bonus ?? []),
    multiplier: multiplierAt(rules, multiplier ?? null),
    prizesMinor: prizesAt(rules, prizes ?? null),
  };
}

function numbersAt(value: unknown, name: string, count: number, pool: GameRules["main"]): number[] {
  if (!Array.isArray(value)) throw new InvalidDraw("invalid-input", `${name} of the draw has to be a list of numbers.`);
  const wrong = value.length > 200 ? null : numbersFault(value, pool, `${name} numbers of the draw`);
  if (wrong) throw new InvalidDraw(wrong.reason, wrong.text);
  if (value.length !== count) {
    const reason = name === "main" ? "wrong-count" : "wrong-bonus-count";
    throw new InvalidDraw(reason, `The draw has ${count} ${name} numbers; these are ${value.length}.`);
  }
  return value as number[];
}

function bonusAt(rules: GameRules, main: readonly number[], value: unknown): number[] {
  if (rules.bonus.kind === "own-drum") return numbersAt(value, "bonus", rules.bonus.pick, rules.bonus);
  const bonus = numbersAt(value, "bonus", bonusDrawn(rules), rules.main);
  const twice = bonus.find((number) => main.includes(number));
  if (twice !== undefined) {
    throw new InvalidDraw("duplicate-number", `${twice} was drawn as a main number and cannot be a bonus number too.`);
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
  if (known.length === 0) throw new InvalidDraw("no-multiplier", "This game has no multiplier on that date.");
  if (typeof value === "number" && known.includes(value)) return value;
  throw new InvalidDraw(
    "bad-multiplier",
    `The multiplier is one of ${known.join(", ")}, not ${JSON.stringify(value)?.slice(0, 40)}.`,
  );
}

function prizesAt(rules: GameRules, value: unknown): Map<number, number> {
  const prizes = new Map<number, number>();
  if (value === null) return prizes;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new InvalidDraw("invalid-input", "prizes has to be an object of amounts by division.");
  }
  for (const [key, amount] of Object.entries(value)) {
    const row = rules.divisions.find(({ division }) => String(division) === key);
    if (!row)
      throw new InvalidDraw("unknown-division", `This game has no division ${JSON.stringify(key.slice(0, 40))}.`);
    if (amount === null) continue;
    if (typeof amount !== "number" || !Number.isInteger(amount) || amount < 0 || amount > LARGEST_PRIZE) {
      throw new InvalidDraw("invalid-amount", `The prize of division ${key} has to be a whole number of minor units.`);
    }
    prizes.set(row.division, amount);
  }
  return prizes;
}
