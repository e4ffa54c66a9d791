import { z } from "zod";
import { memberProcedure, publicProcedure, router } from "@/server/api/trpc";
import { limitAttempts } from "@/server/people/limit-attempts";
import { holdTickets, MOST_GIFT_WORDS } from "./hold-tickets";
import { checkCode } from "./paper/check-code";
import { MAXIMUM_DONATION_MINOR, MAXIMUM_PER_ORDER } from "./price";
import { readOrder } from "./read-order";
import { readMyTickets, readTicket, readTicketSheet } from "./read-tickets";
import { cancelOrder, startCheckout } from "./start-checkout";

const id = z.uuid();

/** The network address that the nearest proxy wrote; what stands before it anyone may have made up. */
const nearestSender = (headers: Headers) =>
  headers.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 100) ?? "";

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
    .input(
      z.object({
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
    )
    .mutation(async ({ ctx, input }) => {
      await limitAttempts(ctx, "purchase", ctx.actor.memberId, "");
      if (input.gift) await limitAttempts(ctx, "gift", ctx.actor.memberId, "");
      return holdTickets(ctx.tickets, ctx.actor, { ...input, presence: ctx.presence });
    }),

  pay: memberProcedure
    .input(
      z.object({
        orderId: id,
        rulesVersion: z.number().int(),
        signedAs: z.string().max(200),
        donationMinor: z.number().int().min(0).max(MAXIMUM_DONATION_MINOR),
        coverFee: z.boolean(),
        shortfall: z.enum(["none", "remaining"]).optional(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      await limitAttempts(ctx, "payment", ctx.actor.memberId, "");
      return startCheckout(ctx.tickets, ctx.actor, { ...input, presence: ctx.presence });
    }),

  cancel: memberProcedure
    .input(z.object({ orderId: id }))
    .mutation(({ ctx, input }) => cancelOrder(ctx.tickets, ctx.actor, input.orderId)),
});
