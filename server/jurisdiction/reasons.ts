import type { AreaTree } from "@/server/areas/tree";
import type { Completion } from "./completions";
import type { PreparedGame } from "./decision";
import { EXCLUDED, LOCAL, type MinimumAges, WIDE } from "./rules";

export type ReasonCode =
  | "excluded"
  | "excluded-by-area"
  | "stopped"
  | "not-permitted"
  | "local-incomplete"
  | "permit-not-yet-valid"
  | "permit-expired"
  | "permitted-wide"
  | "no-permit-required"
  | "permitted-local"
  | "under-age"
  | "age-unknown"
  | "place-unknown";

/** Why (J15). `area` is null where the reason is not about one area. `text` is English, for logs, testers and the CLI. */
export interface Reason {
  readonly code: ReasonCode | (string & {});
  readonly area: string | null;
  readonly text: string;
}

interface Input {
  readonly game: PreparedGame;
  readonly completion: Completion;
  readonly flags: readonly number[];
  readonly tree: AreaTree;
  readonly ages: MinimumAges;
  readonly person: { readonly age: number | null };
}

const TIER_WORDS: Readonly<Record<string, string>> = { age: "date of birth" };

const listed = new Intl.ListFormat("en", { type: "conjunction" });

/** What is asked for, in words. */
export function undecidedReason(missing: readonly string[]): Reason {
  const words = missing.map((name) => `the ${TIER_WORDS[name] ?? name}`);
  return { code: "place-unknown", area: null, text: `It depends on ${listed.format(words)}.` };
}

/** Why a place is closed: every exclusion that meets it, else the permission that is missing; and the age. */
export function closedReasons(input: Input, lawCloses: boolean, requiredAge: number): Reason[] {
  const reasons = lawCloses ? lawReasons(input) : [];
  if (input.person.age !== null && input.person.age < requiredAge) {
    const { area, words } = ageSource(input, requiredAge);
    reasons.push({
      code: "under-age",
      area,
      text: `The minimum age is ${requiredAge}${words}; the person is ${input.person.age}.`,
    });
  }
  return reasons;
}

function lawReasons(input: Input): Reason[] {
  const { game, completion, flags, tree } = input;
  const reasons: Reason[] = [];
  for (const [tier, areas] of completion.entries()) {
    if (!(flags[tier]! & EXCLUDED)) continue;
    for (const area of areas ?? []) {
      if (!((game.flags.get(area) ?? 0) & EXCLUDED)) continue;
      const cause = game.rules.exclusions.find((exclusion) => exclusion.area === area)?.cause ?? "game";
      const name = tree.displayName(area);
      if (cause === "stop")
        reasons.push({ code: "stopped", area, text: `A regulator has stopped the game in ${name}.` });
      else if (cause === "area")
        reasons.push({ code: "excluded-by-area", area, text: `${name} is closed to games of this kind.` });
      else reasons.push({ code: "excluded", area, text: `The game excludes ${name}.` });
    }
  }
  if (reasons.length > 0) return reasons;
  for (const areas of completion) {
    for (const area of areas ?? []) {
      if ((game.flags.get(area) ?? 0) & LOCAL) {
        reasons.push({
          code: "local-incomplete",
          area,
          text: `${tree.displayName(area)} leaves permits to the areas below it, and none of them is given there.`,
        });
      }
      for (const permission of game.rules.permissions) {
        if (permission.area !== area || game.flags.has(area)) continue;
        const late = permission.untilMs !== null && game.atMs >= permission.untilMs;
        const code = late ? "permit-expired" : "permit-not-yet-valid";
        const words = late ? "is no longer valid" : "is not valid yet";
        reasons.push({ code, area, text: `The permission for ${tree.displayName(area)} ${words}.` });
      }
    }
  }
  if (reasons.length === 0) {
    const area = narrowest(completion);
    reasons.push({
      code: "not-permitted",
      area,
      text: area ? `No permission covers ${tree.displayName(area)}.` : "No permission covers this place.",
    });
  }
  return reasons;
}

/** What opens a place: the permissions that reach it, and the age where one is asked for. */
export function openReasons(input: Input, needsAge: boolean, requiredAge: number): Reason[] {
  const { game, completion, tree } = input;
  const reasons: Reason[] = [];
  for (const areas of completion) {
    for (const area of areas ?? []) {
      const own = game.flags.get(area) ?? 0;
      if (!(own & (WIDE | LOCAL))) continue;
      const permission = game.rules.permissions.find((entry) => entry.area === area);
      const permit = permission?.permitNumber ? ` (permit ${permission.permitNumber})` : "";
      const name = tree.displayName(area);
      if (permission?.coverage === "not-required") {
        reasons.push({ code: "no-permit-required", area, text: `${name} asks for no permit.` });
      } else if (own & WIDE) {
        reasons.push({ code: "permitted-wide", area, text: `Permitted in all of ${name}${permit}.` });
      } else reasons.push({ code: "permitted-local", area, text: `Permitted in ${name} by a local permit${permit}.` });
    }
  }
  if (needsAge) {
    const { area, words } = ageSource(input, requiredAge);
    reasons.push({
      code: "age-unknown",
      area,
      text: `The minimum age is ${requiredAge}${words}; the date of birth is not known.`,
    });
  }
  return reasons;
}

function ageSource(input: Input, requiredAge: number): { area: string | null; words: string } {
  for (const areas of [...input.completion, input.game.rules.governing]) {
    for (const area of areas ?? []) {
      if (input.ages.get(area) === requiredAge) return { area, words: ` in ${input.tree.displayName(area)}` };
    }
  }
  return { area: null, words: " for this game" };
}

function narrowest(completion: Completion): string | null {
  for (let tier = completion.length - 1; tier >= 0; tier--) {
    const area = completion[tier]?.[0];
    if (area !== undefined) return area;
  }
  return null;
}
