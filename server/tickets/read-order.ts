import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import type { OrderState } from "./order-states";
import { findOrderView, type OrderViewRow } from "./order-view-store";
import { waysOf } from "./read-checkout";

/** What the page of an order shows. Amounts in minor units, times as ISO texts. */
export interface OrderView {
  id: string;
  state: OrderState;
  /** The code of a message that says why it ended as it did. */
  reason: string | null;
  reasonParams: Record<string, string | number>;
  raffleId: string;
  slug: string;
  title: string;
  cover: string;
  organisation: string;
  timeZone: string;
  closesAt: string;
  drawAt: string;
  drawingId: string | null;
  wanted: number;
  quantity: number;
  unitPriceMinor: number;
  ticketsMinor: number;
  donationMinor: number;
  feeCoverMinor: number;
  totalMinor: number;
  currency: string;
  origin: string;
  createdAt: string;
  capturedAt: string | null;
  holdExpiresAt: string;
  tickets: Array<{
    id: string;
    number: string | null;
    state: string;
    pickedNumber: number | null;
    pricePaidMinor: number;
  }>;
  /** How it was bought (B1, B3, B11, B13). */
  bundle: { count: number; bundles: number } | null;
  picks: number[];
  placements: Array<{ heading: string; count: number }>;
  giftTo: string | null;
  giftMessage: string | null;
  payment: {
    state: string;
    failureCode: string | null;
    refundedMinor: number;
    /** The gateway's hosted page, while it is open. */
    url: string | null;
  } | null;
}

export async function orderView(reader: Reader, row: OrderViewRow): Promise<OrderView> {
  const { raffle } = row;
  const payment = row.payments[0] ?? null;
  return {
    id: row.id,
    state: row.state,
    reason: row.reason,
    reasonParams: (row.reasonParams ?? {}) as Record<string, string | number>,
    raffleId: row.raffleId,
    slug: raffle.game.slug,
    title: raffle.title,
    cover: raffle.cover,
    organisation: raffle.game.organisation.name,
    timeZone: raffle.game.timeZone,
    closesAt: raffle.game.closesAt.toISOString(),
    drawAt: raffle.drawAt.toISOString(),
    drawingId: raffle.drawings[0]?.id ?? null,
    wanted: row.wanted,
    quantity: row.quantity,
    unitPriceMinor: row.unitPriceMinor,
    ticketsMinor: row.ticketsMinor,
    donationMinor: row.donationMinor,
    feeCoverMinor: row.feeCoverMinor,
    totalMinor: row.totalMinor,
    currency: row.currency,
    origin: row.origin,
    createdAt: row.createdAt.toISOString(),
    capturedAt: row.capturedAt?.toISOString() ?? null,
    holdExpiresAt: row.holdExpiresAt.toISOString(),
    tickets: row.tickets.map(({ id, number, state, pickedNumber, pricePaidMinor }) => ({
      ...{ id, number, state, pickedNumber, pricePaidMinor },
    })),
    ...(await waysOf(reader, row)),
    giftMessage: row.giftMessage,
    payment: payment && {
      state: payment.state,
      failureCode: payment.failureCode,
      refundedMinor: payment.refundedMinor,
      url: payment.state === "created" ? payment.checkoutUrl : null,
    },
  };
}

/** The order, for the member who made it and nobody else. Throws AppError `orderNotFound`. */
export async function readOrder(reader: Reader, actor: Actor, orderId: string): Promise<OrderView> {
  const row = await findOrderView(reader, orderId);
  // Somebody else's order is answered like none at all, so that ids cannot be tried out.
  if (!row || row.memberId !== actor.memberId) throw new AppError("orderNotFound", 404);
  return orderView(reader, row);
}
