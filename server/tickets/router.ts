import { z } from "zod";
import { memberProcedure, publicProcedure, router } from "@/server/api/trpc";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { limitAttempts } from "@/server/people/limit-attempts";
import { type HoldAhead, type HoldTicketsInput, holdTickets, MOST_GIFT_WORDS, readForHold } from "./hold-tickets";
import { checkCode } from "./paper/check-code";
import { MAXIMUM_DONATION_MINOR, MAXIMUM_PER_ORDER } from "./price";
import { readOrder } from "./read-order";
import { readMyTickets, readTicket, readTicketSheet } from "./read-tickets";
import {
  type CheckoutAhead,
  cancelOrder,
  readForCheckout,
  type StartCheckoutDeps,
  type StartCheckoutInput,
  startCheckout,
} from "./start-checkout";

const id = z.uuid();

/** The network address that the nearest proxy wrote; what stands before it anyone may have made up. */
const nearestSender = (headers: Headers) =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 100) ?? "";

interface Counting {
  db: Database;
  clock: Clock;
  kv: Kv;
}

/** What the calls of a purchase need of a request: the services, who is proven to ask, and where from. */
interface Asking extends Counting {
  tickets: StartCheckoutDeps;
  actor: Actor;
  presence: unknown;
}

type HoldInput = Omit<HoldTicketsInput, "presence">;
type PayInput = Omit<StartCheckoutInput, "presence">;

/** Where a use case refuses before it listens, nobody is left to hear what became of this. */
function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  answer.catch(() => {});
  return answer;
}

/** Counts the attempt and reads, at once; tells nobody anything by itself. */
export const holdAhead = (counting: Counting, memberId: string, input: HoldInput): HoldAhead => ({
  admitted: asked(limitAttempts(counting, "purchase", memberId, "")),
  found: asked(readForHold(counting.db, memberId, input)),
});

/** As {@link holdAhead}, for a payment. */
export const payAhead = (counting: Counting, memberId: string, input: PayInput): CheckoutAhead => ({
  admitted: asked(limitAttempts(counting, "payment", memberId, "")),
  found: asked(readForCheckout(counting.db, memberId, input)),
});

/** The two calls of a purchase, for the router and for whatever answers them without its way around. */
export const purchaseCalls = {
  hold: {
    input: z.object({
      raffleId: id,
      quantity: z.number().int().min(1).max(MAXIMUM_PER_ORDER),
      shortfall: z.enum(["none", "remaining"]),
      priceLevelId: id.nullish(),
      picks: z.array(z.number().int().min(1)).max(MAXIMUM_PER_ORDER).optional(),
      placements: z
        .array(z.object({ drawingId: id, count: z.number().int().min(0).max(MAXIMUM_PER_ORDER) }))
        .max(MAXIMUM_PER_ORDER)
        .optional(),
      gift: z.object({ email: z.string().max(254), message: z.string().max(MOST_GIFT_WORDS) }).nullish(),
      idempotencyKey: z.string().regex(/^[\w-]{8,80}$/),
    }),
    /** `ahead` is what was asked ahead for this very member and input. */
    async run(asking: Asking, input: HoldInput, ahead?: HoldAhead) {
      const known = ahead ?? holdAhead(asking, asking.actor.memberId, input);
      if (input.gift) await limitAttempts(asking, "gift", asking.actor.memberId, "");
      return holdTickets(asking.tickets, asking.actor, { ...input, presence: asking.presence }, known);
    },
  },
  pay: {
    input: z.object({
      orderId: id,
      rulesVersion: z.number().int(),
      signedAs: z.string().max(200),
      donationMinor: z.number().int().min(0).max(MAXIMUM_DONATION_MINOR),
      coverFee: z.boolean(),
      shortfall: z.enum(["none", "remaining"]).optional(),
    }),
    async run(asking: Asking, input: PayInput, ahead?: CheckoutAhead) {
      const known = ahead ?? payAhead(asking, asking.actor.memberId, input);
      return startCheckout(asking.tickets, asking.actor, { ...input, presence: asking.presence }, known);
    },
  },
};

/** Orders and tickets of whoever is logged in, and the public check of a ticket by the code on it. */
export const ticketRouter = router({
  mine: memberProcedure.query(({ ctx }) => readMyTickets(ctx.db, ctx.actor)),

  byId: memberProcedure.input(z.object({ id })).query(({ ctx, input }) => readTicket(ctx.db, ctx.actor, input.id)),

  inRaffle: memberProcedure
    .input(z.object({ raffleId: id }))
    .query(({ ctx, input }) => readTicketSheet(ctx.db, ctx.actor, input.raffleId)),

  order: memberProcedure.input(z.object({ id })).query(({ ctx, input }) => readOrder(ctx.db, ctx.actor, input.id)),

  check: publicProcedure
    .input(z.object({ code: z.string().max(80) }))
    .query(({ ctx, input }) => checkCode(ctx, input.code, nearestSender(ctx.headers))),

  hold: memberProcedure
    .input(purchaseCalls.hold.input)
    .mutation(({ ctx, input }) => purchaseCalls.hold.run(ctx, input)),

  pay: memberProcedure.input(purchaseCalls.pay.input).mutation(({ ctx, input }) => purchaseCalls.pay.run(ctx, input)),

  cancel: memberProcedure
    .input(z.object({ orderId: id }))
    .mutation(({ ctx, input }) => cancelOrder(ctx.tickets, ctx.actor, input.orderId)),
});
