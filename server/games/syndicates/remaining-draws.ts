import { showDraw } from "@/server/lotteries/show-ticket";
import type { SyndicateDeps } from "./ports";
import type { Syndicate } from "./store";

/**
 * The draws of a ticket that nobody plays in yet: from the first on whose sales, and those of all after it, are still open. A draw
 * whose sales have ended runs, and changes no more. `draws` and `open` (whether each is still open) go in the same order.
 */
export function drawsLeft(draws: readonly string[], open: readonly boolean[]): string[] {
  const last = open.lastIndexOf(false);
  return draws.slice(last + 1);
}

/** The draws of a syndicate's ticket that are left at a moment, by what the lottery says of each. */
export async function findDrawsLeft(
  deps: Pick<SyndicateDeps, "db">,
  one: Syndicate,
  now: Date,
  lottery: string | null,
): Promise<string[]> {
  const shown = await Promise.all(one.draws.map((date) => showDraw(deps, one.lotteryGame, date, lottery)));
  return drawsLeft(
    one.draws,
    shown.map(({ closesAt, result }) => result === null && closesAt > now),
  );
}

/** The most that a share may cost: what was paid for it, for the draws that are left, in whole cents. */
export function mostFor(priceMinor: number, draws: number, left: number): number {
  return Math.floor((priceMinor * left) / draws);
}
