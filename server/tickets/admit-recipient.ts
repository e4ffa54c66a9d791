import type { Database } from "@/server/kernel/db";
import { AppError, isAppError } from "@/server/kernel/errors";
import type { DecideEntry, EntryDecision } from "./ports";
import { checkBuyer, checkLimits, limitsOf } from "./purchase-rules";
import { type Buyer, countHeld, type SaleTerms } from "./sale-store";

/** A member's residence as a presence: whoever is given a ticket is nowhere but at home. */
export function presenceAtHome({ residence }: Pick<Buyer, "residence">): unknown {
  const { country, subdivisionId, countyIds, municipalityIds } = residence;
  return { alternatives: [[[country], [subdivisionId], countyIds, municipalityIds]] };
}

/**
 * Lets somebody through the gate to whom tickets are given (B11): an account that may be used, an age and a residence that
 * the law allows, no exclusion, no staff, room under the limits. Every refusal, and an address without an account, is the
 * same `giftNotPossible`, so that the answer says nothing about who has an account.
 */
export async function admitRecipient(
  deps: { db: Database; decideEntry: DecideEntry },
  sale: SaleTerms,
  recipient: Buyer | null,
  quantity: number,
  now: Date,
): Promise<{ recipient: Buyer; decision: EntryDecision }> {
  const refused = () => new AppError("giftNotPossible", 409);
  if (!recipient?.emailVerified) throw refused();
  const [decision, held] = await Promise.all([
    deps.decideEntry(deps.db, {
      gameId: sale.raffleId,
      memberId: recipient.memberId,
      presence: presenceAtHome(recipient),
      now,
    }),
    countHeld(deps.db, sale.raffleId, recipient.memberId),
  ]);
  if (!decision.allowed) throw refused();
  try {
    checkBuyer(recipient, sale, now);
    checkLimits(limitsOf(sale, decision.law), held, quantity);
  } catch (error) {
    throw isAppError(error) ? refused() : error;
  }
  return { recipient, decision };
}
