import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { Actor } from "@/server/people/authority";
import { holdTickets } from "@/server/tickets/hold-tickets";
import { settleOrder } from "@/server/tickets/settle-order";
import { type StartCheckoutDeps, startCheckout } from "@/server/tickets/start-checkout";

export interface Buyer {
  actor: Actor;
  name: string;
  state: string; // area id
  county: string;
  address: { line1: string; city: string; state: string; postalCode: string; country: string };
  presence: unknown;
}

/** Somebody who can buy, read from their account; they are where they live. */
export async function buyerOf(db: Database, actor: Actor): Promise<Buyer> {
  const member = await db.member.findUniqueOrThrow({ where: { id: actor.memberId } });
  return {
    actor,
    name: `${member.givenName} ${member.familyName}`,
    state: member.subdivisionId,
    county: member.countyIds[0] ?? "",
    address: {
      line1: member.street,
      city: member.city,
      state: member.subdivisionId.slice(3),
      postalCode: member.postalCode,
      country: member.country,
    },
    presence: {
      alternatives: [[[member.country], [member.subdivisionId], member.countyIds, member.municipalityIds]],
    },
  };
}

/** Where the stand-in for a gateway is controlled. */
export const standInOf = (env: Record<string, string>, gateway: string): string =>
  (gateway === "checkout-com" ? env.CHECKOUT_COM_API_BASE : env.STRIPE_API_BASE) ?? "";

/** Types a card into the stand-in's hosted page, as its control interface lets the demonstration do. */
export async function payAtStandIn(standIn: string, checkoutId: string, buyer: Buyer): Promise<void> {
  const answer = await fetch(`${standIn}/_control/sessions/${checkoutId}/pay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: buyer.name, email: buyer.actor.email, address: buyer.address }),
  });
  if (!answer.ok) throw new Error(`the stand-in refused a payment: ${await answer.text()}`);
}

/**
 * Buys tickets as a member would: hold, signature, hosted page, issue, capture. Whatever refuses is logged and sells
 * nothing; a venue with fewer sales is a venue still. Returns how many were bought.
 */
export async function buy(
  deps: StartCheckoutDeps,
  env: Record<string, string>,
  buyer: Buyer,
  wish: { raffleId: string; rulesVersion: number; quantity: number; pools?: readonly string[] },
): Promise<number> {
  try {
    const held = await holdTickets(deps, buyer.actor, {
      raffleId: wish.raffleId,
      quantity: wish.quantity,
      shortfall: "remaining",
      // On a tray they go to its prizes in turn.
      placements: wish.pools?.map((drawingId, at, pools) => ({
        drawingId,
        count: Math.floor(wish.quantity / pools.length) + (at < wish.quantity % pools.length ? 1 : 0),
      })),
      idempotencyKey: newId(),
      presence: buyer.presence,
    });
    // Nobody reads these receipts: the letter is written down as sent before it would be.
    await deps.db.outbox.create({
      data: {
        id: newId(),
        kind: "mail.receipt",
        payload: { orderId: held.orderId },
        dedupeKey: `receipt:${held.orderId}`,
        createdAt: deps.clock.now(),
        nextAt: deps.clock.now(),
        doneAt: deps.clock.now(),
      },
    });
    const { url } = await startCheckout(deps, buyer.actor, {
      orderId: held.orderId,
      rulesVersion: wish.rulesVersion,
      signedAs: buyer.name,
      donationMinor: 0,
      coverFee: false,
      presence: buyer.presence,
    });
    if (url) {
      const payment = await deps.db.payment.findFirstOrThrow({ where: { orderId: held.orderId } });
      await payAtStandIn(standInOf(env, payment.gateway), payment.checkoutId ?? "", buyer);
    }
    const state = await settleOrder(deps, held.orderId);
    return state === "captured" ? held.quantity : 0;
  } catch (error) {
    log.warn("demo_sale_refused", { error, raffleId: wish.raffleId });
    return 0;
  }
}

/** Splits a number of tickets into orders of uneven sizes, the largest first, at most `most` orders. */
export function orderSizes(tickets: number, most: number): number[] {
  const sizes: number[] = [];
  let left = tickets;
  for (let at = 0; at < most && left > 0; at++) {
    const last = at === most - 1;
    const size = Math.min(500, last ? left : Math.max(1, Math.ceil(left * 0.45)));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
