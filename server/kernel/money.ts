/** Money is integer minor units (cents) with its ISO 4217 currency, never a float. */
export interface Money {
  amountMinor: number;
  currency: string;
}

/** An amount as people write it, in the reader's locale: `$25` without cents when there are none. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const digits =
    new Intl.NumberFormat(locale, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const unit = 10 ** digits;
  const whole = amountMinor % unit === 0;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(amountMinor / unit);
}

/**
 * Cents of an amount as people type it ("$1,049.50", "49,50"); undefined for what is none. A comma before three figures parts
 * thousands, before one or two cents: "5,00" is five dollars, never five hundred.
 */
export function centsOf(typed: string): number | undefined {
  const parts = /^(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:[.,](\d{1,2}))?$/.exec(typed.trim().replace(/^\$\s*/, ""));
  if (!parts?.[1]) return undefined;
  return Number(parts[1].replaceAll(",", "")) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

/** `basisPoints` of an amount, rounded half up, once per order (the rule members are shown). */
export function basisPointsOf(amountMinor: number, basisPoints: number): number {
  const product = BigInt(amountMinor) * BigInt(basisPoints);
  return Number((product + 5_000n) / 10_000n);
}
