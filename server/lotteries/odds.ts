import { choose } from "./combinations";
import { divisionTable } from "./division-table";
import type { GameRules } from "./game";

/** A chance as an exact fraction in lowest terms. */
export interface Chance {
  readonly ways: bigint;
  readonly of: bigint;
}

const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));

function chance(ways: bigint, of: bigint): Chance {
  const common = divisor(ways, of);
  return { ways: ways / common, of: of / common };
}

/** How many draws give a line so many main and so many bonus hits, of how many there are. */
function drawsWith(rules: GameRules, main: number, bonus: number): { ways: bigint; of: bigint } {
  const { pick, lowest, highest } = rules.main;
  const drum = highest - lowest + 1;
  if (rules.bonus.kind === "same-drum") {
    // The line's numbers fall among the winning ones, the supplementary ones and the rest of the drum.
    const { drawn } = rules.bonus;
    return {
      ways: choose(pick, main) * choose(drawn, bonus) * choose(drum - pick - drawn, pick - main - bonus),
      of: choose(drum, pick),
    };
  }
  const own = rules.bonus;
  const ownDrum = own.highest - own.lowest + 1;
  return {
    ways:
      choose(pick, main) *
      choose(drum - pick, pick - main) *
      choose(own.pick, bonus) *
      choose(ownDrum - own.pick, own.pick - bonus),
    of: choose(drum, pick) * choose(ownDrum, own.pick),
  };
}

/** The exact chance of one line for each division, and under 0 for no prize (L1). */
export function oddsOf(rules: GameRules): Map<number, Chance> {
  const { cells, width, mostBonus } = divisionTable(rules);
  const ways = new Map<number, bigint>([[0, 0n]]);
  let of = 1n;
  for (const { division } of rules.divisions) ways.set(division, 0n);
  for (let main = 0; main <= rules.main.pick; main++) {
    for (let bonus = 0; bonus <= mostBonus; bonus++) {
      const division = cells[main * width + bonus]!;
      const draws = drawsWith(rules, main, bonus);
      of = draws.of;
      ways.set(division, ways.get(division)! + draws.ways);
    }
  }
  return new Map([...ways].map(([division, count]) => [division, chance(count, of)]));
}

/** The chance of any prize at all. */
export function anyPrize(rules: GameRules): Chance {
  const none = oddsOf(rules).get(0)!;
  return chance(none.of - none.ways, none.of);
}

/** `1 in N`, N as text with `digits` decimals, rounded half up; exact at any size. `lines`: of so many lines together. */
export function oneIn({ ways, of }: Chance, digits: number, lines = 1): string {
  const scale = 10n ** BigInt(digits);
  const below = ways * BigInt(lines);
  const scaled = (of * scale * 2n + below) / (below * 2n);
  const whole = (scaled / scale).toString();
  return digits === 0 ? whole : `${whole}.${(scaled % scale).toString().padStart(digits, "0")}`;
}
