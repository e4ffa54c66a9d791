import { raffleRouter } from "@/server/games/raffles/router";
import { mergeRouters, router } from "./trpc";

/** Every procedure of the application, one namespace a subject. */
export const appRouter = mergeRouters(router({ raffles: raffleRouter }));

export type AppRouter = typeof appRouter;
