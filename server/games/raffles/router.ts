import { z } from "zod";
import { publicProcedure, router } from "@/server/api/trpc";
import { watchFigures } from "./watch-figures";

/** Procedures of raffles. */
export const raffleRouter = router({
  figures: publicProcedure
    .input(z.object({ ids: z.array(z.uuid()).max(60) }))
    .query(({ ctx, input }) => watchFigures(ctx, { ids: input.ids, place: ctx.seenPlace })),
});
