/**
 * The states of a ticket order, from the moment tickets are set aside to the moment money and tickets are settled.
 * docs/states.md holds the same table for readers; tests/tickets/order-states.test.ts holds the two to agree.
 */
export const ORDER_STATES = [
  "held",
  "checkout",
  "authorised",
  "issued",
  "captured",
  "declined",
  "expired",
  "cancelled",
  "refused",
  "lost",
  "taken_back",
  "refunded",
] as const;

export type OrderState = (typeof ORDER_STATES)[number];

/** Which states may follow which. A payment that arrives after its hold ended may still be authorised (T3). */
export const ORDER_TRANSITIONS: Readonly<Record<OrderState, readonly OrderState[]>> = {
  held: ["checkout", "authorised", "expired", "cancelled", "refused"],
  checkout: ["authorised", "declined", "expired", "cancelled", "refused"],
  authorised: ["issued", "refused", "lost"],
  issued: ["captured", "taken_back"],
  captured: ["refunded"],
  expired: ["authorised", "refused"],
  declined: [],
  cancelled: [],
  refused: [],
  lost: [],
  taken_back: [],
  refunded: [],
};

/** Nothing more will happen by itself; whatever payment is still alive is to be cancelled or refunded. */
export function isOver(state: OrderState): boolean {
  return ["declined", "expired", "cancelled", "refused", "lost", "taken_back", "refunded"].includes(state);
}

export function mayFollow(from: OrderState, to: OrderState): boolean {
  return ORDER_TRANSITIONS[from].includes(to);
}
