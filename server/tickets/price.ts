import { AppError } from "@/server/kernel/errors";
import { basisPointsOf } from "@/server/kernel/money";

/** No order may ask for more; a larger wish is several orders. */
export const MAXIMUM_PER_ORDER = 500;
/** A donation beside the tickets (B16), in minor units; larger gifts go to the organisation directly. */
export const MAXIMUM_DONATION_MINOR = 1_000_000;

export interface OrderPrice {
  ticketsMinor: number;
  donationMinor: number;
  feeCoverMinor: number;
  totalMinor: number;
  venueFeeMinor: number;
}

/** A whole number of tickets from 1 to {@link MAXIMUM_PER_ORDER}, or AppError `badQuantity`. */
export function checkQuantity(quantity: number): number {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAXIMUM_PER_ORDER) {
    throw new AppError("badQuantity", 422, { maximum: MAXIMUM_PER_ORDER });
  }
  return quantity;
}

/**
 * What an order costs, in minor units. The venue's fee is a share of the ticket money in basis points, rounded half up
 * once per order; a buyer who covers it pays exactly that beside the tickets. A donation never changes the chance.
 */
export function priceOrder(input: {
  /** Tickets, or bundles where one is bought. */
  quantity: number;
  /** The price of one of them. */
  unitPriceMinor: number;
  donationMinor: number;
  coverFee: boolean;
  feeBasisPoints: number;
}): OrderPrice {
  if (
    !Number.isInteger(input.donationMinor) ||
    input.donationMinor < 0 ||
    input.donationMinor > MAXIMUM_DONATION_MINOR
  ) {
    throw new AppError("badDonation", 422, { maximumMinor: MAXIMUM_DONATION_MINOR });
  }
  const ticketsMinor = input.quantity * input.unitPriceMinor;
  const venueFeeMinor = basisPointsOf(ticketsMinor, input.feeBasisPoints);
  const feeCoverMinor = input.coverFee ? venueFeeMinor : 0;
  return {
    ticketsMinor,
    donationMinor: input.donationMinor,
    feeCoverMinor,
    totalMinor: ticketsMinor + input.donationMinor + feeCoverMinor,
    venueFeeMinor,
  };
}

/** What each ticket of an order cost: even parts, the odd cents to the first ones, so that they sum to the whole (B1). */
export function pricePerTicket(ticketsMinor: number, count: number): number[] {
  const each = Math.floor(ticketsMinor / count);
  return Array.from({ length: count }, (_, at) => each + (at < ticketsMinor % count ? 1 : 0));
}

/** Postal codes are compared without spaces and case; United States ZIP+4 by its first five digits. */
export function samePostalCode(one: string | null | undefined, other: string | null | undefined): boolean {
  const plain = (code: string | null | undefined) => {
    const text = (code ?? "").replace(/[\s-]/g, "").toUpperCase();
    return /^\d{9}$/.test(text) ? text.slice(0, 5) : text;
  };
  return plain(one) !== "" && plain(one) === plain(other);
}
