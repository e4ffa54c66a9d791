import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { presenceAtHome } from "./admit-recipient";
import { checkPicks } from "./picks";
import { checkPlacements } from "./placements";
import { checkBuyer, checkLimits, checkOnSale, limitsOf, requireEntry } from "./purchase-rules";
import { countHeld, findBuyerByEmail, findSaleTerms } from "./sale-store";
import { type SettleOrderDeps, settleOrder } from "./settle-order";
import { findOrder, insertOrder } from "./store";

/**
 * Records a free entry that came by post or form (B6): the same chance as a paid one, one ticket an entry, with its
 * origin kept. The same gate as online: place, age, limits, cap. Only where the raffle offers it and the law of its
 * jurisdiction does not forbid it (R16).
 * Throws AppError: raffleNotFound, freeEntryNotOffered, freeEntryForbidden (with the area), memberNotFound, entryClosed,
 * soldOut, personLimit, householdLimit, placementsNeeded, unknownPrize, badPicks, numbersTaken, and others of a hold.
 * @returns the id of the order the ticket belongs to.
 */
export async function recordFreeEntry(
  deps: SettleOrderDeps,
  organiser: AuthorizedOrganiser,
  input: {
    raffleId: string;
    email: string;
    receivedAs: "post" | "form";
    /** The prize it was meant for, in a tray (B3). */
    drawingId?: string | null;
    /** The number it asks for, on a board (B13); without one it gets the lowest that is free. */
    pick?: number | null;
    idempotencyKey: string;
  },
): Promise<{ orderId: string }> {
  const { db } = deps;
  const now = deps.clock.now();
  const sale = await findSaleTerms(db, input.raffleId);
  if (!sale || sale.organisationId !== organiser.organisationId) throw new AppError("raffleNotFound", 404);
  if (!sale.freeEntryAllowed) throw new AppError("freeEntryNotOffered", 409);
  checkOnSale(sale, now);
  const buyer = await findBuyerByEmail(db, input.email.trim().toLowerCase());
  if (!buyer) throw new AppError("memberNotFound", 404);
  checkBuyer(buyer, sale, now);
  // A letter comes from the address on it: the residence stands for presence, here and when the ticket is issued.
  const presence = presenceAtHome(buyer);
  const decision = await deps.decideEntry(db, { gameId: sale.raffleId, memberId: buyer.memberId, presence, now });
  requireEntry(decision);
  const forbidden = decision.law?.freeEntryAllowed;
  if (forbidden?.value === false) throw new AppError("freeEntryForbidden", 451, { area: forbidden.area });
  checkLimits(limitsOf(sale, decision.law), await countHeld(db, sale.raffleId, buyer.memberId), 1);
  const placements =
    sale.format === "tricky-tray"
      ? checkPlacements(input.drawingId ? [{ drawingId: input.drawingId, count: 1 }] : [], sale.pools, 1)
      : null;
  const onBoard = sale.format === "number-board" && input.pick !== undefined && input.pick !== null;
  const picks = onBoard ? checkPicks([input.pick!], sale.ticketCap ?? 0, 1) : [];
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
      presence: presence as never,
      ...(placements ? { placements: placements as never } : {}),
      picks,
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
