/**
 * The states of a ticket that the agent buys, from the row that is written before anything is asked of the lottery.
 * docs/lotteries.md holds the same tables for readers, the database holds the same moves in a trigger, and
 * tests/lotteries/purchase-states.test.ts holds the three to agree.
 */
export const PURCHASE_STATES = ["requested", "unknown", "confirmed", "rejected", "cancelling", "cancelled"] as const;

export type PurchaseState = (typeof PURCHASE_STATES)[number];

export const PURCHASE_TRANSITIONS: Readonly<Record<PurchaseState, readonly PurchaseState[]>> = {
  requested: ["unknown", "confirmed", "rejected"],
  unknown: ["confirmed", "rejected"],
  confirmed: ["cancelling"],
  cancelling: ["cancelled", "confirmed"],
  rejected: [],
  cancelled: [],
};

/** The lottery has still to be asked; nobody may take the purchase for bought, nor for not bought. */
export function isOpen(state: PurchaseState): boolean {
  return state === "requested" || state === "unknown" || state === "cancelling";
}

const FIRST_PAUSE_SECONDS = 10;
const LONGEST_PAUSE_SECONDS = 600;

/** How long to wait before the lottery is asked again, after so many attempts. */
export function pauseSeconds(attempts: number): number {
  return Math.min(FIRST_PAUSE_SECONDS * 2 ** Math.min(attempts, 10), LONGEST_PAUSE_SECONDS);
}
