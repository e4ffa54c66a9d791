import { AppError } from "@/server/kernel/errors";

/** What members limit themselves: what they lose and deposit in a period, and the time they spend in a day (M5). */
export const LIMITS = [
  { kind: "loss", period: "day" },
  { kind: "loss", period: "week" },
  { kind: "loss", period: "month" },
  { kind: "deposit", period: "day" },
  { kind: "deposit", period: "week" },
  { kind: "deposit", period: "month" },
  { kind: "time", period: "day" },
] as const;

export type LimitName = (typeof LIMITS)[number];

/** Amounts are minor units of a currency, or minutes; null is no limit. */
export interface LimitTerms {
  amount: number | null;
  /** What takes the place of `amount` at `nextAt`. */
  nextAmount: number | null;
  nextAt: Date | null;
}

/** A raise, or the end of a limit, waits this long. */
export const RAISE_WAIT_HOURS = 24;
/** Ten million in the currency's larger unit; more is a slip of the keyboard. */
export const MOST_MONEY_MINOR = 1_000_000_000;
export const MOST_MINUTES = 24 * 60;

const NONE: LimitTerms = { amount: null, nextAmount: null, nextAt: null };

/** What holds at this moment; null where nothing does. */
export function inForce(terms: LimitTerms, now: Date): number | null {
  return terms.nextAt && terms.nextAt <= now ? terms.nextAmount : terms.amount;
}

/** What its owner asked for last: what is in force, or what will be. */
export function wished(terms: LimitTerms): number | null {
  return terms.nextAt ? terms.nextAmount : terms.amount;
}

/**
 * A limit after its owner wished for another: a lower one holds at once, a higher one or none a day later, and a wish
 * repeated waits no longer than it did. Null where there is nothing to write.
 */
export function changeLimit(present: LimitTerms | null, wanted: number | null, now: Date): LimitTerms | null {
  const terms = present ?? NONE;
  if (wished(terms) === wanted) return null;
  const holds = inForce(terms, now);
  if (holds === null || (wanted !== null && wanted <= holds)) return { ...NONE, amount: wanted };
  return { amount: holds, nextAmount: wanted, nextAt: new Date(now.getTime() + RAISE_WAIT_HOURS * 3_600_000) };
}

/** For how long somebody may exclude themselves. */
export const EXCLUSION_TERMS = ["day", "week", "month", "half-year", "year", "five-years", "for-good"] as const;
export type ExclusionTerm = (typeof EXCLUSION_TERMS)[number];

const DAYS: Record<Exclude<ExclusionTerm, "for-good">, number> = {
  day: 1,
  week: 7,
  month: 30,
  "half-year": 182,
  year: 365,
  "five-years": 1826,
};

/** The end of an exclusion that has none. */
export const FOR_GOOD = new Date("9999-12-31T00:00:00Z");

export function exclusionEnd(term: ExclusionTerm, now: Date): Date {
  return term === "for-good" ? FOR_GOOD : new Date(now.getTime() + DAYS[term] * 86_400_000);
}

/** What the database refuses play or a deposit with, as the error it becomes. */
export function refusalOfPlay(answer: string): AppError {
  if (answer === "excluded") return new AppError("selfExcluded", 403);
  if (answer === "time") return new AppError("timeLimit", 403);
  if (answer.startsWith("deposit:"))
    return new AppError("depositLimit", 403, { period: answer.replace("deposit:", "") });
  return new AppError("lossLimit", 403, { period: answer.replace("loss:", "") });
}

/** The refusal that a statement failed with because of a member's own limits; null for any other failure. */
export function playRefusal(error: unknown): AppError | null {
  if (!(error instanceof Error)) return null;
  const words = `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? "")}`;
  const answer = /play refused: ([\w:]+)/.exec(words)?.[1];
  return answer ? refusalOfPlay(answer) : null;
}
