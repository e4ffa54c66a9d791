import type { Match, PublishedOdds, Weekday } from "@/server/lotteries/game";
import type { Chance } from "@/server/lotteries/odds";
import { oneIn } from "@/server/lotteries/odds";

/** A Sunday, to name the days of the week by. */
export const SUNDAY = Date.UTC(2026, 0, 4);
export const WEEKDAYS: readonly Weekday[] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

type Say = (key: "match.any" | "match.exact" | "match.atLeast", fill: Record<string, number>) => string;

/** What has to be matched, in words: `3 main numbers and 1 bonus number`. */
export function matchWords(match: Match, say: Say): string {
  const { main, bonus } = match;
  if (bonus === undefined) return say("match.any", { main });
  if (typeof bonus === "number") return say("match.exact", { main, bonus });
  return say("match.atLeast", { main, bonus: bonus.atLeast });
}

/** How many decimals a chance is read with: two while they say something. */
export function readableOneIn(chance: Chance): { text: string; digits: number } {
  const digits = chance.of / (chance.ways || 1n) < 1000n ? 2 : 0;
  return { text: oneIn(chance, digits), digits };
}

/** What the lottery prints, taken apart: the figure, whether it counts the odds against, and of how many lines it speaks. */
export function publishedParts(published: PublishedOdds): {
  figure: number;
  digits: number;
  lines: number;
  isAgainst: boolean;
} {
  const text = "against" in published ? published.against : published.oneIn;
  const digits = text.split(".")[1]?.length ?? 0;
  const lines = "lines" in published ? (published.lines ?? 1) : 1;
  return { figure: Number(text), digits, lines, isAgainst: "against" in published };
}
