import { type DraftFault, MAXIMUM_MINOR, type RaffleDraft } from "./draft";
import { drawingFaults, winnersOf } from "./drawing-rules";

const LIMITS: Array<[keyof RaffleDraft, number]> = [
  ["title", 120],
  ["summary", 300],
  ["description", 8000],
  ["freeEntryText", 2000],
  ["deliveryText", 2000],
  ["rulesText", 20000],
  ["ticketText", 1000],
  ["drawPlace", 200],
  ["drawDirections", 1000],
];

/**
 * What keeps a draft from being saved: values that cannot be stored or can never be right. What is merely missing is
 * no fault of a draft: {@link unfinishedFaults} names it before an activation. `issued` are tickets that exist already.
 */
export function draftFaults(draft: RaffleDraft, sales: { issued: number } = { issued: 0 }): DraftFault[] {
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
  whole("targetCount", draft.targetCount, 1, 100_000_000);
  whole("claimDays", draft.claimDays, 1, 3650);
  whole("fees.processingBasisPoints", draft.fees.processingBasisPoints, 0, 10_000);
  whole("fees.processingPerTicketMinor", draft.fees.processingPerTicketMinor, 0, MAXIMUM_MINOR);
  whole("fees.licenceMinor", draft.fees.licenceMinor, 0, MAXIMUM_MINOR);
  whole("fees.regulatorBasisPoints", draft.fees.regulatorBasisPoints, 0, 10_000);
  if (draft.ticketCap !== null && draft.ticketCap < sales.issued) {
    add("ticketCap", "capBelowSold", { sold: sales.issued });
  }
  if (draft.priceMinor === 0 && !draft.isFree) add("priceMinor", "priceMissing");
  if (draft.priceMinor > 0 && draft.isFree) add("priceMinor", "priceOfFree");
  if (draft.isFree && draft.priceLevels.length > 0) add("priceLevels", "bundlesOfFree");
  if (draft.isFree && draft.format === "fifty-fifty") add("isFree", "potNeedsSales");
  if (draft.format === "number-board") {
    if (draft.ticketCap === null) add("ticketCap", "boardNeedsCap");
    else whole("ticketCap", draft.ticketCap, 2, 100_000);
  }
  if (draft.sponsors.length > 20) add("sponsors", "tooMany", { most: 20 });
  for (const [at, sponsor] of draft.sponsors.entries()) {
    if (!sponsor.trim()) add(`sponsors.${at}`, "missing");
    if (sponsor.length > 120) add(`sponsors.${at}`, "tooLong", { most: 120 });
  }
  potFaults(draft, add, whole);
  whole("perPersonMaximum", draft.perPersonMaximum, 1, 100_000_000);
  whole("perHouseholdMaximum", draft.perHouseholdMaximum, 1, 100_000_000);
  whole("minimumAge", draft.minimumAge, 0, 120);
  if (!isTimeZone(draft.timeZone)) add("timeZone", "malformed");
  for (const field of ["opensAt", "closesAt", "drawAt"] as const) {
    if (Number.isNaN(draft[field].getTime())) add(field, "notADate");
  }
  if (draft.closesAt <= draft.opensAt) add("closesAt", "beforeStart");
  if (draft.drawAt < draft.closesAt) add("drawAt", "beforeClose");
  faults.push(...drawingFaults(draft));
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

function potFaults(
  { format, pot }: RaffleDraft,
  add: (field: string, code: string, params?: DraftFault["params"]) => void,
  whole: (field: string, value: number | null, least: number, most: number) => void,
): void {
  if (!pot) {
    if (format === "fifty-fifty") add("pot.shareBasisPoints", "missing");
    return;
  }
  if (format !== "fifty-fifty") add("pot.shareBasisPoints", "potWithoutFormat");
  whole("pot.shareBasisPoints", pot.shareBasisPoints, 1, 10_000);
  whole("pot.seedMinor", pot.seedMinor, 0, MAXIMUM_MINOR);
  whole("pot.minimumMinor", pot.minimumMinor, 0, MAXIMUM_MINOR);
  whole("pot.capMinor", pot.capMinor, 0, MAXIMUM_MINOR);
  if (pot.capMinor !== null && pot.capMinor < Math.max(pot.seedMinor, pot.minimumMinor)) {
    add("pot.capMinor", "potCapTooLow");
  }
}

/** What a raffle still lacks before it may go, the law and the plan aside. */
export function unfinishedFaults(draft: RaffleDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params?: DraftFault["params"]) => faults.push({ field, code, params });
  for (const field of ["rulesText", "description"] as const) if (!draft[field].trim()) add(field, "missing");
  if (draft.freeEntryAllowed && !draft.freeEntryText.trim()) add("freeEntryText", "missing");
  const main = draft.drawings.findIndex(({ kind }) => kind === "main");
  const winners = draft.drawings.reduce((sum, drawing) => sum + winnersOf(drawing), 0);
  if (main >= 0 ? winnersOf(draft.drawings[main]!) === 0 : winners === 0) {
    add(main >= 0 ? `drawings.${main}.groups` : "drawings", "noPrize");
  }
  for (const [d, drawing] of draft.drawings.entries()) {
    if (drawing.kind === "early-bird" && drawing.groups.length === 0) add(`drawings.${d}.groups`, "earlyBirdEmpty");
    for (const [g, group] of drawing.groups.entries()) {
      if (draft.structure === "choice" && group.prizes.length === 1) add(`drawings.${d}.groups.${g}`, "choiceOfOne");
    }
  }
  if (draft.structure === "multiple" && draft.drawings.length === 1 && winners === 1) {
    add("structure", "oneWinnerIsSingle");
  }
  if (draft.structure === "mega" && draft.drawings.length === 1 && draft.drawings[0]!.groups.length === 1) {
    add("structure", "oneGroupIsChoice");
  }
  if (draft.ticketCap !== null && draft.ticketCap < winners) add("ticketCap", "fewerThanPrizes", { winners });
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
