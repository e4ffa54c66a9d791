import { MAXIMUM_DONATION_MINOR } from "./price";

/**
 * A gift as people type it, in whole currency units with up to two decimals: "25", "25.50", "$1,000", "25,5".
 * Answers minor units, 0 for nothing typed, null for what is no such amount or more than the most.
 */
export function readDonation(typed: string): number | null {
  const text = typed.trim().replace(/^\$\s*/, "");
  if (text === "") return 0;
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text);
  if (!match?.[1]) return null;
  const minor = Number(match[1].replaceAll(",", "")) * 100 + Number((match[2] ?? "").padEnd(2, "0") || 0);
  return minor <= MAXIMUM_DONATION_MINOR ? minor : null;
}
