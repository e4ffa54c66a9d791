import { divide } from "./conditions";

export interface SharePart {
  readonly number: number;
  readonly weight: number;
}

/**
 * What each share gets when the lottery has paid `untilMinor` for a draw in all, after `paidMinor` before: what came is divided by
 * itself. Where a corrected result took back, each share is left with what the lower prize divides to, and gives back the rest; a
 * remainder that falls on another share moves a cent. The parts add up to the change, and no share gives back more than it got.
 * `got` has what each share got before, by its number.
 */
export function partsOf(
  shares: readonly SharePart[],
  got: ReadonlyMap<number, number>,
  paidMinor: number,
  untilMinor: number,
): number[] {
  if (untilMinor >= paidMinor) return divide(untilMinor - paidMinor, shares);
  const left = divide(untilMinor, shares);
  return shares.map(({ number }, at) => left[at]! - (got.get(number) ?? 0));
}

/** What a member's parts come to: out of their wallet as far as it goes, the rest is owed; or first against what is owed. */
export interface MemberChange {
  readonly memberId: string;
  /** Into the wallet, or below zero out of it. */
  readonly walletMinor: number;
  /** What is owed grows by this, or shrinks where it is below zero. */
  readonly owedMinor: number;
}

/**
 * Turns the parts of a payment into changes of wallets and debts, a member each. Whoever gets something settles first what they
 * still owe this syndicate; from whoever gives back nothing is taken that is not there. Amounts are minor units.
 */
export function changesOf(
  parts: ReadonlyArray<{ memberId: string; amountMinor: number }>,
  balances: ReadonlyMap<string, number>,
  owed: ReadonlyMap<string, number>,
): MemberChange[] {
  const sums = new Map<string, number>();
  for (const { memberId, amountMinor } of parts) sums.set(memberId, (sums.get(memberId) ?? 0) + amountMinor);
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([memberId, amountMinor]) => {
      if (amountMinor >= 0) {
        const setOff = Math.min(amountMinor, owed.get(memberId) ?? 0);
        return { memberId, walletMinor: amountMinor - setOff, owedMinor: setOff === 0 ? 0 : -setOff };
      }
      const back = Math.min(-amountMinor, Math.max(0, balances.get(memberId) ?? 0));
      return { memberId, walletMinor: back === 0 ? 0 : -back, owedMinor: -amountMinor - back };
    });
}
