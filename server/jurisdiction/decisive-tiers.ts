/**
 * The fewest tiers which, once known, decide: the smallest set on which the outcome depends alone, the widest tiers
 * first where several are as small. `signature` says per tier what the lists make of the area there. Empty when the
 * outcome is the same throughout.
 */
export function decisiveTiers(
  endings: ReadonlyArray<{ readonly outcome: number; readonly signature: readonly number[] }>,
): number[] {
  const tiers = Math.max(0, ...endings.map((ending) => ending.signature.length));
  const sets = Array.from({ length: 1 << tiers }, (_, bits) =>
    Array.from({ length: tiers }, (_, tier) => tier).filter((tier) => bits & (1 << tier)),
  );
  sets.sort((left, right) => left.length - right.length || compare(left, right));
  for (const set of sets) if (decides(endings, set)) return set;
  // Alternatives that look alike and differ in outcome cannot be: the outcome is a function of the signature.
  return Array.from({ length: tiers }, (_, tier) => tier);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return left[at]! - right[at]!;
  return 0;
}

function decides(
  endings: ReadonlyArray<{ readonly outcome: number; readonly signature: readonly number[] }>,
  set: readonly number[],
): boolean {
  const outcomes = new Map<string, number>();
  for (const ending of endings) {
    const key = set.map((tier) => ending.signature[tier] ?? 0).join(",");
    const known = outcomes.get(key);
    if (known === undefined) outcomes.set(key, ending.outcome);
    else if (known !== ending.outcome) return false;
  }
  return true;
}
