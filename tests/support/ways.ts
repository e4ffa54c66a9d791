import { newId } from "@/server/kernel/ids";
import { holdTickets } from "@/server/tickets/hold-tickets";
import type { DecideEntry } from "@/server/tickets/ports";
import { startCheckout } from "@/server/tickets/start-checkout";
import { issueTickets } from "@/server/tickets/store";
import { NOW, type RaffleOptions, rulesVersion } from "./fixtures";
import { decideSimply, type TestVenue } from "./venue";

export type Buyer = Awaited<ReturnType<TestVenue["buyer"]>>;
export type Wish = Partial<Parameters<typeof holdTickets>[2]> & { raffleId: string };

/** What an AppError says, as data; "no error" where there was none. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: "no error", params: {} as Record<string, string | number> }),
    (error: { code: string; params: Record<string, string | number> }) => ({ code: error.code, params: error.params }),
  );

/** The ways to buy, in a venue for tests: what takes several lines wherever it is needed. */
export function waysToBuy(venue: () => TestVenue) {
  return {
    async hold(wish: Wish, buyer?: Buyer, decideEntry: DecideEntry = decideSimply) {
      const { actor } = buyer ?? (await venue().buyer());
      return holdTickets({ ...venue().deps, decideEntry }, actor, {
        quantity: 1,
        shortfall: "none",
        idempotencyKey: newId(),
        presence: null,
        ...wish,
      });
    },
    async pay(orderId: string, buyer: Buyer, over: { donationMinor?: number } = {}) {
      return startCheckout(venue().deps, buyer.actor, {
        orderId,
        rulesVersion: 1,
        signedAs: "Test Member",
        donationMinor: 0,
        coverFee: false,
        presence: null,
        ...over,
      });
    },
    async issue(orderId: string) {
      const evidence = { input: {}, decision: "open", reasons: [] };
      return issueTickets(venue().db, { orderId, rulesVersion: await rulesVersion(venue().db), evidence, now: NOW });
    },
    ticketsOf: (orderId: string) => venue().db.ticket.findMany({ where: { orderId }, orderBy: { issueOrder: "asc" } }),
    async addLevel(raffleId: string, count: number, priceMinor: number, stock: number | null): Promise<string> {
      const id = newId();
      await venue().db.priceLevel.create({ data: { id, raffleId, count, priceMinor, stock } });
      return id;
    },
    /** A drawing for each prize of a tray; answers their ids. */
    async addPools(raffleId: string, headings: string[]): Promise<string[]> {
      const ids: string[] = [];
      for (const [at, heading] of headings.entries()) {
        const id = newId();
        await venue().db.drawing.create({
          data: {
            id,
            raffleId,
            kind: "pool",
            position: at + 1,
            drawAt: new Date(NOW.getTime() + 90_000_000),
            prizes: { create: [{ id: newId(), raffleId, groupPosition: 1, heading, valueMinor: 10_000 }] },
          },
        });
        ids.push(id);
      }
      return ids;
    },
    /** A free raffle with a board of `cap` numbers. */
    board: (cap: number, over: Partial<RaffleOptions> = {}) =>
      venue().raffle({ cap, priceMinor: 0, ...over, raffle: { format: "number-board", ...over.raffle } }),
  };
}
