import { currentAreaTree } from "@/server/areas/load-tree";
import type { Place } from "@/server/areas/places";
import { decide } from "@/server/jurisdiction/decision";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { AppError } from "@/server/kernel/errors";
import { type ShownTicket, showTicket } from "@/server/lotteries/show-ticket";
import type { Actor } from "@/server/people/authority";
import { findLink, isInvited, opensPage } from "./invitation-store";
import { findNames, findOwn, findPublicOpen, type SyndicateSummary } from "./listing-store";
import { findPayouts, type Payout } from "./payout-store";
import type { SyndicateDeps } from "./ports";
import {
  findConditions,
  findPurchaseState,
  findShares,
  findStatement,
  findSyndicateBySlug,
  type Share,
  type Syndicate,
} from "./store";
import { isSelling } from "./syndicate";

type ReadDeps = Pick<SyndicateDeps, "db" | "moment">;

/** Where the reader is and how old, as the gate sees them; null where no place is known. */
export interface Onlooker {
  place: Place | null;
  age: number | null;
}

/** Which of these games are open there, by the same pure decision that lists of raffles ask. Without a place, none is. */
async function openAmong(deps: ReadDeps, ids: readonly string[], onlooker: Onlooker, now: Date): Promise<Set<string>> {
  const { place } = onlooker;
  if (ids.length === 0 || !place) return new Set();
  const tree = await currentAreaTree(deps.db);
  const { games, laws } = await loadRules(deps.db, { id: { in: [...ids] } }, now);
  const figures = [...laws.values()].flatMap((law) =>
    law.minimumAge === null ? [] : [[law.areaId, law.minimumAge] as const],
  );
  const ages = new Map(figures);
  const person = { age: onlooker.age, ignoreAge: onlooker.age === null };
  const open = games.filter((game) => {
    const rules = { ...game.rules, governing: tree.lineOf(game.governingAreaId) };
    return decide(rules, place, tree, { atMs: now.getTime(), person, ages }).decision === "open";
  });
  return new Set(open.map(({ gameId }) => gameId));
}

/** The public syndicates that are open where the reader is, the first to close first (J9). */
export async function listSyndicates(deps: ReadDeps, onlooker: Onlooker, words: string): Promise<SyndicateSummary[]> {
  const now = await deps.moment(deps.db);
  const all = await findPublicOpen(deps.db, now, words.trim().slice(0, 80));
  const open = await openAmong(
    deps,
    all.map(({ id }) => id),
    onlooker,
    now,
  );
  return all.filter(({ id }) => open.has(id));
}

/** What somebody manages, has a share of, or was invited to. */
export function listOwnSyndicates(deps: ReadDeps, actor: Actor) {
  return findOwn(deps.db, { memberId: actor.memberId, email: actor.email });
}

export interface SyndicateView {
  readonly syndicate: Syndicate;
  readonly now: Date;
  readonly shares: readonly Share[];
  /** Given names by member id. */
  readonly names: ReadonlyMap<string, string>;
  readonly isManager: boolean;
  readonly ownShares: readonly Share[];
  readonly isSelling: boolean;
  /** Where the reader is; joining decides again. */
  readonly isOpenHere: boolean;
  readonly digest: string;
  readonly ticket: ShownTicket | null;
  readonly payouts: readonly Payout[];
  readonly hasStatement: boolean;
  readonly linkSince: Date | null;
}

/**
 * A syndicate's page. What is not public is there for its people and for whom it invited alone; what is closed where the reader is
 * shows nothing to strangers. Throws AppError 404 notFound, 451 `syndicateNotHere`.
 */
export async function showSyndicate(
  deps: ReadDeps,
  slug: string,
  reader: { actor: Actor | null; onlooker: Onlooker; invitation: string | null },
): Promise<SyndicateView> {
  const { actor } = reader;
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  if (!syndicate) throw new AppError("notFound", 404);
  const id = syndicate.gameId;
  const [now, shares] = [await deps.moment(deps.db), await findShares(deps.db, id)];
  const ownShares = shares.filter(({ holderId }) => holderId !== null && holderId === actor?.memberId);
  const isManager = actor?.memberId === syndicate.managerId;
  const isWithin = isManager || ownShares.length > 0;
  const mayLook =
    syndicate.isPublic ||
    isWithin ||
    (reader.invitation !== null && (await opensPage(deps.db, id, reader.invitation))) ||
    (actor !== null &&
      (await isInvited(deps.db, syndicate, {
        memberId: actor.memberId,
        email: actor.email,
        token: reader.invitation,
      })));
  if (!mayLook) throw new AppError("notFound", 404);
  const isOpenHere = (await openAmong(deps, [id], reader.onlooker, now)).has(id);
  if (!isOpenHere && !isWithin) throw new AppError("syndicateNotHere", 451);
  const [conditions, purchase, payouts, statement, link] = await Promise.all([
    findConditions(deps.db, id, syndicate.conditionsVersion),
    findPurchaseState(deps.db, id),
    findPayouts(deps.db, id),
    actor ? findStatement(deps.db, id, actor.memberId) : null,
    isManager ? findLink(deps.db, id) : null,
  ]);
  const isBought = purchase?.state === "confirmed" || purchase?.state === "cancelling";
  return {
    ...{ syndicate, now, shares, isManager, ownShares, isOpenHere, payouts },
    names: await findNames(deps.db, [syndicate.managerId, ...shares.flatMap(({ holderId }) => holderId ?? [])]),
    isSelling: isSelling(syndicate, now),
    digest: conditions?.digest ?? "",
    ticket: purchase && isBought ? await showTicket(deps, purchase.id) : null,
    hasStatement: statement !== null,
    linkSince: link?.createdAt ?? null,
  };
}

/** A member's own statement. Throws AppError notFound. */
export async function readStatement(deps: ReadDeps, actor: Actor, slug: string) {
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  const statement = syndicate && (await findStatement(deps.db, syndicate.gameId, actor.memberId));
  if (!statement) throw new AppError("notFound", 404);
  return statement;
}
