import { type Alternative, areasOfPlace, coarsen, isLocated, type Place } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import { ageOn, earliestDate } from "./age";
import { type Answer, decide } from "./decision";
import type { Reason } from "./reasons";
import { HERE } from "./refusal";
import type { GameRules, MinimumAges } from "./rules";

/** J10: which of residence and presence must be open for entry. */
export type PresenceRule = "resident" | "present" | "both" | "either";

/** Everything an entry is decided from. Stored whole as evidence, so that it can be decided again (J14). */
export interface EntryInput {
  readonly rules: GameRules;
  readonly residence: Place;
  /** Where the connection is, as trusted geolocation says; null when nobody trusted says it. */
  readonly presence: Place | null;
  readonly birthDate: string;
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly ages: ReadonlyArray<readonly [string, number]>;
  readonly presenceRule: PresenceRule;
  readonly presenceWaived: boolean;
}

export interface EntryAnswer {
  readonly allowed: boolean;
  readonly decision: Answer;
  readonly reasons: ReadonlyArray<Pick<Reason, "area" | "text"> & { code: string }>;
}

/** The tier that geolocation is trusted with: the state. Below it, uncertainty passes if the residence is open. */
export const PRESENCE_TIER = 1;

/**
 * Whether somebody may enter (J6, J7, J10). Residence is judged exactly and undecided counts as closed; presence is
 * judged at the state: unknown or closed there refuses, uncertainty below passes. Pure: the same input always gives
 * the same answer.
 */
export function decideEntry(input: EntryInput, tree: AreaTree): EntryAnswer {
  const ages: MinimumAges = new Map(input.ages);
  const presence = input.presence && coarsen(input.presence, PRESENCE_TIER);
  const concerned = [
    ...input.rules.governing,
    ...areasOfPlace(input.residence),
    ...(presence ? areasOfPlace(presence) : []),
  ];
  const on = earliestDate(new Date(input.atMs), concerned, (area) => statesOf(tree, area));
  const person = { age: ageOn(input.birthDate, on) };
  const context = { atMs: input.atMs, person, ages };

  const rule = input.presenceWaived && input.presenceRule === "both" ? "resident" : input.presenceRule;
  const home = (): EntryAnswer => {
    if (!isLocated(tree, input.residence)) {
      return refused("closed", [
        { code: "residence-unknown", area: null, text: "Your residence is not in an area known here." },
      ]);
    }
    const decided = decide(input.rules, input.residence, tree, context);
    return { allowed: decided.decision === "open", decision: decided.decision, reasons: decided.reasons };
  };
  const here = (): EntryAnswer => {
    if (!presence || !isLocated(tree, presence) || !knowsTheState(tree, presence)) {
      return refused("closed", [
        { code: "presence-unknown", area: null, text: "Where you are now could not be told, and the law asks for it." },
      ]);
    }
    const decided = decide(input.rules, presence, tree, context);
    const passes =
      decided.decision === "open" || (decided.decision === "undecided" && !decided.missing.includes("age"));
    return { allowed: passes, decision: decided.decision, reasons: decided.reasons };
  };

  if (rule === "resident") return home();
  if (rule === "present") return here();
  const residence = home();
  if (rule === "either") return residence.allowed ? residence : here();
  if (!residence.allowed) return residence;
  const present = here();
  if (present.allowed) return residence;
  // Said of the place one is in now, so that nobody reads it as a word on their residence.
  return refused(present.decision, [
    ...present.reasons.map((reason) =>
      reason.code === "presence-unknown" ? reason : { ...reason, text: `${HERE}${reason.text}` },
    ),
  ]);
}

function refused(decision: Answer, reasons: EntryAnswer["reasons"]): EntryAnswer {
  return { allowed: false, decision: decision === "open" ? "closed" : decision, reasons };
}

function knowsTheState(tree: AreaTree, place: Place): boolean {
  return place.alternatives.every((alternative) => {
    const country = alternative[0]?.[0];
    const profile = tree.profileOf(country ?? "");
    return profile.tiers.length <= PRESENCE_TIER || (alternative[PRESENCE_TIER]?.length ?? 0) > 0;
  });
}

function statesOf(tree: AreaTree, area: string): readonly string[] {
  const number = tree.numberOf(area);
  if (number < 0) return [];
  if (tree.tiers[number] === 1) return [area];
  return tree.ancestorsAt(number, 1).map((state) => tree.ids[state]!);
}

/** A residence is one alternative: every tier known, an empty municipality meaning that there is none. */
export function residencePlace(residence: {
  country: string;
  subdivisionId: string;
  countyIds: readonly string[];
  municipalityIds: readonly string[];
}): Place {
  const alternative: Alternative = [
    [residence.country],
    [residence.subdivisionId],
    residence.countyIds.length > 0 ? residence.countyIds : null,
    residence.municipalityIds,
  ];
  return { alternatives: [alternative] };
}
