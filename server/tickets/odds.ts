/** A chance as a whole number of tickets among all of them. */
export interface Odds {
  mine: number;
  all: number;
  /** N where the chance is exactly one in N, else null: words must not round a chance. */
  oneIn: number | null;
}

/**
 * The exact chance that one of `mine` tickets is drawn first among `all`; null where there is nothing to draw from.
 * Counts are whole tickets in the draw, voided ones left out.
 */
export function firstPrizeOdds(mine: number, all: number): Odds | null {
  if (!Number.isInteger(mine) || !Number.isInteger(all) || mine < 1 || all < mine) return null;
  return { mine, all, oneIn: all % mine === 0 ? all / mine : null };
}
