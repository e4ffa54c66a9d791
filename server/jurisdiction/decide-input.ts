import type { Alternative, Place } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import { ageOn, parseDate } from "./age";
import { type Decision, decide } from "./decision";
import type { Coverage, Exclusion, GameRules, MinimumAges, Permission } from "./rules";

/** A line that cannot be decided: a stable code, and where the fault is in words. */
export interface DecideError {
  readonly error: { readonly code: string; readonly text: string };
}

class Invalid extends Error {
  constructor(
    readonly code: string,
    text: string,
  ) {
    super(text);
  }
}

const MAXIMUM_AREAS = 10_000;
const MAXIMUM_ALTERNATIVES = 200;
/** country, subdivision, county, municipality: the tiers of the contract. Missing ones are unknown. */
const TIERS = 4;

/** Unknown keys are left alone; what is named has to have its form. Written by hand because lines come by the million. */
export function decideLine(line: string, tree: AreaTree, today: string): Decision | DecideError {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { error: { code: "invalid-json", text: `The line is not JSON: ${(error as Error).message}.` } };
  }
  try {
    return decideValue(value, tree, today);
  } catch (error) {
    if (error instanceof Invalid) return { error: { code: error.code, text: error.message } };
    throw error;
  }
}

function decideValue(value: unknown, tree: AreaTree, today: string): Decision {
  const input = objectAt(value, "the line");
  const on = dateAt(input.on, "on", today);
  const game = gameAt(input.game);
  const place = placeAt(input);
  const ages = agesAt(input.minimumAges);
  let age: number | null = null;
  if (input.birthDate !== undefined && input.birthDate !== null) {
    const birthDate = dateAt(input.birthDate, "birthDate", "");
    if (birthDate > on) throw new Invalid("invalid-date", "birthDate lies after the date that counts.");
    age = ageOn(birthDate, on);
  }
  return decide(game, place, tree, { atMs: dayMs(on), person: { age }, ages });
}

function objectAt(value: unknown, where: string): Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new Invalid("invalid-input", `${where} has to be an object.`);
  }
  return value as Record<string, unknown>;
}

function listAt(value: unknown, where: string, most: number): unknown[] {
  if (!Array.isArray(value)) throw new Invalid("invalid-input", `${where} has to be a list.`);
  if (value.length > most)
    throw new Invalid("too-large", `${where} has ${value.length} entries; at most ${most} are read.`);
  return value;
}

function areaAt(value: unknown, where: string): string {
  if (typeof value !== "string" || value.length === 0 || value.length > 64) {
    throw new Invalid("invalid-area", `${where} has to be an area id.`);
  }
  return value;
}

function ageAt(value: unknown, where: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 150) {
    throw new Invalid("invalid-age", `${where} has to be a whole number of years.`);
  }
  return value;
}

function dateAt(value: unknown, where: string, otherwise: string): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== "string" || !parseDate(value)) {
    throw new Invalid("invalid-date", `${where} has to be a date that exists, as YYYY-MM-DD.`);
  }
  return value;
}

/** The start of a date; decisions by date count in whole days. */
function dayMs(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

const DAY_MS = 24 * 60 * 60 * 1000;

function gameAt(value: unknown): GameRules {
  const game = objectAt(value, "game");
  const permissions: Permission[] = [];
  for (const [at, entry] of listAt(game.permissions ?? [], "game.permissions", MAXIMUM_AREAS).entries()) {
    permissions.push(permissionAt(entry, `game.permissions[${at}]`));
  }
  const exclusions: Exclusion[] = [];
  for (const [at, entry] of listAt(game.exclusions ?? [], "game.exclusions", MAXIMUM_AREAS).entries()) {
    exclusions.push({ area: areaAt(entry, `game.exclusions[${at}]`), cause: "game", fromMs: null, untilMs: null });
  }
  const minimumAge =
    game.minimumAge === undefined || game.minimumAge === null ? null : ageAt(game.minimumAge, "game.minimumAge");
  const governing: string[] = [];
  for (const [at, entry] of listAt(game.governing ?? [], "game.governing", 100).entries()) {
    governing.push(areaAt(entry, `game.governing[${at}]`));
  }
  return { permissions, exclusions, minimumAge, governing };
}

function permissionAt(value: unknown, where: string): Permission {
  const entry = objectAt(value, where);
  const { coverage, permitNumber } = entry;
  if (coverage !== "wide" && coverage !== "not-required" && coverage !== "local") {
    throw new Invalid("invalid-coverage", `${where}.coverage has to be wide, not-required or local.`);
  }
  if (permitNumber !== undefined && permitNumber !== null && typeof permitNumber !== "string") {
    throw new Invalid("invalid-input", `${where}.permitNumber has to be text.`);
  }
  const from = dateAt(entry.from, `${where}.from`, "");
  const to = dateAt(entry.to, `${where}.to`, "");
  if (from && to && to < from) throw new Invalid("invalid-date", `${where} ends before it begins.`);
  return {
    area: areaAt(entry.area, `${where}.area`),
    coverage: coverage as Coverage,
    permitNumber: permitNumber ?? null,
    fromMs: from ? dayMs(from) : null,
    // A permit is good for the whole of its last day.
    untilMs: to ? dayMs(to) + DAY_MS : null,
  };
}

function placeAt(input: Record<string, unknown>): Place {
  const { place, places } = input;
  if (place !== undefined && places !== undefined)
    throw new Invalid("invalid-place", "Either place or places, not both.");
  if (places !== undefined) {
    const alternatives = listAt(places, "places", MAXIMUM_ALTERNATIVES);
    return { alternatives: alternatives.map((entry, at) => alternativeAt(entry, `places[${at}]`)) };
  }
  if (place === undefined) throw new Invalid("invalid-place", "place is missing.");
  return { alternatives: [alternativeAt(place, "place")] };
}

function alternativeAt(value: unknown, where: string): Alternative {
  const tiers = listAt(value, where, TIERS);
  const alternative: Array<readonly string[] | null> = [];
  for (let tier = 0; tier < TIERS; tier++) {
    const areas = tiers[tier];
    if (areas === null || areas === undefined) {
      alternative.push(null);
      continue;
    }
    const list = listAt(areas, `${where}[${tier}]`, 100);
    for (let at = 0; at < list.length; at++) areaAt(list[at], `${where}[${tier}][${at}]`);
    alternative.push(list as string[]);
  }
  return alternative;
}

function agesAt(value: unknown): MinimumAges {
  const ages = new Map<string, number>();
  if (value === undefined || value === null) return ages;
  for (const [area, figure] of Object.entries(objectAt(value, "minimumAges"))) {
    if (figure !== null) ages.set(area, ageAt(figure, `minimumAges.${area}`));
  }
  return ages;
}
