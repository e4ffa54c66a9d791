import { raffleRouter } from "@/server/games/raffles/router";
import { syndicateRouter } from "@/server/games/syndicates/router";
import { ticketRouter } from "@/server/tickets/router";
import { mergeRouters, router } from "./trpc";

/** Every procedure of the application, one namespace a subject. */
export const appRouter = mergeRouters(
  router({ raffles: raffleRouter, syndicates: syndicateRouter, tickets: ticketRouter }),
);

export type AppRouter = typeof appRouter;
