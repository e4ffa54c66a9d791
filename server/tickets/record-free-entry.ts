import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { checkBuyer, checkOnSale } from "./hold-tickets";
import { type SettleOrderDeps, settleOrder } from "./settle-order";
import { findBuyer, findMemberIdByEmail, findOrder, findSaleTerms, insertOrder } from "./store";

/**
 * Records a free entry that came by post or form (B6): the same chance as a paid one, one ticket an entry, with its
 * origin kept. The same gate as online: place, age, limits, cap. Only where the raffle offers it; the jurisdiction's
 * rules are checked when a raffle that offers it is activated.
 * Throws AppError: raffleNotFound, freeEntryNotOffered, memberNotFound, entryClosed, soldOut, personLimit, and others of a hold.
 * @returns the id of the order the ticket belongs to.
 */
export async function recordFreeEntry(
  deps: SettleOrderDeps,
  organiser: AuthorizedOrganiser,
  input: { raffleId: string; email: string; receivedAs: "post" | "form"; idempotencyKey: string },
): Promise<{ orderId: string }> {
  const { db } = deps;
  const now = deps.clock.now();
  const sale = await findSaleTerms(db, input.raffleId);
  if (!sale || sale.organisationId !== organiser.organisationId) throw new AppError("raffleNotFound", 404);
  if (!sale.freeEntryAllowed) throw new AppError("freeEntryNotOffered", 409);
  checkOnSale(sale, now);
  const memberId = await findMemberIdByEmail(db, input.email.trim().toLowerCase());
  const buyer = memberId ? await findBuyer(db, memberId) : null;
  if (!buyer) throw new AppError("memberNotFound", 404);
  checkBuyer(buyer, sale, now);
  // A letter comes from the address on it: the residence stands for presence, here and when the ticket is issued.
  const { country, subdivisionId, countyIds, municipalityIds } = buyer.residence;
  const presence = { alternatives: [[[country], [subdivisionId], countyIds, municipalityIds]] };
  const decision = await deps.decideEntry(db, { gameId: sale.raffleId, memberId: buyer.memberId, presence, now });
  if (!decision.allowed) {
    const first = decision.reasons[0];
    throw new AppError("entryClosed", 451, { reason: first?.text ?? "", area: first?.area ?? "" });
  }
  const orderId = newId(now.getTime());
  await db.transaction(async (tx) => {
    await insertOrder(tx, {
      id: orderId,
      raffleId: sale.raffleId,
      memberId: buyer.memberId,
      state: "authorised",
      wanted: 1,
      quantity: 1,
      shortfall: "none",
      unitPriceMinor: 0,
      ticketsMinor: 0,
      totalMinor: 0,
      venueFeeMinor: 0,
      feeBasisPoints: sale.feeBasisPoints,
      currency: sale.currency,
      origin: "free",
      residence: buyer.residence,
      presence,
      residenceRevision: buyer.residenceRevision,
      rulesVersion: sale.rulesVersion,
      idempotencyKey: input.idempotencyKey,
      inputHash: `free:${input.receivedAs}`,
      holdExpiresAt: now,
      createdAt: now,
      updatedAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: organiser.actor.memberId,
      actorRole: "organisation",
      action: "record-free-entry",
      subject: `raffle:${sale.raffleId}`,
      after: { orderId, receivedAs: input.receivedAs },
    });
  });
  const state = await settleOrder(deps, orderId);
  if (state !== "captured") {
    const order = await findOrder(db, orderId);
    throw new AppError(order?.reason ?? "soldOut", 409);
  }
  return { orderId };
}
