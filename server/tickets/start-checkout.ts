import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { checkBuyer, checkOnSale, requireEntry } from "./hold-tickets";
import { releaseHold, takeHold } from "./holds";
import type { DecideEntry, PaymentDesk } from "./ports";
import { priceOrder } from "./price";
import { type SettleOrderDeps, settleOrder } from "./settle-order";
import { changeOrder, findBuyer, findOrder, findSaleTerms, insertAgreement, insertEvidence } from "./store";

export interface StartCheckoutDeps extends SettleOrderDeps {
  db: Database;
  kv: Kv;
  clock: Clock;
  decideEntry: DecideEntry;
  desk: PaymentDesk;
  holdSeconds: number;
}

export interface StartCheckoutInput {
  orderId: string;
  /** The version of the raffle's rules the buyer read, and the name they signed with (T4). */
  rulesVersion: number;
  signedAs: string;
  donationMinor: number;
  coverFee: boolean;
  /** What to do when fewer are left at the moment of issue (T2); left out, it stays as chosen with the hold. */
  shortfall?: "none" | "remaining";
  presence: unknown;
}

/** Gateways let a hosted page live for at least this long; a shorter one is closed by a call. */
const SESSION_SECONDS = 31 * 60;

/** A signature is the name in the account, whatever the capitals and spaces. */
function sameName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim().toLocaleLowerCase("en");
  return typed.length <= 200 && plain(typed) === plain(name);
}

/**
 * Takes the buyer from the hold to the gateway's hosted page: signature kept, price fixed, entry decided again.
 * Answers the address to go to; an order that costs nothing is issued at once and answers its result page as null.
 * Throws AppError: orderNotFound, orderOver, rulesChanged, signatureNeeded, badDonation, entryClosed, soldOut,
 * fewerLeft, gatewayNotReady, and what the raffle itself refuses.
 */
export async function startCheckout(
  deps: StartCheckoutDeps,
  actor: Actor,
  input: StartCheckoutInput,
): Promise<{ url: string | null }> {
  const { db, kv, clock } = deps;
  const now = clock.now();
  const order = await findOrder(db, input.orderId);
  // Whose order it is decides, not who knows its id.
  if (!order || order.memberId !== actor.memberId) throw new AppError("orderNotFound", 404);
  if (order.state !== "held" && order.state !== "checkout")
    throw new AppError("orderOver", 409, { state: order.state });

  const [sale, buyer] = await Promise.all([findSaleTerms(db, order.raffleId), findBuyer(db, actor.memberId)]);
  if (!sale || !buyer) throw new AppError("orderNotFound", 404);
  const decision = await deps.decideEntry(db, {
    gameId: sale.raffleId,
    memberId: buyer.memberId,
    presence: input.presence,
    now,
  });
  requireEntry(decision);
  checkOnSale(sale, now);
  checkBuyer(buyer, sale, now);
  if (input.rulesVersion !== sale.rulesVersion) throw new AppError("rulesChanged", 409, { version: sale.rulesVersion });
  const signedAs = input.signedAs.normalize("NFC").replace(/\s+/g, " ").trim();
  if (!order.agreementId && !sameName(signedAs, buyer.name)) {
    throw new AppError("signatureNeeded", 422, { name: buyer.name });
  }
  if (sale.priceMinor > 0 && !sale.gatewayReady) throw new AppError("gatewayNotReady", 409);

  const price = priceOrder({
    quantity: order.quantity,
    unitPriceMinor: order.unitPriceMinor,
    donationMinor: sale.donationsAllowed ? input.donationMinor : 0,
    coverFee: input.coverFee && sale.coverFeeAllowed,
    feeBasisPoints: order.feeBasisPoints,
  });
  // A second click with the same wishes goes to the page that is open already; other wishes close it first.
  const changed = price.totalMinor !== order.totalMinor || price.donationMinor !== order.donationMinor;
  if (order.state === "checkout" && changed) {
    const open = await deps.desk.refresh(order.id);
    if (open && (open.state === "authorised" || open.state === "captured")) {
      throw new AppError("orderOver", 409, { state: "authorised" });
    }
    if (open?.state === "created") await deps.desk.cancel(open.paymentId);
  }

  if (order.holdExpiresAt <= now) {
    const hold = await takeHold(kv, {
      raffleId: sale.raffleId,
      orderId: order.id,
      wanted: order.quantity,
      left: sale.ticketCap === null ? null : sale.ticketCap - sale.issued,
      partial: false,
      now,
      expiresAt: new Date(now.getTime() + deps.holdSeconds * 1000),
    });
    if (hold.granted === 0) {
      const left = Math.max(0, hold.left ?? 0);
      throw left === 0 ? new AppError("soldOut", 409) : new AppError("fewerLeft", 409, { left });
    }
  }

  const agreementId = order.agreementId ?? newId(now.getTime());
  const free = price.totalMinor === 0;
  await db.transaction(async (tx) => {
    if (!order.agreementId) {
      await insertAgreement(tx, {
        id: agreementId,
        memberId: actor.memberId,
        subject: `raffle:${sale.raffleId}`,
        version: sale.rulesVersion,
        text: sale.rulesText,
        signedAs,
        signedAt: now,
      });
    }
    await insertEvidence(tx, {
      gameId: sale.raffleId,
      memberId: actor.memberId,
      orderId: order.id,
      purpose: "checkout",
      decision,
      at: now,
    });
    const moved = await changeOrder(tx, order.id, ["held", "checkout"], {
      state: free ? "authorised" : "checkout",
      ...price,
      agreementId,
      ...(input.shortfall ? { shortfall: input.shortfall } : {}),
      rulesVersion: sale.rulesVersion,
      presence: (input.presence ?? undefined) as never,
      residence: buyer.residence,
      residenceRevision: buyer.residenceRevision,
      ...(order.holdExpiresAt <= now ? { holdExpiresAt: new Date(now.getTime() + deps.holdSeconds * 1000) } : {}),
      updatedAt: now,
    });
    if (!moved) throw new AppError("orderOver", 409, { state: order.state });
  });

  if (free) {
    await settleOrder(deps, order.id);
    return { url: null };
  }
  const { url } = await deps.desk.open({
    orderId: order.id,
    organisationId: sale.organisationId,
    totalMinor: price.totalMinor,
    venueFeeMinor: price.venueFeeMinor,
    currency: order.currency,
    email: buyer.email,
    locale: buyer.locale,
    lines: [
      { name: sale.title, quantity: order.quantity, unitMinor: order.unitPriceMinor },
      ...(price.donationMinor > 0
        ? [{ name: `Donation to ${sale.organisationName}`, quantity: 1, unitMinor: price.donationMinor }]
        : []),
      ...(price.feeCoverMinor > 0
        ? [{ name: "Venue fee, covered by you", quantity: 1, unitMinor: price.feeCoverMinor }]
        : []),
    ],
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
  });
  return { url };
}

/** The buyer changes their mind: the hold is released, the hosted page closed, nothing is charged. */
export async function cancelOrder(deps: SettleOrderDeps, actor: Actor, orderId: string): Promise<void> {
  const order = await findOrder(deps.db, orderId);
  if (!order || order.memberId !== actor.memberId) throw new AppError("orderNotFound", 404);
  const now = deps.clock.now();
  const moved = await deps.db.transaction((tx) =>
    changeOrder(tx, order.id, ["held", "checkout"], { state: "cancelled", reason: "byBuyer", updatedAt: now }),
  );
  if (!moved && order.state !== "cancelled") throw new AppError("orderOver", 409, { state: order.state });
  await releaseHold(deps.kv, order.raffleId, order.id);
  await settleOrder(deps, order.id);
}
