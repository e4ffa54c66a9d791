import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { admitRecipient } from "./admit-recipient";
import { evidenceOf } from "./evidence";
import { releaseHold, takeHold } from "./holds";
import type { DecideEntry, PaymentDesk } from "./ports";
import { priceOrder } from "./price";
import { checkBuyer, checkOnline, checkOnSale, limitsOf, requireEntry } from "./purchase-rules";
import { findBuyer, findPurchaseOfOrder } from "./sale-store";
import { afterSettled, type SettleOrderDeps, settleOrder } from "./settle-order";
import { beginCheckout, changeOrder, findOrder } from "./store";

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

/** What a caller has asked while it did something else; as for a hold. */
export interface CheckoutAhead {
  admitted?: Promise<void>;
  /** {@link readForCheckout} of this very order and member. */
  found?: ReturnType<typeof readForCheckout>;
}

/** The order and everything its payment is decided from, as it is at this moment; null for what is not this member's. */
export const readForCheckout = (db: Database, memberId: string, { orderId }: Pick<StartCheckoutInput, "orderId">) =>
  isId(orderId) ? findPurchaseOfOrder(db, { orderId, memberId }) : Promise.resolve(null);

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
 * What the caller has asked `ahead` is not asked again.
 * Throws AppError: orderNotFound, orderOver, rulesChanged, signatureNeeded, badDonation, entryClosed, soldOut,
 * fewerLeft, gatewayNotReady, and what the raffle itself refuses.
 */
export async function startCheckout(
  deps: StartCheckoutDeps,
  actor: Actor,
  input: StartCheckoutInput,
  ahead: CheckoutAhead = {},
): Promise<{ url: string | null }> {
  const { db, kv, clock } = deps;
  const now = clock.now();
  const [found] = await Promise.all([ahead.found ?? readForCheckout(db, actor.memberId, input), ahead.admitted]);
  // Whose order it is decides, not who knows its id.
  if (!found) throw new AppError("orderNotFound", 404);
  const { order, sale, buyer } = found;
  if (order.state !== "held" && order.state !== "checkout")
    throw new AppError("orderOver", 409, { state: order.state });

  const decision = await deps.decideEntry(db, {
    gameId: sale.raffleId,
    memberId: buyer.memberId,
    presence: input.presence,
    now,
    justRead: { rulesVersion: found.decidedVersion, residence: { birthDate: buyer.birthDate, ...buyer.residence } },
  });
  requireEntry(decision);
  checkOnSale(sale, now);
  checkOnline(sale);
  checkBuyer(buyer, sale, now);
  const given = order.recipientId
    ? await admitRecipient(deps, sale, await findBuyer(db, order.recipientId), order.quantity, now)
    : null;
  if (input.rulesVersion !== sale.rulesVersion) throw new AppError("rulesChanged", 409, { version: sale.rulesVersion });
  const signedAs = input.signedAs.normalize("NFC").replace(/\s+/g, " ").trim();
  if (!order.agreementId && !sameName(signedAs, buyer.name)) {
    throw new AppError("signatureNeeded", 422, { name: buyer.name });
  }

  const donations = sale.donationsAllowed && decision.law?.donationsAllowed?.value !== false;
  const level = order.priceLevelId ? (sale.levels.find((one) => one.id === order.priceLevelId) ?? null) : null;
  const size = level?.count ?? 1;
  const units = order.priceLevelId ? order.bundles : order.quantity;
  const price = priceOrder({
    quantity: units,
    unitPriceMinor: order.unitPriceMinor,
    donationMinor: donations ? input.donationMinor : 0,
    coverFee: input.coverFee && sale.coverFeeAllowed,
    feeBasisPoints: order.feeBasisPoints,
  });
  const free = price.totalMinor === 0;
  if (!free && !sale.gatewayReady) throw new AppError("gatewayNotReady", 409);
  // A second click with the same wishes goes to the page that is open already; other wishes close it first.
  const changed = price.totalMinor !== order.totalMinor || price.donationMinor !== order.donationMinor;
  if (order.state === "checkout" && changed) {
    const open = await deps.desk.refresh(order.id);
    if (open && (open.state === "authorised" || open.state === "captured")) {
      throw new AppError("orderOver", 409, { state: "authorised" });
    }
    if (open?.state === "created") await deps.desk.cancel(open.paymentId);
  }

  const renewed = order.holdExpiresAt <= now ? new Date(now.getTime() + deps.holdSeconds * 1000) : null;
  if (renewed) {
    const hold = await takeHold(kv, {
      raffleId: sale.raffleId,
      orderId: order.id,
      units,
      size,
      left: sale.ticketCap === null ? null : sale.ticketCap - sale.issued,
      level: level && { id: level.id, left: level.stock === null ? null : level.stock - level.sold },
      picks: order.picks,
      partial: false,
      now,
      expiresAt: renewed,
    });
    if (hold.granted === 0) {
      if (hold.taken.length > 0) {
        throw new AppError("numbersTaken", 409, { numbers: hold.taken.join(", "), count: hold.taken.length });
      }
      const left = Math.max(0, hold.left ?? 0);
      throw left === 0 ? new AppError("soldOut", 409) : new AppError("fewerLeft", 409, { left });
    }
  }

  const limits = limitsOf({ perPersonMaximum: null, perHouseholdMaximum: null }, decision.law);
  const outcome = await beginCheckout(db, {
    id: order.id,
    raffleId: order.raffleId,
    free,
    now,
    given: deps.databaseClock === "given",
    terms: {
      agreementId: order.agreementId ? null : newId(now.getTime()),
      signedAs,
      rulesVersion: sale.rulesVersion,
      evidence: evidenceOf(decision),
      recipientEvidence: given && evidenceOf(given.decision),
      decidedVersion: (given ?? { decision }).decision.rulesVersion.toString(),
      shortfall: input.shortfall ?? null,
      ...price,
      presence: input.presence ?? null,
      residence: buyer.residence,
      residenceRevision: buyer.residenceRevision,
      holdExpiresAt: renewed,
      personMaximum: limits.person,
      householdMaximum: limits.household,
    },
  });
  if (outcome === "over") throw new AppError("orderOver", 409, { state: order.state });
  if (outcome === "rules-text-changed") throw new AppError("rulesChanged", 409, { version: sale.rulesVersion });
  if (free) {
    const limited = sale.ticketCap !== null || level?.stock != null || order.picks.length > 0;
    if (outcome === "captured") afterSettled(deps, order, limited);
    // Whatever kept it from being issued at once is looked at again, step by step.
    else await settleOrder(deps, order.id);
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
      {
        name: level ? `${sale.title} (${level.count} tickets)` : sale.title,
        quantity: units,
        unitMinor: order.unitPriceMinor,
      },
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
