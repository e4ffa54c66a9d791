import type { Requirements } from "@/server/jurisdiction/requirements";
import type { DraftFault, RaffleDraft } from "./draft";
import { datedCostFaults, raffleValueMinor } from "./drawing-rules";

/** What a governing jurisdiction may say about raffles (R16), as far as an activation looks at it. */
export const LAW_KEYS = [
  "rafflesAllowed",
  "onlineSaleAllowed",
  "permitNeeded",
  "freeEntryAllowed",
  "drawMethods",
  "maximumPriceLevels",
  "earlyBirdsAllowed",
  "earlyBirdCostAllowed",
  "conversionAllowed",
  "fiftyFiftyAllowed",
  "trayAllowed",
  "numberBoardAllowed",
  "giftsAllowed",
  "donationsAllowed",
  "manualEntryAllowed",
  "stubsReturn",
  "staffBarred",
  "maximumPerPerson",
  "maximumPerHousehold",
  "numbering",
  "claimDays",
  "maximumTicketPriceMinor",
  "maximumTickets",
  "maximumPrizeValueMinor",
  "ticketElements",
] as const satisfies ReadonlyArray<keyof Requirements>;
export type LawKey = (typeof LAW_KEYS)[number];

/** One area's word on raffles. Null means that it has nothing on record, which allows it. */
export type GoverningLaw = { areaName: string } & { [Key in LawKey]: NonNullable<Requirements[Key]> | null };

/** An area that says nothing but what is given. */
export function lawOf(areaName: string, said: Partial<Omit<GoverningLaw, "areaName">> = {}): GoverningLaw {
  const silent = Object.fromEntries(LAW_KEYS.map((key) => [key, null])) as Record<LawKey, null>;
  return { areaName, ...silent, ...said };
}

/** Whether a law says that a prize with a cost may stand in an early bird drawn on a date; without a word it may not. */
export function isEarlyBirdCostAllowed(laws: readonly GoverningLaw[]): boolean {
  return laws.find((law) => law.earlyBirdCostAllowed !== null)?.earlyBirdCostAllowed === true;
}

/** R3 under the law: costs in dated early birds, naming the area that forbids them where one does. */
export function costFaults(draft: Pick<RaffleDraft, "drawings">, laws: readonly GoverningLaw[]): DraftFault[] {
  const law = laws.find((one) => one.earlyBirdCostAllowed !== null);
  const faults = datedCostFaults(draft, law?.earlyBirdCostAllowed === true);
  return law
    ? faults.map((fault) => ({ ...fault, code: "costForbiddenByLaw", params: { area: law.areaName } }))
    : faults;
}

/** What a draft does that the law of its governing jurisdiction forbids (R16); each fault names the area. */
export function lawFaults(draft: RaffleDraft, laws: readonly GoverningLaw[]): DraftFault[] {
  return [...costFaults(draft, laws), ...laws.flatMap((law) => faultsUnder(draft, law))];
}

function faultsUnder(draft: RaffleDraft, law: GoverningLaw): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params: DraftFault["params"] = {}) =>
    faults.push({ field, code, params: { area: law.areaName, ...params } });
  const isForbidden = (key: LawKey) => law[key] === false;

  if (isForbidden("rafflesAllowed")) add("organisation", "rafflesForbidden");
  if (isForbidden("onlineSaleAllowed") && draft.participation !== "offline")
    add("participation", "onlineSaleForbidden");
  if (isForbidden("manualEntryAllowed") && draft.participation !== "online")
    add("participation", "manualEntryForbidden");
  if (isForbidden("freeEntryAllowed") && draft.freeEntryAllowed) add("freeEntryAllowed", "freeEntryForbidden");
  if (isForbidden("giftsAllowed") && draft.giftsAllowed) add("giftsAllowed", "giftsForbidden");
  if (isForbidden("donationsAllowed") && draft.donationsAllowed) add("donationsAllowed", "donationsForbidden");
  if (isForbidden("conversionAllowed") && draft.conversionAllowed) add("conversionAllowed", "conversionForbidden");
  if (isForbidden("fiftyFiftyAllowed") && draft.format === "fifty-fifty") add("format", "fiftyFiftyForbidden");
  if (isForbidden("trayAllowed") && draft.format === "tricky-tray") add("format", "trayForbidden");
  if (isForbidden("numberBoardAllowed") && draft.format === "number-board") add("format", "boardForbidden");

  let earlyBirds = 0;
  for (const [at, { kind, method }] of draft.drawings.entries()) {
    if (law.drawMethods && !law.drawMethods.includes(method)) {
      add(`drawings.${at}.method`, "drawMethodForbidden", { method });
    }
    if (kind === "early-bird" && isForbidden("earlyBirdsAllowed") && earlyBirds++ === 0) {
      add(`drawings.${at}.triggerCount`, "earlyBirdsForbidden");
    }
  }
  if (law.stubsReturn !== null && law.stubsReturn !== draft.stubsReturn && draft.drawings.some(isByHand)) {
    add("stubsReturn", law.stubsReturn ? "stubsMustReturn" : "stubsMustNotReturn");
  }
  if (law.staffBarred === true && !draft.staffBarred) add("staffBarred", "staffBarredByLaw");
  limitFault("perPersonMaximum", law.maximumPerPerson, "perPersonAboveLaw");
  limitFault("perHouseholdMaximum", law.maximumPerHousehold, "perHouseholdAboveLaw");
  limitFault("ticketCap", law.maximumTickets, "capAboveLaw");
  if (law.numbering !== null && law.numbering !== draft.numbering) {
    add("numbering", "numberingByLaw", { numbering: law.numbering === "at-close" ? "close" : "issue" });
  }
  if (law.claimDays !== null && law.claimDays !== draft.claimDays)
    add("claimDays", "claimDaysByLaw", { days: law.claimDays });
  if (law.maximumPriceLevels !== null && draft.priceLevels.length + 1 > law.maximumPriceLevels) {
    add("priceLevels", "tooManyPriceLevels", { most: law.maximumPriceLevels });
  }
  if (law.maximumTicketPriceMinor !== null && draft.priceMinor > law.maximumTicketPriceMinor) {
    add("priceMinor", "priceAboveLaw", { mostMinor: law.maximumTicketPriceMinor });
  }
  if (law.maximumPrizeValueMinor !== null && raffleValueMinor(draft) > law.maximumPrizeValueMinor) {
    add("drawings", "prizesAboveLaw", { mostMinor: law.maximumPrizeValueMinor });
  }
  const isNumbered = !draft.permissions.some(isUnproven);
  if (law.permitNeeded === true && !isNumbered) add("permissions", "permitNumberMissing");
  if (law.ticketElements?.includes("draw-place") && !draft.drawPlace.trim()) add("drawPlace", "ticketSaysDrawPlace");
  if (law.ticketElements?.includes("permit-number") && law.permitNeeded !== true && !isNumbered) {
    add("permissions", "ticketSaysPermit");
  }
  return faults;

  function limitFault(
    field: "perPersonMaximum" | "perHouseholdMaximum" | "ticketCap",
    most: number | null,
    code: string,
  ): void {
    const own = draft[field];
    if (most !== null && (own === null || own > most)) add(field, code, { most });
  }
}

const isByHand = ({ method }: RaffleDraft["drawings"][number]) => method === "hand";

function isUnproven(permission: RaffleDraft["permissions"][number]): boolean {
  return permission.coverage !== "not-required" && !permission.permitNumber.trim();
}
