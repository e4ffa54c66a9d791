import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { findOpenDebts } from "./debt-store";
import { findNames } from "./listing-store";
import {
  findContinuation,
  findGuests,
  findLeavers,
  findPassings,
  hasProvenEmail,
  type Passing,
} from "./membership-store";
import { findOwners, type Ownership } from "./owner-store";
import type { SyndicateDeps } from "./ports";
import { findDrawsLeft, mostFor } from "./remaining-draws";
import {
  findPeople,
  findShares,
  findSlug,
  findStatements,
  findSyndicate,
  findSyndicateBySlug,
  type IssuedStatement,
  type Share,
  type Syndicate,
} from "./store";

export interface MembershipView {
  readonly syndicate: Syndicate;
  readonly isManager: boolean;
  /** Given names by member id. */
  readonly names: ReadonlyMap<string, string>;
  readonly ownShares: ReadonlyArray<Share & { mostMinor: number; offer: Passing | null }>;
  /** Draws that nobody plays in yet. */
  readonly drawsLeft: readonly string[];
  /** Shares that are offered to the reader. */
  readonly offers: readonly Passing[];
  readonly owners: readonly Ownership[];
  readonly isLeaving: boolean;
  /** Who asked to leave; for the manager alone. */
  readonly leavers: readonly string[];
  /** Whom the manager wants to ask as well; for the manager alone. */
  readonly guests: readonly string[];
  readonly statements: readonly IssuedStatement[];
  readonly owedMinor: number;
  /** The name in the address of the one that plays on. */
  readonly next: string | null;
  readonly earlier: string | null;
}

/**
 * Who is in a syndicate and who changes, for its people and for whom a share is offered to (S9). Throws AppError notFound for
 * everybody else.
 */
export async function showMembership(deps: SyndicateDeps, actor: Actor, slug: string): Promise<MembershipView> {
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  if (!syndicate) throw new AppError("notFound", 404);
  const { gameId: id } = syndicate;
  const { memberId } = actor;
  const [people, passings, shares, now] = await Promise.all([
    findPeople(deps.db, id),
    findPassings(deps.db, id),
    findShares(deps.db, id),
    deps.moment(deps.db),
  ]);
  const open = passings.filter(({ state }) => state === "offered");
  const offers = open.filter(({ toEmail, fromMember }) => toEmail === actor.email && fromMember !== memberId);
  const isOffered = offers.length > 0 && (await hasProvenEmail(deps.db, memberId, actor.email));
  if (!people.includes(memberId) && !isOffered) throw new AppError("notFound", 404);
  const isManager = syndicate.managerId === memberId;
  const drawsLeft =
    syndicate.state === "playing" ? await findDrawsLeft(deps, syndicate, now, deps.agent.lottery.name) : [];
  const [owners, leavers, guests, statements, debts, next] = await Promise.all([
    findOwners(deps.db, id),
    findLeavers(deps.db, id),
    isManager ? findGuests(deps.db, id) : [],
    findStatements(deps.db, id, memberId),
    findOpenDebts(deps.db, { syndicateId: id, memberId }),
    findContinuation(deps.db, id),
  ]);
  const ids = [...people, ...owners.map((owner) => owner.memberId), ...passings.map(({ fromMember }) => fromMember)];
  return {
    ...{ syndicate, isManager, drawsLeft, owners, guests, statements },
    names: await findNames(deps.db, [...new Set(ids)], syndicate),
    ownShares: shares
      .filter(({ holderId }) => holderId === memberId)
      .map((share) => ({
        ...share,
        mostMinor: mostFor(share.priceMinor, syndicate.draws.length, drawsLeft.length),
        offer: open.find(({ shareNumber }) => shareNumber === share.number) ?? null,
      })),
    offers: isOffered ? offers : [],
    isLeaving: leavers.includes(memberId),
    leavers: isManager ? leavers : [],
    owedMinor: debts.reduce((sum, { owedMinor, settledMinor }) => sum + owedMinor - settledMinor, 0),
    next: next && (await findSlug(deps.db, next.gameId)),
    earlier: syndicate.continuesId && (await findSlug(deps.db, syndicate.continuesId)),
  };
}

/** One of a member's own statements. Throws AppError notFound. */
export async function readIssuedStatement(
  deps: Pick<SyndicateDeps, "db">,
  actor: Actor,
  slug: string,
  issue: number,
): Promise<IssuedStatement> {
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  const found =
    syndicate && (await findStatements(deps.db, syndicate.gameId, actor.memberId)).find((one) => one.issue === issue);
  if (!found) throw new AppError("notFound", 404);
  return found;
}

/** A syndicate for one of its people, by id. Throws AppError notFound for everybody else. */
export async function findSyndicateForMember(
  deps: Pick<SyndicateDeps, "db">,
  actor: Actor,
  syndicateId: string,
): Promise<Syndicate> {
  const one = isId(syndicateId) ? await findSyndicate(deps.db, syndicateId) : null;
  if (!one || !(await findPeople(deps.db, one.gameId)).includes(actor.memberId)) throw new AppError("notFound", 404);
  return one;
}
