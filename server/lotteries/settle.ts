import { choose } from "./combinations";
import { bonusDrawn, bonusPicked, divisionTable } from "./division-table";
import { type GameRules, isMultiplied } from "./game";
import { type Drawn, PackedLines } from "./packed-lines";
import type { Entry } from "./selection";

/** What a draw came to, as settlement needs it. */
export interface DrawOutcome extends Drawn {
  /** Drawn for the add-on that multiplies; for games that print multipliers, of lines that name none. Null: not known. */
  readonly multiplier: number | null;
  /**
   * What one winning line of a division gets without any multiplier, in minor units, where the lottery has said so. It
   * counts before the amount of the rules (a jackpot that rolls down, states that pay from pools).
   */
  readonly prizesMinor: ReadonlyMap<number, number>;
}

export interface Settled {
  /** The highest division won, or null for no prize. */
  readonly division: number | null;
  /** Null where there is no prize, where it is no money, and where the amount is not known yet. */
  readonly prizeMinor: number | null;
  /** Of a system entry: how many of its lines won in each division. */
  readonly divisions?: Readonly<Record<number, number>>;
}

const NO_PRIZE: Settled = Object.freeze({ division: null, prizeMinor: null });

/** The amounts came to more than can be kept exactly. */
export class PrizeTooLarge extends Error {
  override readonly name = "PrizeTooLarge";
}

/** What one line gets in a division it has won, in minor units; null where it is no money or not known. */
export function prizeOf(
  rules: GameRules,
  outcome: DrawOutcome,
  division: number,
  { addOns, multiplier }: Pick<Entry, "addOns" | "multiplier">,
): number | null {
  const row = rules.divisions[division - 1]!;
  const base = outcome.prizesMinor.get(division) ?? (row.prize.kind === "fixed" ? row.prize.amountMinor : null);
  let times: number | null = 1;
  for (const { id, effect } of rules.addOns) {
    if (effect.kind !== "drawn-multiplier" || !addOns.includes(id)) continue;
    const fixed = effect.fixedMinor[division];
    if (fixed !== undefined) return fixed;
    if (isMultiplied(row.prize)) times = outcome.multiplier;
  }
  if (rules.lineMultiplier && isMultiplied(row.prize)) times = multiplier ?? outcome.multiplier;
  if (base === null || times === null) return null;
  return exact(BigInt(base) * BigInt(times));
}

function exact(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new PrizeTooLarge("The prize is too large to be kept exactly.");
  return Number(amount);
}

/** How many of the numbers are among the others. */
export function hitsOf(numbers: readonly number[], among: readonly number[]): number[] {
  return numbers.filter((number) => among.includes(number));
}

/**
 * How many of a system entry's lines win in each division: counted by the ways to choose its hits and its misses, never
 * by making the lines (a System 20 stands for 38,760).
 */
export function countSystem(rules: GameRules, drawn: Drawn, entry: Entry): Map<number, number> {
  const { cells, width } = divisionTable(rules);
  const { pick } = rules.main;
  const counts = new Map<number, number>();
  const main = hitsOf(entry.main, drawn.main).length;
  const ownDrum = rules.bonus.kind === "own-drum";
  const bonus = hitsOf(ownDrum ? entry.bonus : entry.main, drawn.bonus).length;
  const misses = entry.main.length - main - (ownDrum ? 0 : bonus);
  const bonusPick = bonusPicked(rules);
  for (let mainHits = 0; mainHits <= Math.min(pick, main); mainHits++) {
    for (let bonusHits = 0; bonusHits <= Math.min(bonusDrawn(rules), bonus); bonusHits++) {
      const division = cells[mainHits * width + bonusHits]!;
      if (division === 0) continue;
      const ways = ownDrum
        ? choose(main, mainHits) *
          choose(misses, pick - mainHits) *
          choose(bonus, bonusHits) *
          choose(entry.bonus.length - bonus, bonusPick - bonusHits)
        : choose(main, mainHits) * choose(bonus, bonusHits) * choose(misses, pick - mainHits - bonusHits);
      if (ways > 0n) counts.set(division, (counts.get(division) ?? 0) + Number(ways));
    }
  }
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** The money of all winning lines together; null where a part of it is not known, and where none of it is money. */
function settleSystem(rules: GameRules, outcome: DrawOutcome, entry: Entry): Settled {
  const counts = countSystem(rules, outcome, entry);
  let sum = 0n;
  let unknown = false;
  let money = false;
  for (const [division, count] of counts) {
    const prize = prizeOf(rules, outcome, division, entry);
    if (prize === null && rules.divisions[division - 1]!.prize.kind === "in-kind") continue;
    money = true;
    if (prize === null) unknown = true;
    else sum += BigInt(prize) * BigInt(count);
  }
  const [highest] = counts.keys();
  return {
    division: highest ?? null,
    prizeMinor: unknown || !money ? null : exact(sum),
    divisions: Object.fromEntries(counts),
  };
}

/** Settles one entry, a line or a system entry, that was read under the same rules. Throws {@link PrizeTooLarge}. */
export function settleEntry(rules: GameRules, outcome: DrawOutcome, entry: Entry): Settled {
  if (entry.system !== null) return settleSystem(rules, outcome, entry);
  const { cells, width } = divisionTable(rules);
  const chosen = rules.bonus.kind === "own-drum" ? entry.bonus : entry.main;
  const division = cells[hitsOf(entry.main, outcome.main).length * width + hitsOf(chosen, outcome.bonus).length]!;
  return division === 0 ? NO_PRIZE : { division, prizeMinor: prizeOf(rules, outcome, division, entry) };
}

// Kept between calls, so that settling one line does not ask for memory each time; one that grew large is let go again.
const scratch = new WeakMap<GameRules, PackedLines>();
const ORDINARY_LINES = 4096;

function scratchFor(rules: GameRules, lines: number): PackedLines {
  const kept = scratch.get(rules);
  if (kept && kept.capacity >= lines && (kept.capacity === ORDINARY_LINES || kept.capacity <= lines * 8)) return kept;
  const fresh = new PackedLines(rules, Math.max(lines, ORDINARY_LINES));
  scratch.set(rules, fresh);
  return fresh;
}

/**
 * Settles entries that were read by `readEntry` under the same rules (L4): pure, one answer for each, in order. Lines that
 * come to the same share one answer. Throws {@link PrizeTooLarge}.
 */
export function settleEntries(rules: GameRules, outcome: DrawOutcome, entries: readonly Entry[]): Settled[] {
  const packed = scratchFor(rules, entries.length);
  entries.forEach((entry, at) => {
    if (entry.system === null) packed.put(at, entry.main, entry.bonus);
  });
  const divisions = packed.divisions(outcome, entries.length);
  const answers = new Map<string, Settled>();
  const plain: Array<Settled | undefined> = [NO_PRIZE];
  return entries.map((entry, at) => {
    if (entry.system !== null) return settleEntry(rules, outcome, entry);
    const division = divisions[at]!;
    const bare = entry.addOns.length === 0 && entry.multiplier === null;
    if (division === 0 || (bare && plain[division])) return plain[division]!;
    const key = bare ? "" : `${division} ${entry.multiplier} ${entry.addOns}`;
    let answer = bare ? undefined : answers.get(key);
    if (!answer) {
      answer = Object.freeze({ division, prizeMinor: prizeOf(rules, outcome, division, entry) });
      if (bare) plain[division] = answer;
      else answers.set(key, answer);
    }
    return answer;
  });
}

export interface Explained extends Settled {
  /** The entry's numbers that were drawn. */
  readonly matchedMain: readonly number[];
  /** Its bonus numbers that were drawn; of a game whose bonus nobody chooses, its main numbers among the supplementary. */
  readonly matchedBonus: readonly number[];
  /** The division's own label, such as `4+1`. */
  readonly label: string | null;
  /** What the prize is where it is not money. */
  readonly inKind: string | null;
}

/** The same answer with what made it, for the page of a ticket. */
export function explainEntry(rules: GameRules, outcome: DrawOutcome, entry: Entry): Explained {
  const settled = settleEntry(rules, outcome, entry);
  const row = settled.division === null ? null : rules.divisions[settled.division - 1]!;
  const chosen = rules.bonus.kind === "own-drum" ? entry.bonus : entry.main;
  return {
    ...settled,
    matchedMain: hitsOf(entry.main, outcome.main),
    matchedBonus: hitsOf(chosen, outcome.bonus),
    label: row?.label ?? null,
    inKind: row?.prize.kind === "in-kind" && settled.prizeMinor === null ? row.prize.what : null,
  };
}
