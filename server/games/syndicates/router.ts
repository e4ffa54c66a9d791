import { z } from "zod";
import { memberProcedure, publicProcedure, router } from "@/server/api/trpc";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Database } from "@/server/kernel/db";
import { readClock } from "./read-clock";
import { listOwnSyndicates, listSyndicates, type Onlooker, showSyndicate } from "./show-syndicates";

const depsOf = ({ db }: { db: Database }) => ({ db, moment: readClock });

function onlookerOf({ seenPlace }: { seenPlace: SeenPlace | null }): Onlooker {
  return { place: seenPlace && { alternatives: seenPlace.alternatives }, age: seenPlace?.ageAtLeast ?? null };
}

/** Procedures of syndicates: reading, under the same guards as the pages. */
export const syndicateRouter = router({
  /** The public ones that are open where the reader is, the first to close first. */
  browse: publicProcedure
    .input(z.object({ words: z.string().max(80).default("") }))
    .query(({ ctx, input }) => listSyndicates(depsOf(ctx), onlookerOf(ctx), input.words)),
  /** One, as its page has it. */
  show: publicProcedure
    .input(z.object({ slug: z.string().max(120), invitation: z.string().max(200).nullable().default(null) }))
    .query(async ({ ctx, input }) => {
      const reader = { actor: ctx.actor, onlooker: onlookerOf(ctx), invitation: input.invitation };
      const view = await showSyndicate(depsOf(ctx), input.slug, reader);
      const { syndicate: one, shares } = view;
      return {
        ...{ id: one.gameId, name: one.name, state: one.state, mode: one.mode, buyer: one.buyer },
        ...{ lottery: one.lotteryGame, draws: one.draws, entries: one.entries, currency: one.currency },
        ...{ priceMinor: one.priceMinor, cutOffAt: one.cutOffAt, unsoldRule: one.unsoldRule },
        conditions: { version: one.conditionsVersion, digest: view.digest },
        reference: view.ticket?.purchase.reference ?? null,
        shares: shares.map(({ number, weight, priceMinor, state, holderId }) => ({
          ...{ number, weight, priceMinor, isFree: state === "offered" },
          owner: (holderId && view.names.get(holderId)) ?? null,
          isMine: view.ownShares.some((own) => own.number === number),
        })),
      };
    }),
  /** What the reader manages, has a share of, or was invited to; the newest first. */
  own: memberProcedure.query(({ ctx }) => listOwnSyndicates(depsOf(ctx), ctx.actor)),
});
