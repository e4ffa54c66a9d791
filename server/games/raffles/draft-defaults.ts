import type { DrawingDraft, PrizeDraft, PrizeGroupDraft, RaffleDraft } from "./draft";

/** A prize of which nothing is said but what is given. */
export function prizeDraft(prize: Partial<PrizeDraft> = {}): PrizeDraft {
  return {
    heading: "",
    description: "",
    category: "other",
    subcategory: "",
    cover: "hamper",
    imageId: null,
    notActualItem: false,
    valueMinor: 0,
    costMinor: 0,
    options: [],
    sponsor: "",
    ...prize,
  };
}

/** The main drawing with its groups. */
export function mainWith(groups: PrizeGroupDraft[]): DrawingDraft {
  return { kind: "main", triggerCount: null, triggerAt: null, method: "beacon", groups };
}

/** A raffle of which nothing is said but what is given: what a new one begins with. */
export function raffleDraft(
  draft: Pick<RaffleDraft, "opensAt" | "closesAt" | "drawAt" | "timeZone"> & Partial<RaffleDraft>,
): RaffleDraft {
  return {
    title: "",
    summary: "",
    description: "",
    cover: "hamper",
    imageId: null,
    notActualItem: false,
    sponsors: [],
    category: "other",
    subcategory: "",
    structure: "single",
    format: "standard",
    participation: "online",
    drawings: [mainWith([])],
    pot: null,
    isFree: draft.priceMinor === 0,
    priceMinor: 1000,
    currency: "USD",
    priceLevels: [],
    ticketCap: null,
    targetCount: null,
    perPersonMaximum: null,
    perHouseholdMaximum: null,
    freeEntryAllowed: false,
    freeEntryText: "",
    donationsAllowed: true,
    giftsAllowed: false,
    coverFeeAllowed: true,
    staffBarred: true,
    numbering: "at-issue",
    ticketNumberPart: "sequence",
    earlyBirdsWinAgain: true,
    stubsReturn: false,
    conversionAllowed: false,
    claimDays: 60,
    deliveryText: "",
    rulesText: "",
    ticketText: "",
    drawPlace: "",
    drawDirections: "",
    extraCostMinor: 0,
    fees: { processingBasisPoints: 290, processingPerTicketMinor: 0, licenceMinor: 0, regulatorBasisPoints: 0 },
    minimumAge: null,
    permissions: [],
    exclusions: [],
    ...draft,
  };
}
