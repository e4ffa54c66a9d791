import { splitExact } from "@/server/ledger/split";
import { potMinor } from "@/server/tickets/pot";
import type { Pot } from "./certificate";

/**
 * Half of the sales, the odd cent to the winners (R14). `salesMinor` is gross, online and offline, less refunds.
 */
export function conversionPot(currency: string, salesMinor: number): Pot {
  return {
    kind: "conversion",
    currency,
    salesMinor,
    shareBasisPoints: 5000,
    seedMinor: 0,
    minimumMinor: 0,
    capMinor: null,
    potMinor: potOf({ salesMinor, shareBasisPoints: 5000, seedMinor: 0, minimumMinor: 0, capMinor: null }),
  };
}

/** What the figures of a pot come to. The rule stands in server/tickets/pot.ts, which plans and pages ask as well. */
export function potOf(
  pot: Pick<Pot, "salesMinor" | "shareBasisPoints" | "seedMinor" | "minimumMinor" | "capMinor">,
): number {
  return potMinor(pot, pot.salesMinor);
}

/**
 * A pot divided among `winners`, by rank: equal parts, and the cents left over one each to the first ranks, so that the
 * parts come to the pot exactly. Empty where nobody won.
 */
export function potParts(potMinor: number, winners: number): number[] {
  return winners === 0 ? [] : [...splitExact(potMinor, new Float64Array(winners).fill(1))];
}
