import type { DraftFault, RaffleDraft } from "./draft";
import { unfinishedFaults } from "./draft-faults";
import { raffleValueMinor } from "./drawing-rules";

/**
 * What the law of the governing jurisdiction says about raffles (R16), as far as an activation looks at it. Null means
 * that nothing is on record, which allows it.
 */
export interface GoverningLaw {
  areaName: string;
  rafflesAllowed: boolean | null;
  onlineSaleAllowed: boolean | null;
  permitNeeded: boolean | null;
  freeEntryAllowed: boolean | null;
  drawMethods: readonly string[] | null; // beacon, machine, hand
  maximumPriceLevels: number | null; // 1: one price for every ticket
  maximumTicketPriceMinor: number | null;
  maximumTickets: number | null;
  maximumPrizeValueMinor: number | null; // all prizes together
}

export interface ActivationFacts {
  now: Date;
  /** The law of each area of the governing jurisdiction, its own and all above it. */
  laws: readonly GoverningLaw[];
  /**
   * Whether an age figure is known for this raffle at all (J7): its own, or one of the governing jurisdiction or of
   * an area where it is permitted.
   */
  ageKnown: boolean;
  organisationStatus: string;
  gatewayReady: boolean;
  drawMethod: string;
  /** Seconds that the freeze needs between the close and the draw. */
  freezeSeconds: number;
}

/**
 * Everything that keeps a raffle from being activated, each with the field that can mend it and, where a law says so,
 * the area whose law it is. Empty when it may go.
 */
export function activationFaults(draft: RaffleDraft, facts: ActivationFacts): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params?: DraftFault["params"]) => faults.push({ field, code, params });

  if (facts.organisationStatus !== "active") add("organisation", "organisationNotActive");
  if (draft.priceMinor > 0 && !facts.gatewayReady) add("organisation", "gatewayNotReady");
  faults.push(...unfinishedFaults(draft));
  if (draft.closesAt <= facts.now) add("closesAt", "inThePast");
  if (draft.drawAt.getTime() - draft.closesAt.getTime() < facts.freezeSeconds * 1000) {
    add("drawAt", "tooSoonAfterClose", { minutes: Math.ceil(facts.freezeSeconds / 60) });
  }
  if (!facts.ageKnown) add("minimumAge", "noAgeKnown");
  if (draft.permissions.length === 0) add("permissions", "noPermission");
  if (draft.permissions.every((permission) => permission.validTo && permission.validTo <= facts.now)) {
    if (draft.permissions.length > 0) add("permissions", "permissionsOver");
  }

  for (const law of facts.laws) {
    const area = { area: law.areaName };
    if (law.rafflesAllowed === false) add("organisation", "rafflesForbidden", area);
    if (law.onlineSaleAllowed === false) add("organisation", "onlineSaleForbidden", area);
    if (law.drawMethods && !law.drawMethods.includes(facts.drawMethod)) add("drawAt", "drawMethodForbidden", area);
    if (draft.freeEntryAllowed && law.freeEntryAllowed === false) add("freeEntryAllowed", "freeEntryForbidden", area);
    if (law.maximumPriceLevels !== null && draft.priceLevels.length + 1 > law.maximumPriceLevels) {
      add("priceLevels", "tooManyPriceLevels", { ...area, most: law.maximumPriceLevels });
    }
    if (law.maximumTicketPriceMinor !== null && draft.priceMinor > law.maximumTicketPriceMinor) {
      add("priceMinor", "priceAboveLaw", { ...area, mostMinor: law.maximumTicketPriceMinor });
    }
    if (law.maximumTickets !== null && (draft.ticketCap === null || draft.ticketCap > law.maximumTickets)) {
      add("ticketCap", "capAboveLaw", { ...area, most: law.maximumTickets });
    }
    const value = raffleValueMinor(draft);
    if (law.maximumPrizeValueMinor !== null && value > law.maximumPrizeValueMinor) {
      add("prizes", "prizesAboveLaw", { ...area, mostMinor: law.maximumPrizeValueMinor });
    }
    if (law.permitNeeded === true && draft.permissions.some((entry) => isUnproven(entry))) {
      add("permissions", "permitNumberMissing", area);
    }
  }
  return faults;
}

function isUnproven(permission: RaffleDraft["permissions"][number]): boolean {
  return permission.coverage !== "not-required" && !permission.permitNumber.trim();
}
