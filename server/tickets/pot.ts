/**
 * The pot of a 50/50 (B2), exact to the minor unit. Structures, draws and pages all ask here, so that what is shown,
 * planned and paid is one figure.
 */
export interface PotRule {
  /** The winners' part of ticket sales, 1 to 10,000. */
  shareBasisPoints: number;
  /** What the organisation puts in before the first ticket. */
  seedMinor: number;
  /** What is paid however few tickets are sold. */
  minimumMinor: number;
  /** What is paid at most; null without a limit. */
  capMinor: number | null;
}

/** The rule of a raffle's row; null where its prize is no pot. */
export function potRule(raffle: {
  potShareBasisPoints: number | null;
  potSeedMinor: number;
  potMinimumMinor: number;
  potCapMinor: number | null;
}): PotRule | null {
  if (raffle.potShareBasisPoints === null) return null;
  return {
    shareBasisPoints: raffle.potShareBasisPoints,
    seedMinor: raffle.potSeedMinor,
    minimumMinor: raffle.potMinimumMinor,
    capMinor: raffle.potCapMinor,
  };
}

/**
 * What the winners get for sales of `salesMinor`: the ticket money of all tickets that are sold and not voided, gross of
 * fees, gifts beside the tickets left out. The share is rounded up: an odd cent belongs to the winners (R14). Seed and
 * share together are raised to the minimum and held to the cap. Throws RangeError for sales that are no such amount.
 */
export function potMinor(rule: PotRule, salesMinor: number): number {
  if (!Number.isSafeInteger(salesMinor) || salesMinor < 0) throw new RangeError(`no sales: ${salesMinor}`);
  const share = Number((BigInt(salesMinor) * BigInt(rule.shareBasisPoints) + 9_999n) / 10_000n);
  const grown = Math.max(rule.seedMinor + share, rule.minimumMinor);
  return rule.capMinor === null ? grown : Math.min(grown, rule.capMinor);
}
