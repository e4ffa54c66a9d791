import { canonicalJson } from "@/server/draws/canonical-json";
import { AppError } from "@/server/kernel/errors";
import { splitExact } from "@/server/ledger/split";
import type { Entry } from "@/server/lotteries/selection";
import type { PoolTerms } from "./pools/pool";
import {
  BUYERS,
  type Buyer,
  HAND_LEAD_MINUTES,
  LEAD_MINUTES,
  MODES,
  type Mode,
  UNSOLD_RULES,
  type UnsoldRule,
} from "./syndicate";

export const MOST_SHARES = 200;
export const MOST_WEIGHT = 1000;
/** The newest terms that a manager agrees to. */
export const MANAGER_TERMS = 1;

/** What somebody wants to offer, as a form or a program gives it. */
export interface SyndicateDraft {
  readonly name: string;
  readonly mode: Mode;
  readonly game: string;
  readonly draws: readonly string[];
  readonly entries: readonly unknown[];
  /** One for each share: the part of every prize and of the price. */
  readonly weights: readonly number[];
  readonly unsoldRule: UnsoldRule;
  /** Minutes before the first draw at which joining ends. */
  readonly leadMinutes: number;
  readonly isPublic: boolean;
  /** Without one: the venue's agent. */
  readonly buyer?: Buyer;
}

/** What members agree to, word for word as data; its digest stands in every statement. */
export interface Conditions {
  readonly name: string;
  readonly mode: Mode;
  /** Named where the manager buys by hand; else the agent does. */
  readonly buyer?: "manager";
  readonly game: string;
  readonly draws: readonly string[];
  /** In a pool of lines each member brings their own, and none are agreed on before. */
  readonly entries: readonly Entry[];
  /** Named where whole lines are brought in place of shares, and prizes are shared by them (S11). */
  readonly pool?: PoolTerms;
  readonly currency: string;
  readonly priceMinor: number;
  readonly shares: ReadonlyArray<{ number: number; weight: number; priceMinor: number }>;
  readonly unsoldRule: UnsoldRule;
  readonly cutOffAt: string;
  readonly decideBy: string;
}

/** Throws AppError 422 `syndicateName`, `syndicateShares`, `syndicateLead`, `syndicateMode`, `syndicateRule`, `handBoughtFirst`. */
export function checkDraft(draft: SyndicateDraft): void {
  const length = draft.name.trim().length;
  if (length < 3 || length > 80) throw new AppError("syndicateName", 422);
  if (!MODES.includes(draft.mode)) throw new AppError("syndicateMode", 422);
  if (!UNSOLD_RULES.includes(draft.unsoldRule)) throw new AppError("syndicateRule", 422);
  const isByHand = draft.buyer === "manager";
  if (draft.buyer && !BUYERS.includes(draft.buyer)) throw new AppError("syndicateMode", 422);
  if (isByHand && draft.mode !== "agreed") throw new AppError("handBoughtFirst", 422);
  const { weights } = draft;
  const fair = weights.every((weight) => Number.isSafeInteger(weight) && weight >= 1 && weight <= MOST_WEIGHT);
  if (!fair || weights.length < 2 || weights.length > MOST_SHARES) {
    throw new AppError("syndicateShares", 422, { most: MOST_SHARES });
  }
  const { leadMinutes } = draft;
  const least = isByHand ? HAND_LEAD_MINUTES : LEAD_MINUTES;
  if (!Number.isSafeInteger(leadMinutes) || leadMinutes < least || leadMinutes > 7 * 24 * 60) {
    throw new AppError("syndicateLead", 422, { least: least / 60 });
  }
}

/**
 * The shares of a ticket: its price divided by weight to the cent, so that all shares together cost exactly what the ticket
 * does. Throws AppError 422 `syndicateShareFree` where a share would cost nothing.
 */
export function sharesOf(priceMinor: number, weights: readonly number[]): Conditions["shares"] {
  const prices = splitExact(priceMinor, weights);
  const shares = weights.map((weight, at) => ({ number: at + 1, weight, priceMinor: prices[at]! }));
  if (shares.some((share) => share.priceMinor < 1)) throw new AppError("syndicateShareFree", 422);
  return shares;
}

/** What each share gets of an amount, by the conditions: anybody can do this sum again (S8). */
export function divide(amountMinor: number, shares: ReadonlyArray<{ weight: number }>): number[] {
  return [
    ...splitExact(
      amountMinor,
      shares.map(({ weight }) => weight),
    ),
  ];
}

/** The conditions as one text, the same for the same conditions however they were kept; what is signed and hashed. */
export function conditionsText(conditions: Conditions): string {
  return canonicalJson(conditions);
}
