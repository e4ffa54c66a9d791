/** How far a permission reaches (J2). `not-required` says that the area asks for no permit and counts as `wide`. */
export type Coverage = "wide" | "not-required" | "local";

/** A permission of a game. `fromMs` (inclusive) and `untilMs` (exclusive) are Unix milliseconds, null for no limit. */
export interface Permission {
  readonly area: string;
  readonly coverage: Coverage;
  readonly permitNumber: string | null;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** Who closed the area: the game's own list, the area's list for every game (J12), or a regulator's stop (X5). */
export type ExclusionCause = "game" | "area" | "stop";

export interface Exclusion {
  readonly area: string;
  readonly cause: ExclusionCause;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
}

/** Everything about a game that the decision looks at. `governing` lists the governing area and all above it. */
export interface GameRules {
  readonly permissions: readonly Permission[];
  readonly exclusions: readonly Exclusion[];
  readonly minimumAge: number | null;
  readonly governing: readonly string[];
}

/**
 * R11: where each regulator activates for their own area (`approved` is not null), a permission counts from that
 * regulator's word on; an area whose word is missing is closed as if nothing permitted it.
 */
export function approvedOnly(approved: readonly string[] | null, permissions: readonly Permission[]): Permission[] {
  return permissions.filter(({ area }) => approved === null || approved.includes(area));
}

/** Minimum ages of areas, in years: what each area's own law says, where a figure is known. */
export type MinimumAges = ReadonlyMap<string, number>;

/** Bits of what a game's lists say about one area. */
export const LOCAL = 1;
export const WIDE = 2;
export const EXCLUDED = 4;
export const FLAG_BITS = 3;

function holds(entry: { fromMs: number | null; untilMs: number | null }, atMs: number): boolean {
  return (entry.fromMs === null || atMs >= entry.fromMs) && (entry.untilMs === null || atMs < entry.untilMs);
}

/** The lists as flags per area at one instant; a permission outside its validity does not exist (J3). */
export function flagsAt(rules: GameRules, atMs: number): Map<string, number> {
  const flags = new Map<string, number>();
  for (const permission of rules.permissions) {
    if (!holds(permission, atMs)) continue;
    const bit = permission.coverage === "local" ? LOCAL : WIDE;
    flags.set(permission.area, (flags.get(permission.area) ?? 0) | bit);
  }
  for (const exclusion of rules.exclusions) {
    if (holds(exclusion, atMs)) flags.set(exclusion.area, (flags.get(exclusion.area) ?? 0) | EXCLUDED);
  }
  return flags;
}

/** The next instant after `atMs` at which a validity begins or ends; Infinity when none does. */
export function nextChangeMs(rules: GameRules, atMs: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const entry of [...rules.permissions, ...rules.exclusions]) {
    for (const edge of [entry.fromMs, entry.untilMs]) if (edge !== null && edge > atMs && edge < next) next = edge;
  }
  return next;
}

/** The highest figure that applies whatever the place: the game's own and those of its governing jurisdiction (J7). */
export function ageEverywhere(rules: GameRules, ages: MinimumAges): number {
  let highest = rules.minimumAge ?? 0;
  for (const area of rules.governing) highest = Math.max(highest, ages.get(area) ?? 0);
  return highest;
}

/**
 * The positive half of J3 over one set of flags per tier: a wide permission on any licensing tier, any permission on
 * the last one, or a local permission completed by any permission one licensing tier below it.
 */
export function isPermitted(flags: readonly number[], licensing: readonly number[]): boolean {
  const last = licensing.length - 1;
  for (let at = 0; at <= last; at++) {
    const own = flags[licensing[at]!] ?? 0;
    if (own & WIDE) return true;
    if (!(own & LOCAL)) continue;
    if (at === last) return true;
    if ((flags[licensing[at + 1]!] ?? 0) & (LOCAL | WIDE)) return true;
  }
  return false;
}

/** J3 for one person in one known set of areas per tier. */
export function isOpen(flags: readonly number[], licensing: readonly number[]): boolean {
  for (const own of flags) if (own & EXCLUDED) return false;
  return isPermitted(flags, licensing);
}
