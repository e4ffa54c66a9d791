import { z } from "zod";

/** What a printed ticket may have to say beside its number (T6, P28). */
export const TICKET_ELEMENTS = [
  "organisation",
  "organisation-registration",
  "permit-number",
  "draw-place",
  "draw-time",
  "price",
  "prizes",
  "prize-values",
  "purpose",
  "word-raffle",
  "holder-address",
  "seller",
] as const;

/**
 * What a jurisdiction asks of games (R16): versioned data of an area, `area_rule.rules`. Every key is optional; where it
 * is missing the area has nothing on record and the areas above it speak. Unknown keys are refused, so that a typing
 * error never reads as permission.
 */
export const requirementsSchema = z
  .object({
    /** Whether raffles are lawful at all, and whether they may be sold online. */
    rafflesAllowed: z.boolean(),
    onlineSaleAllowed: z.boolean(),
    permitNeeded: z.boolean(),
    /** Areas one tier below issue permits of their own; lists that follow an organisation's place are then `local` (J12). */
    localPermitNeeded: z.boolean(),
    /** J10: which of residence and presence must be open. */
    presence: z.enum(["resident", "present", "both", "either"]),
    /** J10: the area's regulator waives presence for people who live there. */
    presenceWaived: z.boolean(),
    /** J9: the area insists that what is closed is not even listed. */
    filterFirst: z.boolean(),
    freeEntryAllowed: z.boolean(),
    drawMethods: z.array(z.enum(["beacon", "machine", "hand"])).min(1),
    /** B1: preset price levels, the plain price included; 1 means one price for every ticket. */
    maximumPriceLevels: z.number().int().min(1),
    /** R3: drawings before the main one, and whether a prize that costs something may stand in one drawn on a date. */
    earlyBirdsAllowed: z.boolean(),
    earlyBirdCostAllowed: z.boolean(),
    /** R14 and B2: turning a raffle into a 50/50 after its close; one that is a 50/50 from the start. */
    conversionAllowed: z.boolean(),
    fiftyFiftyAllowed: z.boolean(),
    /** B2: a live pot must be called an estimate. */
    potIsEstimate: z.boolean(),
    /** B3, B13, B11, B16: trays, boards of numbers, tickets for somebody else, donations beside tickets. */
    trayAllowed: z.boolean(),
    numberBoardAllowed: z.boolean(),
    giftsAllowed: z.boolean(),
    donationsAllowed: z.boolean(),
    /** R13, T8: tickets sold off line and written down by the organisation; books of printed tickets. */
    manualEntryAllowed: z.boolean(),
    booksAllowed: z.boolean(),
    /** S2: a lottery ticket for a syndicate may be bought by its manager at a counter. Where nothing is on record it may not. */
    handBoughtTicketsAllowed: z.boolean(),
    /** S11: fractions of a lottery ticket may be sold. Where it is forbidden members bring whole lines of their own. */
    ticketSharesAllowed: z.boolean(),
    /** D1: whether a drawn stub goes back into the drum, so that it may win again in the same drawing. */
    stubsReturn: z.boolean(),
    /** B12: whether staff and officers of the organisation may not play. */
    staffBarred: z.boolean(),
    maximumPerPerson: z.number().int().min(1),
    maximumPerHousehold: z.number().int().min(1),
    /** T5: whether tickets carry consecutive numbers from the first sale, or get them at the close. */
    numbering: z.enum(["at-issue", "at-close"]),
    /** Days within which a prize is claimed. */
    claimDays: z.number().int().min(1),
    maximumTicketPriceMinor: z.number().int().min(0),
    maximumTickets: z.number().int().min(1),
    maximumPrizeValueMinor: z.number().int().min(0),
    /** B7: kinds of card that may not pay here. */
    forbiddenFunding: z.array(z.enum(["credit", "debit", "prepaid"])),
    /** P28: printed and shown where the law demands it. */
    helpLineText: z.string().max(500),
    /** T6: text that tickets carry. */
    ticketText: z.string().max(2000),
    /** T6, P28: what a printed ticket must say beside its number; server/tickets prints what is asked for. */
    ticketElements: z.array(z.enum(TICKET_ELEMENTS)),
    note: z.string().max(2000),
  })
  .partial()
  .strict();

export type Requirements = z.infer<typeof requirementsSchema>;

/** The requirements in stored JSON; what is not well-formed throws, and whoever decides on it fails closed. */
export function readRequirements(stored: unknown): Requirements {
  return requirementsSchema.parse(stored ?? {});
}

/** One area's own law at an instant. */
export interface AreaLaw {
  readonly areaId: string;
  readonly version: number;
  readonly minimumAge: number | null;
  readonly requirements: Requirements;
}

/** The value of the narrowest area that has one on record; `laws` go from the narrowest area up. */
export function inForce<Key extends keyof Requirements>(
  laws: readonly AreaLaw[],
  key: Key,
): NonNullable<Requirements[Key]> | null {
  for (const law of laws) {
    const value = law.requirements[key];
    if (value !== undefined) return value as NonNullable<Requirements[Key]>;
  }
  return null;
}

/** One stored version of an area's law. */
export interface AreaRuleRow {
  areaId: string;
  version: number;
  minimumAge: number | null;
  rules: unknown;
  validFrom: Date;
  validTo: Date | null;
}

// A row that was read is never written to; whoever decides again and again with the same rows reads their JSON once.
const readBefore = new WeakMap<AreaRuleRow, Requirements>();

function requirementsOf(row: AreaRuleRow): Requirements {
  let read = readBefore.get(row);
  if (!read) {
    read = readRequirements(row.rules);
    readBefore.set(row, read);
  }
  return read;
}

/** The law of each area at an instant, from its versions, the oldest first. Throws on one that is not well-formed. */
export function lawsAt(rows: readonly AreaRuleRow[], now: Date): Map<string, AreaLaw> {
  // Only the newest version counts, so only that one has to be readable.
  const newest = new Map<string, AreaRuleRow>();
  for (const row of rows) {
    if (row.validFrom <= now && (row.validTo === null || row.validTo > now)) newest.set(row.areaId, row);
  }
  const laws = new Map<string, AreaLaw>();
  for (const row of newest.values()) {
    const { areaId, version, minimumAge } = row;
    laws.set(areaId, { areaId, version, minimumAge, requirements: requirementsOf(row) });
  }
  return laws;
}
