import type { GameRules } from "@/server/lotteries/game";
import type { Drawn } from "@/server/lotteries/packed-lines";
import type { Entry } from "@/server/lotteries/selection";

/** Settlement as a child would do it, for comparison: sets, loops, no table, no bits. The division or null. */
export function plainDivision(rules: GameRules, drawn: Drawn, line: Pick<Entry, "main" | "bonus">): number | null {
  const winning = new Set(drawn.main);
  const extra = new Set(drawn.bonus);
  let main = 0;
  for (const number of line.main) if (winning.has(number)) main += 1;
  let bonus = 0;
  for (const number of rules.bonus.kind === "same-drum" ? line.main : line.bonus) if (extra.has(number)) bonus += 1;
  for (const { division, match } of rules.divisions) {
    for (const one of match) {
      if (one.main !== main) continue;
      if (one.bonus === undefined) return division;
      if (typeof one.bonus === "number" ? one.bonus === bonus : bonus >= one.bonus.atLeast) return division;
    }
  }
  return null;
}

export function subsets(numbers: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  return numbers.flatMap((number, at) => subsets(numbers.slice(at + 1), size - 1).map((rest) => [number, ...rest]));
}

/** Every line that a system entry stands for, written out. */
export function expand(rules: GameRules, entry: Entry): Array<Pick<Entry, "main" | "bonus">> {
  const bonuses = rules.bonus.kind === "own-drum" ? subsets(entry.bonus, rules.bonus.pick) : [[]];
  return subsets(entry.main, rules.main.pick).flatMap((main) => bonuses.map((bonus) => ({ main, bonus })));
}
