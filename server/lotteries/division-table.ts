import type { GameRules } from "./game";

/**
 * A game's divisions as a table: how many main numbers and how many bonus numbers a line shares with the draw gives its
 * division, 0 for none. One table serves single lines, system entries, a million lines at once, and the odds.
 */
export interface DivisionTable {
  /** `cells[main * width + bonus]` */
  readonly cells: Uint8Array;
  readonly width: number;
  /** The most bonus hits a line can have. */
  readonly mostBonus: number;
}

/** How many bonus numbers the lottery draws. */
export function bonusDrawn(rules: GameRules): number {
  return rules.bonus.kind === "own-drum" ? rules.bonus.pick : rules.bonus.drawn;
}

/** How many bonus numbers a line holds of its own. */
export function bonusPicked(rules: GameRules): number {
  return rules.bonus.kind === "own-drum" ? rules.bonus.pick : 0;
}

const tables = new WeakMap<GameRules, DivisionTable>();

export function divisionTable(rules: GameRules): DivisionTable {
  let table = tables.get(rules);
  if (!table) {
    table = build(rules);
    tables.set(rules, table);
  }
  return table;
}

function build(rules: GameRules): DivisionTable {
  const mostBonus = bonusDrawn(rules);
  const width = mostBonus + 1;
  const cells = new Uint8Array((rules.main.pick + 1) * width);
  // From the lowest division up, so that where two fit, the higher one stays.
  for (const { division, match } of [...rules.divisions].reverse()) {
    for (const { main, bonus } of match) {
      for (let hits = 0; hits <= mostBonus; hits++) {
        const fits = bonus === undefined || (typeof bonus === "number" ? hits === bonus : hits >= bonus.atLeast);
        if (fits) cells[main * width + hits] = division;
      }
    }
  }
  return { cells, width, mostBonus };
}
