import type { Actor } from "@/server/people/authority";
import { findClaimsOf, findWinners } from "./claims/claim-store";
import { findPassings, hasProvenEmail } from "./membership-store";
import type { SyndicateDeps } from "./ports";
import { findPeople, type Syndicate } from "./store";

/** Which pages of a syndicate there are for somebody, beside the one for all. */
export interface Ways {
  readonly members: boolean;
  /** A share is offered to them. */
  readonly offer: boolean;
  readonly claim: boolean;
}

export async function findWays(deps: Pick<SyndicateDeps, "db">, actor: Actor, one: Syndicate): Promise<Ways> {
  const [people, passings, claims] = await Promise.all([
    findPeople(deps.db, one.gameId),
    findPassings(deps.db, one.gameId),
    findClaimsOf(deps.db, one.gameId),
  ]);
  const isOffered = passings.some(({ state, toEmail }) => state === "offered" && toEmail === actor.email);
  const winners = (await Promise.all(claims.map(({ id }) => findWinners(deps.db, id)))).flat();
  return {
    members: people.includes(actor.memberId),
    offer: isOffered && (await hasProvenEmail(deps.db, actor.memberId, actor.email)),
    claim:
      claims.length > 0 &&
      (one.managerId === actor.memberId || winners.some(({ memberId }) => memberId === actor.memberId)),
  };
}
