import type { DraftFault, RaffleDraft } from "../draft";
import { draftFaults, unfinishedFaults } from "../draft-faults";
import { formField, readDraftForm } from "../draft-form";
import { datedCostFaults } from "../drawing-rules";
import { type ListName, numbered, ownField, type RaffleForm, rowIds, typed } from "./raffle-form";

/** What a text means as an area: one, or a fault in words of the message files. */
export type AreaAnswer = { id: string; name: string } | { fault: DraftFault["code"]; params?: DraftFault["params"] };

/** A fault of a field of the form. `missing`: nothing was written there yet; everything else is wrong as it stands. */
export interface FormFault extends DraftFault {
  isMissing: boolean;
  /** The field of the draft that it was found in, which tells which drawing and prize. */
  at: string;
}

export interface SalesPlaceDraft {
  name: string;
  street: string;
  city: string;
  postalCode: string;
  contact: string;
  phone: string;
  hours: string;
  mapUrl: string;
}

export interface ReadForm {
  draft: RaffleDraft;
  places: SalesPlaceDraft[];
  faults: FormFault[];
  /** The field of the form that a field of the draft, `drawings.1.triggerCount`, was read from. */
  fieldOf(draftField: string): string;
}

export interface ReadingRules {
  /** What the texts for areas were found to mean. */
  areas: ReadonlyMap<string, AreaAnswer>;
  /** Whether the venue takes permissions from each raffle (J12). */
  listsPerGame: boolean;
  earlyBirdCostAllowed: boolean;
  issued: number;
}

export const MOST_PLACES = 30;
const NOTHING_YET = new Set(["notANumber", "notADate", "missing", "priceMissing", "noPrize", "unknownArea"]);

/** The draft that a form means and everything that is missing or wrong, each under its field. Pure: the browser reads too. */
export function readRaffleForm(form: RaffleForm, rules: ReadingRules): ReadForm {
  const byNumber = numbered(rules.listsPerGame ? form : { ...form, "order.permission": "", "order.exclusion": "" });
  const { draft, faults, rows } = readDraftForm(byNumber, areaIdsOf(form, rules.areas));
  const places = placesOf(form);
  const fieldOf = (draftField: string) => ownField(form, formField(draftField, rows));
  const own = (fault: DraftFault) => ({ ...fault, field: fieldOf(fault.field), at: fault.field });
  const found: Array<DraftFault & { at?: string }> = [
    ...faults.map((fault) => ({ ...fault, field: ownField(form, fault.field) })),
    ...areaFaults(form, rules),
    ...draftFaults(draft, { issued: rules.issued }).map(own),
    ...unfinishedFaults(draft).map(own),
    ...datedCostFaults(draft, rules.earlyBirdCostAllowed).map(own),
    ...placeFaults(form, draft),
  ];
  if (!typed(form, "structure")) found.push({ field: "structure", code: "missing" });
  if (rules.listsPerGame && draft.permissions.length === 0) found.push({ field: "permissions", code: "noPermission" });
  const seen = new Set<string>();
  return {
    draft,
    places: places.map(({ id: _, ...place }) => place),
    fieldOf,
    faults: found.flatMap((fault) => {
      if (seen.has(fault.field)) return [];
      seen.add(fault.field);
      const text = typed(form, fault.field).trim();
      const isEmpty = text === "";
      // Less than nothing is a number to whoever wrote it.
      const code = fault.code === "notANumber" && /^[-−]\s*\$?\d/.test(text) ? "belowZero" : fault.code;
      return [
        {
          ...fault,
          code,
          at: fault.at ?? fault.field,
          isMissing: (isEmpty && NOTHING_YET.has(fault.code)) || fault.code === "noPermission",
        },
      ];
    }),
  };
}

/** Every text for an area that a form holds, with its field. */
export function areaTexts(form: RaffleForm): Array<{ field: string; text: string }> {
  return (["permission", "exclusion"] as const).flatMap((list) =>
    rowIds(form, list).flatMap((id) => {
      const field = `${list}.${id}.area`;
      const text = typed(form, field).trim();
      return text ? [{ field, text }] : [];
    }),
  );
}

function areaIdsOf(form: RaffleForm, areas: ReadingRules["areas"]): Map<string, string> {
  const ids = new Map<string, string>();
  const lists: Array<[ListName, string]> = [
    ["permission", "permissions"],
    ["exclusion", "exclusions"],
  ];
  for (const [list, name] of lists) {
    for (const [at, id] of rowIds(form, list).entries()) {
      const answer = areas.get(typed(form, `${list}.${id}.area`).trim());
      // An area that is not known yet keeps its row apart from others by its id.
      ids.set(`${name}.${at}.area`, answer && "id" in answer ? answer.id : `?${id}`);
    }
  }
  return ids;
}

function areaFaults(form: RaffleForm, rules: ReadingRules): DraftFault[] {
  if (!rules.listsPerGame) return [];
  const written = areaTexts(form).flatMap(({ field, text }): DraftFault[] => {
    const answer = rules.areas.get(text);
    return answer && "fault" in answer ? [{ field, code: answer.fault, params: answer.params }] : [];
  });
  // A permit number without its area says nothing.
  const lacking = rowIds(form, "permission").flatMap((id): DraftFault[] =>
    !typed(form, `permission.${id}.area`).trim() && typed(form, `permission.${id}.permitNumber`).trim()
      ? [{ field: `permission.${id}.area`, code: "missing" }]
      : [],
  );
  return [...written, ...lacking];
}

/** The places of sale that hold anything. */
function placesOf(form: RaffleForm): Array<SalesPlaceDraft & { id: string }> {
  return rowIds(form, "place").flatMap((id) => {
    const text = (name: string) => typed(form, `place.${id}.${name}`).trim();
    const place = {
      id,
      name: text("name"),
      street: text("street"),
      city: text("city"),
      postalCode: text("postalCode"),
      contact: text("contact"),
      phone: text("phone"),
      hours: text("hours"),
      mapUrl: text("mapUrl"),
    };
    const { id: _, ...said } = place;
    return Object.values(said).some(Boolean) ? [place] : [];
  });
}

function placeFaults(form: RaffleForm, draft: RaffleDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const places = placesOf(form);
  for (const place of places) {
    const at = `place.${place.id}`;
    if (!place.name) faults.push({ field: `${at}.name`, code: "missing" });
    if (!place.street) faults.push({ field: `${at}.street`, code: "missing" });
    if (!place.city) faults.push({ field: `${at}.city`, code: "missing" });
    if (place.mapUrl && !isWebAddress(place.mapUrl)) faults.push({ field: `${at}.mapUrl`, code: "notAnAddress" });
    for (const name of ["name", "street", "city", "contact", "phone", "hours"] as const) {
      if (place[name].length > 200) faults.push({ field: `${at}.${name}`, code: "tooLong", params: { most: 200 } });
    }
  }
  if (places.length > MOST_PLACES) faults.push({ field: "places", code: "tooMany", params: { most: MOST_PLACES } });
  if (draft.participation !== "online" && places.length === 0) faults.push({ field: "places", code: "missing" });
  return faults;
}

function isWebAddress(text: string): boolean {
  return text.length <= 500 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/**
 * What of a draft can be stored now: each part that is missing or wrong stays as it was stored before. Prizes without a
 * heading wait until they have one.
 */
export function storablePart(draft: RaffleDraft, before: RaffleDraft, issued = 0): RaffleDraft {
  let part: RaffleDraft = { ...draft, drawings: storableDrawings(draft) };
  if (part.permissions.some(({ areaId }) => areaId.startsWith("?"))) {
    part.permissions = part.permissions.filter(({ areaId }) => !areaId.startsWith("?"));
  }
  part.exclusions = part.exclusions.filter((areaId) => !areaId.startsWith("?"));
  for (let round = 0; round < 4; round++) {
    const faults = draftFaults(part, { issued });
    if (faults.length === 0) return part;
    part = withoutFaults(part, before, faults);
  }
  return draftFaults(part, { issued }).length === 0 ? part : before;
}

/** A draft with everything that has a fault as it was before. */
export function withoutFaults(draft: RaffleDraft, before: RaffleDraft, faults: readonly DraftFault[]): RaffleDraft {
  const keys = new Set(faults.flatMap(({ field }) => keysWith(field.split(".")[0] as keyof RaffleDraft)));
  return { ...draft, ...Object.fromEntries([...keys].map((key) => [key, before[key]])) };
}

// What is judged together goes back together.
const TOGETHER: Array<Array<keyof RaffleDraft>> = [
  ["opensAt", "closesAt", "drawAt", "timeZone"],
  ["isFree", "priceMinor", "priceLevels"],
  ["structure", "format", "pot", "drawings", "ticketCap"],
];

function keysWith(key: keyof RaffleDraft): Array<keyof RaffleDraft> {
  return TOGETHER.find((keys) => keys.includes(key)) ?? [key];
}

function storableDrawings(draft: RaffleDraft): RaffleDraft["drawings"] {
  const amount = (minor: number) => (Number.isSafeInteger(minor) ? minor : 0);
  const drawings = draft.drawings.map((drawing) => ({
    ...drawing,
    groups: drawing.groups.flatMap((group) => {
      const prizes = group.prizes
        .filter(({ heading }) => heading.trim())
        .map((prize) => ({ ...prize, valueMinor: amount(prize.valueMinor), costMinor: amount(prize.costMinor) }));
      return prizes.length > 0 ? [{ ...group, prizes }] : [];
    }),
  }));
  return drawings.filter(
    ({ kind, groups, triggerCount, triggerAt }) =>
      kind === "main" || (groups.length > 0 && (kind === "pool" || triggerCount !== null || triggerAt !== null)),
  );
}
