/**
 * What a payer of lottery prizes has to report and to keep back: dated figures with where they come from. They are facts to plan by,
 * not advice; what the lottery really keeps back stands in its payment. Amounts are minor units.
 */
export interface PrizeTax {
  readonly country: string;
  readonly currency: string;
  /** The first and last draw date they hold for; null while they hold. */
  readonly from: string;
  readonly until: string | null;
  /** Reported from this prize on, where it is also so many times what was paid for the ticket. */
  readonly reportFromMinor: number;
  readonly reportTimesWager: number;
  /** Kept back where the prize less the wager is more than this. */
  readonly withholdAboveMinor: number;
  readonly withholdBasisPoints: number;
  /** What the payer fills in for a prize, and for one that several share. */
  readonly forms: { readonly prize: string; readonly shared: string };
  readonly source: string;
  readonly confidence: "high" | "medium" | "low";
}

export const PRIZE_TAX: readonly PrizeTax[] = [
  {
    country: "US",
    currency: "USD",
    from: "2026-01-01",
    until: null,
    reportFromMinor: 2_000_00,
    reportTimesWager: 300,
    withholdAboveMinor: 5_000_00,
    withholdBasisPoints: 2400,
    forms: { prize: "W-2G", shared: "5754" },
    source: "Internal Revenue Service, instructions for Forms W-2G and 5754, as amended for 2026",
    confidence: "medium",
  },
];

/** The figures for a draw of a country's lottery; null where none are known. */
export function prizeTaxOn(country: string, currency: string, date: string): PrizeTax | null {
  const holds = (one: PrizeTax) => one.from <= date && (one.until === null || date <= one.until);
  return PRIZE_TAX.find((one) => one.country === country && one.currency === currency && holds(one)) ?? null;
}

/** What the figures say of a whole prize; a shared one is judged whole and then divided. */
export function taxOf(
  figures: PrizeTax,
  prize: { amountMinor: number; wagerMinor: number },
): { isReportable: boolean; withheldMinor: number } {
  const { amountMinor, wagerMinor } = prize;
  const isReportable = amountMinor >= figures.reportFromMinor && amountMinor >= wagerMinor * figures.reportTimesWager;
  const won = amountMinor - wagerMinor;
  const isWithheld = won > figures.withholdAboveMinor;
  return { isReportable, withheldMinor: isWithheld ? Math.floor((won * figures.withholdBasisPoints) / 10_000) : 0 };
}
