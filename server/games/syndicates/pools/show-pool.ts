import { AppError } from "@/server/kernel/errors";
import { type ShownTicket, showTicket } from "@/server/lotteries/show-ticket";
import type { SyndicateDeps } from "../ports";
import { findConditions, findShares, type Syndicate } from "../store";
import type { PoolTerms } from "./pool";
import { type Contribution, findContributions } from "./pool-store";

export interface PoolView {
  readonly terms: PoolTerms;
  readonly lines: number;
  readonly left: number;
  /** What each member brought; a ticket is there once it is bought. */
  readonly contributions: ReadonlyArray<Contribution & { shown: ShownTicket | null; isBack: boolean }>;
}

/** The lines of a pool with their tickets. Whoever asks has decided before that the reader may see it. Throws AppError notFound. */
export async function showPool(deps: Pick<SyndicateDeps, "db">, one: Syndicate): Promise<PoolView> {
  const conditions = await findConditions(deps.db, one.gameId, one.conditionsVersion);
  const terms = conditions?.data.pool;
  if (!terms) throw new AppError("notFound", 404);
  const [shares, contributions] = await Promise.all([
    findShares(deps.db, one.gameId),
    findContributions(deps.db, one.gameId),
  ]);
  const back = new Set(shares.filter(({ state }) => state === "returned").map(({ number }) => number));
  return {
    terms,
    lines: shares.length - back.size,
    left: terms.mostLines - one.shareCount,
    contributions: await Promise.all(
      contributions.map(async (contribution) => ({
        ...contribution,
        shown: contribution.ticket?.state === "confirmed" ? await showTicket(deps, contribution.ticket.id) : null,
        isBack: contribution.numbers.every((number) => back.has(number)),
      })),
    ),
  };
}
