/** A chance in the words people use: one in N, and whether N is exact or rounded to the nearest whole number. */
export interface Odds {
  oneIn: number;
  exact: boolean;
}

/**
 * The chance that at least one of `mine` tickets is among `winners` drawn without return from `all` (hypergeometric:
 * 1 − C(all − mine, winners) / C(all, winners)), computed in whole numbers. Null where there is nothing to draw from.
 * Counts are whole tickets in the draw, voided ones left out.
 */
export function oddsOfWinning(mine: number, winners: number, all: number): Odds | null {
  if (![mine, winners, all].every(Number.isInteger) || mine < 1 || winners < 1 || all < mine) return null;
  if (winners >= all || mine + winners > all) return { oneIn: 1, exact: true };
  // Multiplying over the smaller of the two gives the same number with fewer steps.
  const [few, many] = mine < winners ? [mine, winners] : [winners, mine];
  let missed = 1n;
  let ways = 1n;
  for (let at = 0; at < few; at++) {
    missed *= BigInt(all - many - at);
    ways *= BigInt(all - at);
  }
  const hit = ways - missed;
  return { oneIn: Number((2n * ways + hit) / (2n * hit)), exact: ways % hit === 0n };
}
