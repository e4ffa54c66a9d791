/**
 * A game of an outside lottery as data (L1). Everything that sells, settles or shows a game reads these shapes, so that
 * adding a game, or a change of its rules, is adding data. Money is minor units of the game's currency, dates are ISO
 * calendar dates of the draw in the draw's own time zone, times are local `HH:MM`.
 */
export interface LotteryGame {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-1, or `EU` for a game that several countries run together. */
  readonly country: string;
  readonly currency: string;
  /** Oldest first, without overlap. A draw is judged by the rules of its date. */
  readonly versions: readonly GameRules[];
  readonly confidence: string;
  readonly sources: readonly string[];
}

export interface GameRules {
  /** The first draw date under these rules. */
  readonly validFrom: string;
  /** The last one, or null while they hold. */
  readonly validTo: string | null;
  readonly main: Pool;
  readonly bonus: Bonus;
  readonly schedule: Schedule;
  readonly price: Price;
  /** Highest first. A line wins the first division it fits and no other. */
  readonly divisions: readonly Division[];
  readonly addOns: readonly AddOn[];
  /** A multiplier that is printed on every line at purchase; null where there is none. */
  readonly lineMultiplier: LineMultiplier | null;
  /** Percent of the prize fund by division, where published; for estimates alone. */
  readonly poolPercent?: Readonly<Record<number, number>>;
}

/** Numbers `lowest` to `highest`, of which a line holds `pick` and as many are drawn. */
export interface Pool {
  readonly pick: number;
  readonly lowest: number;
  readonly highest: number;
}

export type Bonus =
  /** Chosen by the player from a drum of its own. `perTicket`: one choice for all lines of a ticket. */
  | ({ readonly kind: "own-drum"; readonly perTicket?: boolean } & Pool)
  /** Not chosen: drawn after the main numbers from the same drum (bonus ball, supplementary numbers). */
  | { readonly kind: "same-drum"; readonly drawn: number };

export type Weekday = "Mon" | "Tue" | "Wed" | "Thu" | "Fri" | "Sat" | "Sun";

export interface Schedule {
  /** `drawAt` is null where no time was found; `closesAt` always counts. */
  readonly days: readonly { readonly day: Weekday; readonly drawAt: string | null; readonly closesAt: string }[];
  readonly timeZone: string;
  /** Where sales close by another clock than the draw's. */
  readonly closingTimeZone?: string;
  readonly closingConfidence: "high" | "medium" | "low";
  readonly closingNote?: string;
}

export interface Price {
  readonly perPlayMinor: number;
  /** How many lines a play holds; lines are sold in whole plays. */
  readonly linesPerPlay: number;
  readonly minimumLines: number;
  readonly confidence: "high" | "medium" | "low";
  readonly note?: string;
}

export interface Division {
  readonly division: number;
  readonly label: string;
  /** Any of these; a bonus that is not named may be anything. */
  readonly match: readonly Match[];
  readonly prize: Prize;
  readonly published: PublishedOdds | null;
}

export interface Match {
  readonly main: number;
  readonly bonus?: number | { readonly atLeast: number };
}

export type Prize =
  | { readonly kind: "jackpot" }
  | { readonly kind: "pooled" }
  | { readonly kind: "fixed"; readonly amountMinor: number }
  /** One sum that the winners of the division share. */
  | { readonly kind: "shared"; readonly amountMinor: number }
  /** Not money: another line, another game. */
  | { readonly kind: "in-kind"; readonly what: string; readonly valueMinor: number | null };

/** As printed by the lottery: `1 in 14.5`, or `13.5 to 1 against`; `lines` where it speaks of several lines at once. */
export type PublishedOdds = { readonly oneIn: string; readonly lines?: number } | { readonly against: string };

export interface WeightedMultiplier {
  readonly multiplier: number;
  readonly weight: number;
}

export interface AddOn {
  readonly id: string;
  readonly name: string;
  readonly perLineMinor: number | null;
  readonly effect:
    | {
        readonly kind: "drawn-multiplier";
        readonly multipliers: readonly WeightedMultiplier[];
        /** Divisions that pay this with the add-on, whatever was drawn. */
        readonly fixedMinor: Readonly<Record<number, number>>;
      }
    /** Plays in a drawing of its own and changes nothing here. */
    | { readonly kind: "other-drawing" };
}

export interface LineMultiplier {
  readonly multipliers: readonly WeightedMultiplier[];
}

/** Which divisions a multiplier leaves alone: the jackpot, and what is not money. */
export function isMultiplied(prize: Prize): boolean {
  return prize.kind !== "jackpot" && prize.kind !== "in-kind";
}
