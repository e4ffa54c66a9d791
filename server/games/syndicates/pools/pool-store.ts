import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { PurchaseState } from "@/server/lotteries/purchase-states";
import type { Entry } from "@/server/lotteries/selection";

/** What one member brought at one time: whole lines on a ticket of their own. */
export interface Contribution {
  readonly id: string;
  readonly memberId: string;
  /** The numbers of its lines. */
  readonly numbers: readonly number[];
  readonly amountMinor: number;
  readonly conditionsVersion: number;
  readonly takenAt: Date;
  readonly ticket: {
    readonly id: string;
    readonly state: PurchaseState;
    readonly priceMinor: number;
    readonly reference: string | null;
  } | null;
}

/** As it stands in `lottery_purchase.subject`. */
export const contributionSubject = (syndicateId: string, orderId: string) => `syndicate:${syndicateId}:${orderId}`;

/** Everything that was brought, in the order of its lines, each with its ticket. */
export async function findContributions(reader: Reader, syndicateId: string): Promise<Contribution[]> {
  const orders = await reader.syndicateOrder.findMany({ where: { syndicateId } });
  const tickets = await reader.lotteryPurchase.findMany({
    where: { subject: { in: orders.map(({ id }) => contributionSubject(syndicateId, id)) } },
    select: { id: true, subject: true, state: true, priceMinor: true, reference: true },
  });
  return orders
    .map(({ id, memberId, numbers, amountMinor, conditionsVersion, takenAt }) => {
      const found = tickets.find(({ subject }) => subject === contributionSubject(syndicateId, id));
      const ticket = found
        ? { ...found, state: found.state as PurchaseState, subject: undefined, reference: found.reference }
        : null;
      return { id, memberId, numbers, amountMinor, conditionsVersion, takenAt, ticket };
    })
    .sort((a, b) => a.numbers[0]! - b.numbers[0]!);
}

/** A member's contribution under a key, or null. */
export async function findContributionByKey(
  reader: Reader,
  memberId: string,
  requestKey: string,
): Promise<{ syndicateId: string; numbers: number[]; amountMinor: number } | null> {
  return reader.syndicateOrder.findUnique({
    where: { memberId_requestKey: { memberId, requestKey } },
    select: { syndicateId: true, numbers: true, amountMinor: true },
  });
}

/** Writes a contribution with its lines; returns its id. The caller holds the syndicate and has written the signature. */
export async function insertContribution(
  tx: Tx,
  row: {
    syndicateId: string;
    memberId: string;
    requestKey: string;
    conditionsVersion: number;
    first: number;
    prices: readonly number[];
    entries: readonly Entry[];
    at: Date;
  },
): Promise<{ id: string; numbers: number[] }> {
  const { syndicateId, memberId, requestKey, conditionsVersion, first, prices, entries, at } = row;
  const id = newId(at.getTime());
  const numbers = prices.map((_, n) => first + n);
  const amountMinor = prices.reduce((sum, price) => sum + price, 0);
  await tx.syndicateShare.createMany({
    data: numbers.map((number, n) => ({
      ...{ syndicateId, number, weight: 1, priceMinor: prices[n]!, state: "held" },
      ...{ holderId: memberId, takenAt: at },
    })),
  });
  await tx.syndicateOrder.create({
    data: { id, syndicateId, memberId, requestKey, numbers, amountMinor, conditionsVersion, takenAt: at },
  });
  await tx.query({
    text: `update syndicate set entries = entries || $2::jsonb, share_count = share_count + $3, price_minor = price_minor + $4, updated_at = $5::timestamptz
            where game_id = $1::uuid`,
    values: [syndicateId, JSON.stringify(entries), numbers.length, amountMinor, at],
  });
  return { id, numbers };
}

/** Ends the lines of a contribution that got no ticket. Returns whether this call did. */
export async function returnLines(tx: Tx, syndicateId: string, numbers: readonly number[]): Promise<boolean> {
  const { count } = await tx.syndicateShare.updateMany({
    where: { syndicateId, number: { in: [...numbers] }, state: "held" },
    data: { state: "returned" },
  });
  return count > 0;
}
