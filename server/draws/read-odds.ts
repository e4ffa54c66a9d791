import type { Clock } from "@/server/kernel/clock";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { countHeld, findOddsDrawings, findOddsRaffle, type OddsRaffle } from "./odds-store";
import { type RaffleOdds, raffleOdds } from "./raffle-odds";

export interface MemberOdds {
  raffle: Pick<OddsRaffle, "slug" | "title" | "organisation" | "timeZone" | "closesAt">;
  odds: RaffleOdds;
  /** Tickets of theirs that count. */
  tickets: number;
}

/**
 * D5: a member's odds in a raffle in which they hold tickets, as sales and drawings stand now. Fails with 404
 * `raffleNotFound` where they hold none: what is closed to somebody says nothing about itself (J13).
 */
export async function readMemberOdds(
  deps: { db: Reader; clock: Clock },
  actor: Actor,
  slug: string,
): Promise<MemberOdds> {
  const raffle = await findOddsRaffle(deps.db, slug);
  if (!raffle) throw new AppError("raffleNotFound", 404);
  const tickets = await countHeld(deps.db, raffle.raffleId, actor.memberId);
  if (tickets === 0) throw new AppError("raffleNotFound", 404);
  const drawings = await findOddsDrawings(deps.db, raffle, actor.memberId);
  const { closesAt, whenSold, winAgain } = raffle;
  return { raffle, tickets, odds: raffleOdds({ now: deps.clock.now(), closesAt, whenSold, winAgain, drawings }) };
}
