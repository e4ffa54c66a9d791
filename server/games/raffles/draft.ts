/** What an organisation writes about a raffle. Amounts in minor units; times are instants. */
export interface RaffleDraft {
  title: string;
  summary: string;
  description: string;
  cover: string;
  notActualItem: boolean;
  category: string;
  subcategory: string;
  structure: "single" | "multiple";
  prizes: PrizeDraft[]; // in the order of First Prize, Second Prize …
  priceMinor: number;
  currency: string;
  priceLevels: Array<{ count: number; priceMinor: number; stock: number | null }>; // bundles beside the plain price
  ticketCap: number | null;
  perPersonMaximum: number | null;
  perHouseholdMaximum: number | null;
  freeEntryAllowed: boolean;
  freeEntryText: string;
  donationsAllowed: boolean;
  coverFeeAllowed: boolean;
  staffBarred: boolean;
  numbering: "at-issue" | "at-close";
  deliveryText: string;
  rulesText: string;
  ticketText: string;
  drawPlace: string;
  extraCostMinor: number;
  opensAt: Date;
  closesAt: Date;
  drawAt: Date;
  timeZone: string;
  minimumAge: number | null;
  permissions: PermissionDraft[];
  exclusions: string[]; // area ids
}

export interface PrizeDraft {
  heading: string;
  description: string;
  category: string;
  subcategory: string;
  cover: string;
  notActualItem: boolean;
  valueMinor: number;
  costMinor: number; // private to the organisation
  quantity: number;
  sponsor: string;
}

export interface PermissionDraft {
  areaId: string;
  coverage: "wide" | "not-required" | "local";
  permitNumber: string;
  validFrom: Date | null;
  validTo: Date | null;
}

/** A fault of one field; `field` is a path such as `prizes.0.heading`, `code` a key of the message files. */
export interface DraftFault {
  field: string;
  code: string;
  params?: Record<string, string | number>;
}

const LIMITS: Array<[keyof RaffleDraft, number]> = [
  ["title", 120],
  ["summary", 300],
  ["description", 8000],
  ["freeEntryText", 2000],
  ["deliveryText", 2000],
  ["rulesText", 20000],
  ["ticketText", 1000],
  ["drawPlace", 200],
];

const MAXIMUM_MINOR = 2_000_000_000; // what a column of minor units holds

/**
 * What keeps a draft from being saved: values that cannot be stored or can never be right. What is merely missing is
 * no fault of a draft; {@link import("./activation")} asks for it.
 */
export function draftFaults(draft: RaffleDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params?: DraftFault["params"]) => faults.push({ field, code, params });
  const whole = (field: string, value: number | null, least: number, most: number) => {
    if (value === null) return;
    if (!Number.isSafeInteger(value)) add(field, "notANumber");
    else if (value < least || value > most) add(field, "outOfRange", { least, most });
  };
  if (!draft.title.trim()) add("title", "missing");
  for (const [field, most] of LIMITS) {
    if (String(draft[field]).length > most) add(field, "tooLong", { most });
  }
  whole("priceMinor", draft.priceMinor, 0, MAXIMUM_MINOR);
  whole("extraCostMinor", draft.extraCostMinor, 0, MAXIMUM_MINOR);
  whole("ticketCap", draft.ticketCap, 1, 100_000_000);
  whole("perPersonMaximum", draft.perPersonMaximum, 1, 100_000_000);
  whole("perHouseholdMaximum", draft.perHouseholdMaximum, 1, 100_000_000);
  whole("minimumAge", draft.minimumAge, 0, 120);
  if (!isTimeZone(draft.timeZone)) add("timeZone", "malformed");
  for (const field of ["opensAt", "closesAt", "drawAt"] as const) {
    if (Number.isNaN(draft[field].getTime())) add(field, "notADate");
  }
  if (draft.closesAt <= draft.opensAt) add("closesAt", "beforeStart");
  if (draft.drawAt < draft.closesAt) add("drawAt", "beforeClose");
  for (const [at, prize] of draft.prizes.entries()) {
    if (!prize.heading.trim()) add(`prizes.${at}.heading`, "missing");
    if (prize.heading.length > 120) add(`prizes.${at}.heading`, "tooLong", { most: 120 });
    if (prize.description.length > 4000) add(`prizes.${at}.description`, "tooLong", { most: 4000 });
    whole(`prizes.${at}.valueMinor`, prize.valueMinor, 0, MAXIMUM_MINOR);
    whole(`prizes.${at}.costMinor`, prize.costMinor, 0, MAXIMUM_MINOR);
    whole(`prizes.${at}.quantity`, prize.quantity, 1, 10_000);
  }
  if (draft.prizes.length > 50) add("prizes", "tooMany", { most: 50 });
  if (draft.structure === "single" && draft.prizes.length > 1) add("prizes", "onePrizeOnly");
  if (draft.structure === "single" && (draft.prizes[0]?.quantity ?? 1) > 1) add("prizes.0.quantity", "oneWinnerOnly");
  const counts = new Set<number>();
  for (const [at, level] of draft.priceLevels.entries()) {
    whole(`priceLevels.${at}.count`, level.count, 2, 100_000);
    whole(`priceLevels.${at}.priceMinor`, level.priceMinor, 0, MAXIMUM_MINOR);
    whole(`priceLevels.${at}.stock`, level.stock, 0, 100_000_000);
    if (counts.has(level.count)) add(`priceLevels.${at}.count`, "twice");
    counts.add(level.count);
  }
  const permitted = new Set<string>();
  for (const [at, permission] of draft.permissions.entries()) {
    if (permitted.has(permission.areaId)) add(`permissions.${at}.areaId`, "twice");
    permitted.add(permission.areaId);
    if (permission.permitNumber.length > 60) add(`permissions.${at}.permitNumber`, "tooLong", { most: 60 });
    if (permission.validFrom && permission.validTo && permission.validTo <= permission.validFrom) {
      add(`permissions.${at}.validTo`, "beforeStart");
    }
  }
  const excluded = new Set<string>();
  for (const [at, areaId] of draft.exclusions.entries()) {
    if (excluded.has(areaId)) add(`exclusions.${at}`, "twice");
    excluded.add(areaId);
  }
  return faults;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** One field of a draft before and after, for the log of edits: "every edit logs field, before, after, time, who". */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** Which fields two drafts differ in. Lists (prizes, permissions) count as one field each. */
export function changesBetween(before: RaffleDraft | null, after: RaffleDraft): FieldChange[] {
  const fields = Object.keys(after) as Array<keyof RaffleDraft>;
  return fields.flatMap((field) => {
    const was = before ? before[field] : null;
    return JSON.stringify(was) === JSON.stringify(after[field]) ? [] : [{ field, before: was, after: after[field] }];
  });
}
