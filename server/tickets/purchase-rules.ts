import { AppError } from "@/server/kernel/errors";
import type { EntryDecision, SaleLaw } from "./ports";
import type { Buyer, PriceLevel, SaleTerms } from "./sale-store";

/** Refuses what the raffle's own facts refuse: not sold now, or not through this page. */
export function checkOnSale(sale: SaleTerms, now: Date): void {
  if (sale.state === "suspended" || !sale.organisationActive) throw new AppError("raffleSuspended", 409);
  if (sale.state !== "active") throw new AppError("raffleClosed", 409);
  if (now < sale.opensAt) throw new AppError("raffleNotOpenYet", 409, { opensAt: sale.opensAt.toISOString() });
  if (now >= sale.closesAt || sale.frozen) throw new AppError("raffleClosed", 409);
}

/** Refuses to sell online what is sold on paper alone (R7). */
export function checkOnline(sale: SaleTerms): void {
  if (sale.participation === "offline") throw new AppError("offlineOnly", 409);
}

/** Refuses people whom the raffle or their own wish keeps out, whatever the place. */
export function checkBuyer(buyer: Buyer, sale: SaleTerms, now: Date): void {
  if (buyer.status !== "active") throw new AppError("accountSuspended", 403);
  if (buyer.excludedUntil && buyer.excludedUntil > now) {
    throw new AppError("selfExcluded", 403, { until: buyer.excludedUntil.toISOString() });
  }
  if (sale.staffBarred && buyer.staffOf.includes(sale.organisationId)) throw new AppError("staffBarred", 403);
}

/** Why entry is refused, as orders keep it and pages and letters say it (`refusalWords`). */
export function refusalOf(decision: EntryDecision): Record<string, string | number> {
  const first = decision.reasons[0];
  return {
    reason: first?.text ?? "",
    reasonCode: first?.code ?? "",
    area: first?.area ?? "",
    ...decision.refusal,
  };
}

/** Throws AppError `entryClosed` with the first reason where the law does not let this person in (J10). */
export function requireEntry(decision: EntryDecision): void {
  if (!decision.allowed) throw new AppError("entryClosed", 451, refusalOf(decision));
}

/** The most that one person, and one household, may hold: the raffle's own limit or the law's, whichever is less (B12). */
export function limitsOf(
  sale: Pick<SaleTerms, "perPersonMaximum" | "perHouseholdMaximum">,
  law: SaleLaw | undefined,
): { person: number | null; household: number | null } {
  const least = (one: number | null, other: number | undefined) =>
    one === null ? (other ?? null) : other === undefined ? one : Math.min(one, other);
  return {
    person: least(sale.perPersonMaximum, law?.maximumPerPerson?.value),
    household: least(sale.perHouseholdMaximum, law?.maximumPerHousehold?.value),
  };
}

/** Throws AppError personLimit or householdLimit where `more` tickets would be too many (B12). */
export function checkLimits(
  limits: { person: number | null; household: number | null },
  held: { person: number; household: number },
  more: number,
): void {
  if (limits.person !== null && held.person + more > limits.person) {
    throw new AppError("personLimit", 409, { maximum: limits.person, held: held.person });
  }
  if (limits.household !== null && held.household + more > limits.household) {
    throw new AppError("householdLimit", 409, { maximum: limits.household, held: held.household });
  }
}

/** The bundle of this id, or null for tickets at their plain price. Throws AppError unknownPriceLevel. */
export function levelOf(sale: SaleTerms, priceLevelId: string | null | undefined): PriceLevel | null {
  if (!priceLevelId) return null;
  const level = sale.levels.find((one) => one.id === priceLevelId);
  if (!level) throw new AppError("unknownPriceLevel", 409);
  return level;
}
