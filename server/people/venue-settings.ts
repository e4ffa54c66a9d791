import { z } from "zod";
import { LIST_MODES } from "@/server/jurisdiction/list-modes";

/** The settings of a venue that this part of the house reads, with their defaults (J9, J12, R11). Keys as stored. */
export const venueSettings = {
  /** Where the gates stand: filter from the first page, after browsing, or at entry alone. */
  gate_mode: z.enum(["filter-first", "filter-after-browsing", "gate-at-entry"]).default("filter-first"),
  /** Who sets the lists of areas (J12). */
  list_mode: z.enum(LIST_MODES).default("per-game"),
  /**
   * Who activates a raffle (R11): its organisation, an administrator, the regulator of its governing jurisdiction, or
   * the regulator of each permitted area for that area alone.
   */
  activation_mode: z.enum(["organisation", "administrator", "regulator", "regulators"]).default("organisation"),
  /** The lowest age of a member where no area on the way has a figure. */
  fallback_minimum_age: z.number().int().min(0).max(120).default(18),
  /** Whether organisations write down tickets sold off line (R13): always, when a request was granted, or not at all. */
  manual_entry: z.enum(["allowed", "on-request", "off"]).default("allowed"),
  /** Whose law is printed on tickets (T6): of the raffle, of its organisation, or of where the participant lives. */
  ticket_law: z.enum(["raffle", "organisation", "residence"]).default("raffle"),
  /**
   * Whether members hold money here: wallets, and the syndicates that are paid from them. Closed until the venue can pay
   * out what it takes in (M6).
   */
  member_money: z.enum(["closed", "open"]).default("closed"),
  /** From more than this in a day on, in cents, a payout to a member takes the word of two administrators (P27). */
  two_person_payout_minor: z.number().int().min(0).max(100_000_000).default(100_000),
  /** Whether organisations and regulators are active at once or wait for an approval. */
  approval_mode: z.enum(["approved", "at-once"]).default("approved"),
} as const;

export type VenueSettingKey = keyof typeof venueSettings;
export type VenueSettings = { [Key in VenueSettingKey]: z.infer<(typeof venueSettings)[Key]> };

/** The settings in force: what was stored where it is well-formed, else the default. */
export function settingsInForce(stored: Record<string, unknown>): VenueSettings {
  const entries = Object.entries(venueSettings).map(([key, shape]) => {
    const parsed = shape.safeParse(stored[key]);
    return [key, parsed.success ? parsed.data : shape.parse(undefined)];
  });
  return Object.fromEntries(entries) as VenueSettings;
}
