/** R2: how many prizes there are and how many of them one winner may choose from. */
export const STRUCTURES = ["single", "choice", "multiple", "mega"] as const;
export type Structure = (typeof STRUCTURES)[number];

/** What is played for: prizes, a share of the sales (B2), prizes with a pool each (B3), or a number of a board (B13). */
export const FORMATS = ["standard", "fifty-fifty", "tricky-tray", "number-board"] as const;
export type Format = (typeof FORMATS)[number];

export const PARTICIPATIONS = ["online", "offline", "both"] as const;
export type Participation = (typeof PARTICIPATIONS)[number];

export const DRAW_METHODS = ["beacon", "machine", "hand"] as const;
export type DrawMethod = (typeof DRAW_METHODS)[number];

/** What an organisation writes about a raffle. Amounts in minor units; times are instants. */
export interface RaffleDraft {
  title: string;
  summary: string;
  description: string;
  cover: string;
  imageId: string | null; // null: the drawn cover stands in
  notActualItem: boolean;
  sponsors: string[]; // of the raffle as a whole
  category: string;
  subcategory: string;
  structure: Structure;
  format: Format;
  participation: Participation;
  /**
   * The main drawing first, then early birds in the order of their triggers. A tray has no main drawing: its drawings
   * are its pools, each with one group.
   */
  drawings: DrawingDraft[];
  pot: PotDraft | null; // where the format is fifty-fifty, and nowhere else
  isFree: boolean; // no purchase needed (R7): then, and only then, the price is nothing
  priceMinor: number;
  currency: string;
  priceLevels: Array<{ count: number; priceMinor: number; stock: number | null }>; // bundles beside the plain price
  ticketCap: number | null;
  targetCount: number | null; // what an unlimited raffle plans with (R10)
  perPersonMaximum: number | null;
  perHouseholdMaximum: number | null;
  freeEntryAllowed: boolean;
  freeEntryText: string;
  donationsAllowed: boolean;
  giftsAllowed: boolean;
  coverFeeAllowed: boolean;
  staffBarred: boolean;
  numbering: "at-issue" | "at-close";
  ticketNumberPart: "record" | "participant" | "sequence"; // the last part of a ticket's number (T5)
  earlyBirdsWinAgain: boolean; // what won in an early bird may win in later drawings (R3)
  stubsReturn: boolean; // a drawn stub goes back into the drum (D1)
  conversionAllowed: boolean; // the main drawing may become a 50/50 (R14)
  claimDays: number;
  deliveryText: string;
  rulesText: string;
  ticketText: string;
  drawPlace: string;
  drawDirections: string;
  extraCostMinor: number;
  fees: PlannedFees;
  opensAt: Date;
  closesAt: Date;
  drawAt: Date; // of the main drawing and of a tray's pools
  timeZone: string;
  minimumAge: number | null;
  permissions: PermissionDraft[];
  exclusions: string[]; // area ids
}

/**
 * One drawing. An early bird falls due at a number of tickets, at a moment, or at whichever comes first, and is drawn
 * then; the others have neither and are drawn at `drawAt` of the raffle.
 */
export interface DrawingDraft {
  kind: "main" | "early-bird" | "pool";
  triggerCount: number | null;
  triggerAt: Date | null;
  method: DrawMethod;
  groups: PrizeGroupDraft[]; // in the order of First Prize, Second Prize …
}

/** The prizes behind each of `quantity` winning tickets: one, or several of which each winner takes one. */
export interface PrizeGroupDraft {
  quantity: number;
  prizes: PrizeDraft[];
}

export interface PrizeDraft {
  heading: string;
  description: string;
  category: string;
  subcategory: string;
  cover: string;
  imageId: string | null;
  notActualItem: boolean;
  valueMinor: number;
  costMinor: number; // private to the organisation
  options: PrizeOption[]; // empty: the item alone
  sponsor: string;
}

/** What a winner may take: the item, its cash value, or cash towards buying one. */
export interface PrizeOption {
  kind: "item" | "cash" | "towards";
  valueMinor: number;
  costMinor: number;
}

/** B2: which part of the sales is played for. */
export interface PotDraft {
  shareBasisPoints: number;
  seedMinor: number;
  minimumMinor: number;
  capMinor: number | null;
}

/** What the organisation expects to pay beside the venue's own fee; private, and only for the plan (R10). */
export interface PlannedFees {
  processingBasisPoints: number;
  processingPerTicketMinor: number;
  licenceMinor: number; // once for the raffle
  regulatorBasisPoints: number;
}

export interface PermissionDraft {
  areaId: string;
  coverage: "wide" | "not-required" | "local";
  permitNumber: string;
  validFrom: Date | null;
  validTo: Date | null;
}

/** A fault of one field; `field` is a path such as `drawings.0.groups.1.quantity`, `code` a key of the message files. */
export interface DraftFault {
  field: string;
  code: string;
  params?: Record<string, string | number>;
}

export const MAXIMUM_MINOR = 2_000_000_000; // what a column of minor units holds

/** One field of a draft before and after, for the log of edits: "every edit logs field, before, after, time, who". */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** Which fields two drafts differ in. Lists (drawings, permissions) count as one field each. */
export function changesBetween(before: RaffleDraft | null, after: RaffleDraft): FieldChange[] {
  const fields = Object.keys(after) as Array<keyof RaffleDraft>;
  return fields.flatMap((field) => {
    const was = before ? before[field] : null;
    return JSON.stringify(was) === JSON.stringify(after[field]) ? [] : [{ field, before: was, after: after[field] }];
  });
}
