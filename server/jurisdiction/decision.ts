import type { Alternative, Place } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import { type Completion, eachCompletion } from "./completions";
import { decisiveTiers } from "./decisive-tiers";
import { closedReasons, openReasons, type Reason, undecidedReason } from "./reasons";
import { ageEverywhere, EXCLUDED, FLAG_BITS, flagsAt, type GameRules, isOpen, type MinimumAges } from "./rules";

export type Answer = "open" | "closed" | "undecided";

/** Decision, why, and what to ask for where it is undecided: tier names from the widest down, `age` last. */
export interface Decision {
  readonly decision: Answer;
  readonly reasons: readonly Reason[];
  readonly missing: readonly string[];
}

/**
 * What is known of the person. `age` in whole years on the date that counts, null when unknown. Where `ignoreAge` is
 * set the age conditions are left out (lists for a visitor who has not confirmed an age yet).
 */
export interface Person {
  readonly age: number | null;
  readonly ignoreAge?: boolean;
}

/** A game prepared for one instant: the lists as flags, and the age that applies everywhere. */
export interface PreparedGame {
  readonly rules: GameRules;
  readonly atMs: number;
  readonly flags: ReadonlyMap<string, number>;
  /** Every area that the lists name, in force or not, each once. */
  readonly listed: readonly string[];
  readonly ageEverywhere: number;
}

export function prepareGame(rules: GameRules, atMs: number, ages: MinimumAges): PreparedGame {
  const flags = flagsAt(rules, atMs);
  const listed = new Set(flags.keys());
  for (const entry of rules.permissions) listed.add(entry.area);
  for (const entry of rules.exclusions) listed.add(entry.area);
  return { rules, atMs, flags, listed: [...listed], ageEverywhere: ageEverywhere(rules, ages) };
}

enum Outcome {
  closed = 0,
  open = 1,
  needsAge = 2,
}

interface Ending {
  readonly completion: Completion;
  readonly outcome: Outcome;
  readonly flags: readonly number[];
  /** What this ending looks like tier by tier, for finding the tiers that decide. */
  readonly signature: readonly number[];
  readonly requiredAge: number;
}

function judge(
  game: PreparedGame,
  completion: Completion,
  licensing: readonly number[],
  person: Person,
  ages: MinimumAges,
): Ending {
  const flags: number[] = [];
  const signature: number[] = [];
  let requiredAge = game.ageEverywhere;
  for (const tier of completion) {
    let own = 0;
    let figure = 0;
    for (const id of tier ?? []) {
      own |= game.flags.get(id) ?? 0;
      if (ages.size > 0) figure = Math.max(figure, ages.get(id) ?? 0);
    }
    flags.push(own);
    requiredAge = Math.max(requiredAge, figure);
    const bites = figure > Math.max(game.ageEverywhere, person.age ?? 0);
    signature.push(own | (bites && !person.ignoreAge ? 1 << FLAG_BITS : 0));
  }
  let outcome = isOpen(flags, licensing) ? Outcome.open : Outcome.closed;
  if (outcome === Outcome.open && requiredAge > 0 && !person.ignoreAge) {
    if (person.age === null) outcome = Outcome.needsAge;
    else if (person.age < requiredAge) outcome = Outcome.closed;
  }
  return { completion, outcome, flags, signature, requiredAge };
}

/** What tells places apart for this game: its lists, and age figures that bite or belong to areas from elsewhere. */
function listedIds(game: PreparedGame, tree: AreaTree, person: Person, ages: MinimumAges): readonly string[] {
  if (person.ignoreAge || ages.size === 0) return game.listed;
  const ids = new Set(game.listed);
  const least = Math.max(game.ageEverywhere, person.age ?? 0);
  for (const [id, figure] of ages) if (figure > least || !tree.has(id)) ids.add(id);
  return [...ids];
}

/** Areas from elsewhere for which this says the same make the same difference. */
function kindOf(game: PreparedGame, person: Person, ages: MinimumAges): (id: string) => number {
  const least = Math.max(game.ageEverywhere, person.age ?? 0);
  return (id) => (game.flags.get(id) ?? 0) | ((ages.get(id) ?? 0) > least ? 1 << FLAG_BITS : 0);
}

/** A place that could turn out in more ways than this is called undecided: input made to be slow, not a place. */
const MAXIMUM_ENDINGS = 20_000;

function alternativesOf(place: Place): readonly Alternative[] {
  // With nothing known there is one alternative in which nothing is known (J6).
  return place.alternatives.length > 0 ? place.alternatives : [[null, null, null, null]];
}

/**
 * The decision of J3, J5 and J7 for a place: open in every alternative and every way its unknown tiers may turn out,
 * closed in all of them, else undecided. `ages` are the figures of areas, of the place and of those that may lie below.
 */
export function decide(
  rules: GameRules,
  place: Place,
  tree: AreaTree,
  context: { readonly atMs: number; readonly person: Person; readonly ages: MinimumAges },
): Decision {
  return decidePrepared(prepareGame(rules, context.atMs, context.ages), place, tree, context.person, context.ages);
}

export function decidePrepared(
  game: PreparedGame,
  place: Place,
  tree: AreaTree,
  person: Person,
  ages: MinimumAges,
): Decision {
  const endings: Ending[] = [];
  const seen = new Set<string>();
  const alike = kindOf(game, person, ages);
  let tiers: readonly string[] = [];
  for (const alternative of alternativesOf(place)) {
    const listed = alternative.includes(null) ? listedIds(game, tree, person, ages) : [];
    eachCompletion(
      alternative,
      listed,
      tree,
      (completion, profile) => {
        const ending = judge(game, completion, profile.licensing, person, ages);
        if (profile.tiers.length > tiers.length) tiers = profile.tiers;
        // Endings that look alike are alike, but each exclusion and permission is named once in the reasons.
        const key = ending.completion.map((tier) => (tier ? tier.join("+") : "?")).join("/");
        if (seen.has(key)) return false;
        seen.add(key);
        endings.push(ending);
        return endings.length > MAXIMUM_ENDINGS;
      },
      alike,
    );
  }
  const tooMany = endings.length > MAXIMUM_ENDINGS;
  const open = endings.filter((ending) => ending.outcome === Outcome.open);
  const closed = endings.filter((ending) => ending.outcome === Outcome.closed);
  if (closed.length === endings.length && !tooMany) {
    return {
      decision: "closed",
      reasons: gather(closed, (ending) => why(game, ending, tree, person, ages)),
      missing: [],
    };
  }
  if (open.length === endings.length && !tooMany) {
    return { decision: "open", reasons: gather(open, (ending) => why(game, ending, tree, person, ages)), missing: [] };
  }
  const deciding = tooMany ? unknownTiers(place) : decisiveTiers(endings);
  const missing = deciding.map((tier) => tiers[tier] ?? `tier-${tier}`);
  if (endings.some((ending) => ending.outcome === Outcome.needsAge)) missing.push("age");
  const both = [...closed, ...endings.filter((ending) => ending.outcome !== Outcome.closed)];
  const reasons = [undecidedReason(missing), ...gather(both, (ending) => why(game, ending, tree, person, ages))];
  return { decision: "undecided", reasons, missing };
}

function unknownTiers(place: Place): number[] {
  const tiers = new Set<number>();
  for (const alternative of alternativesOf(place)) {
    for (const [tier, areas] of alternative.entries()) if (areas === null) tiers.add(tier);
  }
  return [...tiers].sort((left, right) => left - right);
}

/** The answer alone, without reasons; stops as soon as both answers have been met. For lists. */
export function answerPrepared(
  game: PreparedGame,
  place: Place,
  tree: AreaTree,
  person: Person,
  ages: MinimumAges,
): Answer {
  const alike = kindOf(game, person, ages);
  let met = 0;
  let count = 0;
  for (const alternative of alternativesOf(place)) {
    const listed = alternative.includes(null) ? listedIds(game, tree, person, ages) : [];
    eachCompletion(
      alternative,
      listed,
      tree,
      (completion, profile) => {
        met |= 1 << judge(game, completion, profile.licensing, person, ages).outcome;
        count++;
        return (met !== 1 && met !== 2) || count > MAXIMUM_ENDINGS;
      },
      alike,
    );
    if (count > MAXIMUM_ENDINGS) return "undecided";
    if (met !== 1 && met !== 2) return "undecided";
  }
  return met === 2 ? "open" : "closed";
}

/** More reasons than this say no more to a person. */
const MAXIMUM_REASONS = 24;

function gather(endings: readonly Ending[], reasonsOf: (ending: Ending) => readonly Reason[]): Reason[] {
  const found = new Map<string, Reason>();
  for (const ending of endings) {
    for (const reason of reasonsOf(ending)) {
      const key = `${reason.code} ${reason.area ?? ""}`;
      if (!found.has(key)) found.set(key, reason);
    }
    if (found.size >= MAXIMUM_REASONS) break;
  }
  return [...found.values()].slice(0, MAXIMUM_REASONS);
}

function why(game: PreparedGame, ending: Ending, tree: AreaTree, person: Person, ages: MinimumAges): readonly Reason[] {
  const input = { game, completion: ending.completion, flags: ending.flags, tree, ages, person };
  if (ending.outcome !== Outcome.closed)
    return openReasons(input, ending.outcome === Outcome.needsAge, ending.requiredAge);
  const lawCloses = ending.flags.some((own) => own & EXCLUDED) || !licensed(ending, tree);
  return closedReasons(input, lawCloses, ending.requiredAge);
}

function licensed(ending: Ending, tree: AreaTree): boolean {
  return isOpen(ending.flags, tree.profileOf(ending.completion[0]?.[0] ?? "").licensing);
}
