import { currentAreaTree } from "@/server/areas/load-tree";
import { areasOfPlace, coarsen, type Place } from "@/server/areas/places";
import type { Reader } from "@/server/kernel/db";
import { log } from "@/server/kernel/log";
import type { Answer } from "./decision";
import { decideEntry, type EntryInput, PRESENCE_TIER, residencePlace } from "./entry";
import { concernedAges, type EvidenceArea, evidenceAreas } from "./evidence-areas";
import { rulesNow } from "./known-rules";
import { type RefusalParams, refusalParams } from "./refusal";
import { type AreaLaw, inForce, lawsAt } from "./requirements";
import { readResidence, type StoredResidence } from "./rules-store";

/** What evidence keeps of an entry: the whole input, and the part of the tree that it was decided with (J14). */
export type StoredEntry = EntryInput & { readonly areas: readonly EvidenceArea[] };

export interface AuthorisedEntry {
  allowed: boolean;
  decision: Answer;
  reasons: Array<{ code: string; area: string | null; text: string }>;
  /** The first reason as it leaves the house where entry is refused; null where it is allowed. */
  refusal: RefusalParams | null;
  /** The version of the rules it was decided under. */
  rulesVersion: bigint;
  /** For the evidence (J14). */
  input: unknown;
  /** Kinds of card that the governing law forbids (B7). */
  forbiddenFunding: readonly string[];
  /** What the governing law says of buying (R16), each with the area whose law it is; null where it says nothing. */
  law: SaleLaw;
}

/** A rule in force and the name of the area that made it. */
export interface Lawful<Value> {
  value: Value;
  area: string;
}

export interface SaleLaw {
  maximumPerPerson: Lawful<number> | null;
  maximumPerHousehold: Lawful<number> | null;
  giftsAllowed: Lawful<boolean> | null;
  donationsAllowed: Lawful<boolean> | null;
  freeEntryAllowed: Lawful<boolean> | null;
}

const NO_LAW: SaleLaw = {
  maximumPerPerson: null,
  maximumPerHousehold: null,
  giftsAllowed: null,
  donationsAllowed: null,
  freeEntryAllowed: null,
};

/** `laws` go from the narrowest area up. */
function saleLaw(laws: readonly AreaLaw[], nameOf: (areaId: string) => string): SaleLaw {
  const rule = <Key extends keyof SaleLaw>(key: Key) => {
    const law = laws.find(({ requirements }) => requirements[key] !== undefined);
    return law ? { value: law.requirements[key]!, area: nameOf(law.areaId) } : null;
  };
  return {
    maximumPerPerson: rule("maximumPerPerson") as Lawful<number> | null,
    maximumPerHousehold: rule("maximumPerHousehold") as Lawful<number> | null,
    giftsAllowed: rule("giftsAllowed") as Lawful<boolean> | null,
    donationsAllowed: rule("donationsAllowed") as Lawful<boolean> | null,
    freeEntryAllowed: rule("freeEntryAllowed") as Lawful<boolean> | null,
  };
}

/** What the caller's own statement has read already, at the same moment for all of it. */
export interface JustRead {
  rulesVersion: bigint;
  residence: StoredResidence;
}

function closedBecause(code: string, text: string, rulesVersion: bigint): AuthorisedEntry {
  return {
    allowed: false,
    decision: "closed",
    reasons: [{ code, area: null, text }],
    refusal: refusalParams({ code, area: null, text }, { nameOf: (area) => area, ages: new Map() }),
    rulesVersion,
    input: null,
    forbiddenFunding: [],
    law: NO_LAW,
  };
}

/**
 * Access authorisation (J10): whether a member may enter a game now, decided from the database alone, whatever any page
 * showed. Whatever cannot be loaded or read is closed (J6). The rules' version is asked each time; rules that change
 * while this runs make the issuing statement answer `rules-changed`, never the other way round.
 */
export async function authoriseEntry(
  reader: Reader,
  entry: { gameId: string; memberId: string; presence: Place | null; now: Date; justRead?: JustRead },
): Promise<AuthorisedEntry> {
  const [{ version: rulesVersion, game, laws: rows }, residence, tree] = await Promise.all([
    rulesNow(reader, entry.gameId, entry.justRead?.rulesVersion),
    entry.justRead?.residence ?? readResidence(reader, entry.memberId),
    currentAreaTree(reader),
  ]);
  if (!game) return closedBecause("game-unknown", "There is no such game.", rulesVersion);
  let laws: ReadonlyMap<string, AreaLaw>;
  try {
    laws = lawsAt(rows, entry.now);
  } catch (error) {
    log.error("area_laws_unreadable", { error });
    return closedBecause("rules-unreadable", "The rules could not be read, so it is closed.", rulesVersion);
  }
  if (!residence) return closedBecause("residence-unknown", "Your residence is not known.", rulesVersion);

  const governing = tree.lineOf(game.governingAreaId);
  if (governing.length === 0) {
    return closedBecause("governing-unknown", "The law under which it is run is not known here.", rulesVersion);
  }
  const governingLaws = [...governing].reverse().flatMap((area) => laws.get(area) ?? []);
  if (inForce(governingLaws, "rafflesAllowed") === false) {
    return closedBecause("governing-forbids", "The law under which it is run allows no raffles.", rulesVersion);
  }
  const home = residencePlace(residence);
  const homeLaws = areasOfPlace(home).flatMap((area) => laws.get(area) ?? []);
  const figures = [...laws.values()].flatMap((law) =>
    law.minimumAge === null ? [] : [[law.areaId, law.minimumAge] as const],
  );
  const presence = entry.presence && coarsen(entry.presence, PRESENCE_TIER);
  const places = presence ? [home, presence] : [home];
  const decided: EntryInput = {
    rules: { ...game.rules, governing },
    residence: home,
    presence: entry.presence,
    birthDate: residence.birthDate,
    atMs: entry.now.getTime(),
    ages: concernedAges(tree, figures, [...governing, ...places.flatMap(areasOfPlace)]),
    presenceRule: inForce(governingLaws, "presence") ?? "both",
    presenceWaived: homeLaws.some((law) => law.requirements.presenceWaived === true),
  };
  const answer = decideEntry(decided, tree);
  const input: StoredEntry = { ...decided, areas: evidenceAreas(tree, { ...decided, places }) };
  return {
    allowed: answer.allowed,
    decision: answer.decision,
    reasons: answer.reasons.map((reason) => ({ ...reason, area: reason.area ?? null })),
    refusal: answer.allowed
      ? null
      : refusalParams(answer.reasons[0], {
          nameOf: (area) => tree.displayName(area),
          ages: new Map(decided.ages),
        }),
    rulesVersion,
    input,
    forbiddenFunding: inForce(governingLaws, "forbiddenFunding") ?? [],
    law: saleLaw(governingLaws, (area) => tree.nameOf(area)),
  };
}
