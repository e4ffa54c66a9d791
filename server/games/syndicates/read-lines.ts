import type { GameRules } from "@/server/lotteries/game";
import { type Entry, type RandomBelow, randomLines } from "@/server/lotteries/selection";

const MOST_LINES = 100;

/**
 * Lines as people write them, one a line of text: main numbers, and bonus numbers after a plus. More main numbers than a line has
 * are a system entry. What cannot be read becomes an entry that the lottery's rules then refuse in their own words.
 */
export function readLines(rules: GameRules, text: string): unknown[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.slice(0, MOST_LINES + 1).map((line) => {
    const [main = "", bonus = ""] = line.split("+");
    const numbers = (part: string) =>
      part
        .split(/[^\p{L}\p{N}.-]+/u)
        .filter(Boolean)
        .map(Number);
    const [mains, extras] = [numbers(main), numbers(bonus)];
    const isSystem =
      mains.length > rules.main.pick || (rules.bonus.kind === "own-drum" && extras.length > rules.bonus.pick);
    return { main: mains, bonus: extras, system: isSystem ? mains.length : null };
  });
}

/** So many lines at random; at least as many as the lottery sells at once. Null where that is no number of lines. */
export function pickLines(rules: GameRules, count: string, below: RandomBelow): Entry[] | null {
  if (!/^[1-9]\d{0,2}$/.test(count.trim()) || Number(count) > MOST_LINES) return null;
  return randomLines(rules, Number(count), below);
}

/** "10" is ten equal shares, "2, 1, 1" three by weight. Null for anything else. */
export function readWeights(text: string): number[] | null {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (parts.length === 0 || !parts.every((part) => /^\d{1,4}$/.test(part))) return null;
  const numbers = parts.map(Number);
  return numbers.length === 1 ? Array<number>(Math.min(numbers[0]!, 1001)).fill(1) : numbers;
}
