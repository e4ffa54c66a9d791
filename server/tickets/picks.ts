import { AppError } from "@/server/kernel/errors";

/**
 * The numbers of a board that somebody chose (B13), in rising order. Throws AppError: badPicks for none, for more than
 * `most`, for one that is not on the board of 1 to `size`, and for one chosen twice.
 */
export function checkPicks(wished: readonly number[], size: number, most: number): number[] {
  const picks = [...wished].sort((one, other) => one - other);
  const on = (number: number) => Number.isInteger(number) && number >= 1 && number <= size;
  if (picks.length === 0 || picks.length > most || !picks.every(on) || new Set(picks).size !== picks.length) {
    throw new AppError("badPicks", 422, { size, maximum: most });
  }
  return picks;
}

/** Numbers as people type them: "7, 21 300", ranges as "5-8". Null for what is none; more than `most` are cut off. */
export function readPicks(typed: string, most: number): number[] | null {
  const numbers = new Set<number>();
  for (const part of typed.split(/[\s,;]+/).filter(Boolean)) {
    const match = /^(\d{1,6})(?:[-–](\d{1,6}))?$/.exec(part);
    if (!match) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) return null;
    for (let number = first; number <= last && numbers.size <= most; number++) numbers.add(number);
  }
  return [...numbers].sort((one, other) => one - other);
}

/**
 * `count` numbers of the board of 1 to `size` that are in nobody's hands, each as likely as any other; fewer where
 * fewer are free. `random(n)` answers a whole number from 0 to n − 1.
 */
export function quickPick(
  size: number,
  gone: ReadonlySet<number>,
  count: number,
  random: (n: number) => number,
): number[] {
  const free: number[] = [];
  for (let number = 1; number <= size; number++) if (!gone.has(number)) free.push(number);
  const taken = Math.min(count, free.length);
  for (let at = 0; at < taken; at++) {
    const other = at + random(free.length - at);
    [free[at], free[other]] = [free[other]!, free[at]!];
  }
  return free.slice(0, taken).sort((one, other) => one - other);
}
