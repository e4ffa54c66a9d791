import { currentAreaTree } from "@/server/areas/load-tree";
import { NOWHERE, type Place } from "@/server/areas/places";
import { type Decision, decide } from "@/server/jurisdiction/decision";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { readAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { type ShownTicket, showTicket } from "@/server/lotteries/show-ticket";
import type { Actor } from "@/server/people/authority";
import { type Person, shownName } from "./display";
import { findPersons } from "./display-store";
import { findHandPicture, findHandTicket } from "./hand-ticket-store";
import { type HistoryLine, historyOf } from "./history";
import { findLink, isInvited, opensPage } from "./invitation-store";
import { findOwn, findPublicOpen, type SyndicateSummary } from "./listing-store";
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

/** What the law answers of these games there, by the same pure decision that lists of raffles ask. */
async function judge(
  deps: ReadDeps,
  ids: readonly string[],
  onlooker: Onlooker,
  now: Date,
): Promise<Map<string, Decision>> {
  if (ids.length === 0) return new Map();
  const place = onlooker.place ?? NOWHERE;
  const tree = await currentAreaTree(deps.db);
  const { games, laws } = await loadRules(deps.db, { id: { in: [...ids] } }, now);
  const figures = [...laws.values()].flatMap((law) =>
    law.minimumAge === null ? [] : [[law.areaId, law.minimumAge] as const],
  );
  const ages = new Map(figures);
  const person = { age: onlooker.age, ignoreAge: onlooker.age === null };
  return new Map(
    games.map((game) => {
      const rules = { ...game.rules, governing: tree.lineOf(game.governingAreaId) };
      return [game.gameId, decide(rules, place, tree, { atMs: now.getTime(), person, ages })];
    }),
  );
}

/** Which of these games are open there. Without a place, none is. */
async function openAmong(deps: ReadDeps, ids: readonly string[], onlooker: Onlooker, now: Date): Promise<Set<string>> {
  const judged = onlooker.place ? await judge(deps, ids, onlooker, now) : new Map<string, Decision>();
  return new Set([...judged].filter(([, { decision }]) => decision === "open").map(([id]) => id));
}

/** The public syndicates that are open where the reader is, the first to close first (J9). */
export async function listSyndicates(deps: ReadDeps, onlooker: Onlooker, words: string): Promise<SyndicateSummary[]> {
  const now = await deps.moment(deps.db);
  const all = await findPublicOpen(deps.db, now, words.replaceAll("\0", "").trim().slice(0, 80));
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
  /** By member id, as each of them chose to be shown; who chose no name is missing. */
  readonly names: ReadonlyMap<string, string>;
  /** The reader's own choice, and their name to choose from; null for whoever is not in it. */
  readonly ownPerson: Person | null;
  /** The newest first. */
  readonly history: readonly HistoryLine[];
  /** The record of a ticket bought by hand; null where there is none. */
  readonly handTicket: { recordedAt: Date; width: number; height: number } | null;
  /** Changes with whatever the page shows of shares, state and prizes. */
  readonly version: string;
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

/** Who asks for a syndicate's page, and from where. */
export interface Reader {
  actor: Actor | null;
  onlooker: Onlooker;
  /** From the address of an invitation; null where there is none. */
  invitation: string | null;
}

/** What the gate is told: whether the page may be shown, that there is none, or why it is closed to the reader (J13). */
export type Admission =
  | { answer: "shown" | "missing" }
  | {
      answer: "closed";
      why: { decision: "closed" | "undecided"; code: string; areaId: string | null; missing: string | null };
    };

interface Looked {
  readonly syndicate: Syndicate;
  readonly now: Date;
  readonly shares: readonly Share[];
  readonly isManager: boolean;
  readonly ownShares: readonly Share[];
  /** Null for the syndicate's own people, who see what they have money in wherever they are. */
  readonly decision: Decision | null;
}

/** Finds a syndicate for somebody; null where there is none, or none that they were invited to. */
async function look(deps: ReadDeps, slug: string, reader: Reader): Promise<Looked | null> {
  const { actor } = reader;
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  if (!syndicate) return null;
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
  if (!mayLook) return null;
  const decision = (await judge(deps, [id], reader.onlooker, now)).get(id) ?? null;
  return { syndicate, now, shares, isManager, ownShares, decision };
}

const isWithin = (one: Looked) => one.isManager || one.ownShares.length > 0;

/** Whether the gate lets somebody look at a syndicate's page. */
export async function admitToPage(deps: ReadDeps, slug: string, reader: Reader): Promise<Admission> {
  const one = await look(deps, slug, reader);
  if (!one) return { answer: "missing" };
  if (isWithin(one) || one.decision?.decision === "open") return { answer: "shown" };
  const first = one.decision?.reasons[0];
  const isUndecided = one.decision?.decision === "undecided";
  return {
    answer: "closed",
    why: {
      decision: isUndecided ? "undecided" : "closed",
      code: first?.code ?? "not-permitted",
      areaId: isUndecided ? null : (first?.area ?? null),
      missing: one.decision?.missing[0] ?? null,
    },
  };
}

/**
 * A syndicate's page. What is not public is there for its people and for whom it invited alone; what is closed where the reader is
 * shows nothing to strangers: the gate answers them first, and this again. Throws AppError 404 notFound, 451 `syndicateNotHere`.
 */
export async function showSyndicate(deps: ReadDeps, slug: string, reader: Reader): Promise<SyndicateView> {
  const { actor } = reader;
  const looked = await look(deps, slug, reader);
  if (!looked) throw new AppError("notFound", 404);
  const { syndicate, now, shares, ownShares, isManager } = looked;
  const id = syndicate.gameId;
  const isOpenHere = looked.decision?.decision === "open";
  if (!isOpenHere && !isWithin(looked)) throw new AppError("syndicateNotHere", 451);
  const people = [syndicate.managerId, ...shares.flatMap(({ holderId }) => holderId ?? [])];
  const [conditions, purchase, payouts, statement, link, persons, facts, handTicket] = await Promise.all([
    findConditions(deps.db, id, syndicate.conditionsVersion),
    findPurchaseState(deps.db, id),
    findPayouts(deps.db, id),
    actor ? findStatement(deps.db, id, actor.memberId) : null,
    isManager ? findLink(deps.db, id) : null,
    findPersons(deps.db, id, people),
    readAudit(deps.db, { subject: `syndicate:${id}`, limit: 200 }),
    syndicate.buyer === "manager" ? findHandTicket(deps.db, id) : null,
  ]);
  const isBought = purchase?.state === "confirmed" || purchase?.state === "cancelling";
  return {
    ...{ syndicate, now, shares, isManager, ownShares, isOpenHere, payouts },
    ...{ handTicket, history: historyOf(facts), version: versionOf(syndicate, shares) },
    names: new Map(
      [...persons].flatMap(([memberId, person]) => {
        const name = shownName(person, memberId === syndicate.managerId);
        return name === null ? [] : [[memberId, name] as const];
      }),
    ),
    ownPerson: isWithin(looked) && actor ? (persons.get(actor.memberId) ?? null) : null,
    isSelling: isSelling(syndicate, now),
    digest: conditions?.digest ?? "",
    ticket: purchase && isBought ? await showTicket(deps, purchase.id) : null,
    hasStatement: statement !== null,
    linkSince: link?.createdAt ?? null,
  };
}

/** What changes whenever the page has to be made again. */
function versionOf(one: Syndicate, shares: readonly Share[]): string {
  const taken = shares.filter(({ state }) => state !== "offered").length;
  return [one.state, taken, one.isPublic ? "public" : "", one.conditionsVersion, one.updatedAt.getTime()].join(".");
}

/**
 * What an open page asks again and again: its version, and how many shares are taken, under the page's own guards. Throws AppError
 * 404 notFound, 451 `syndicateNotHere`.
 */
export async function watchSyndicate(
  deps: ReadDeps,
  slug: string,
  reader: Reader,
): Promise<{ version: string; taken: number; count: number }> {
  const looked = await look(deps, slug, reader);
  if (!looked) throw new AppError("notFound", 404);
  if (looked.decision?.decision !== "open" && !isWithin(looked)) throw new AppError("syndicateNotHere", 451);
  const { syndicate, shares } = looked;
  const taken = shares.filter(({ state }) => state !== "offered").length;
  return { version: versionOf(syndicate, shares), taken, count: shares.length };
}

/** The picture of a ticket bought by hand, for the syndicate's people alone. Throws AppError notFound. */
export async function readHandPicture(deps: ReadDeps, actor: Actor, slug: string) {
  const looked = await look(deps, slug, { actor, onlooker: { place: null, age: null }, invitation: null });
  const picture = looked && isWithin(looked) ? await findHandPicture(deps.db, looked.syndicate.gameId) : null;
  if (!picture) throw new AppError("notFound", 404);
  return picture;
}

/** A member's own statement. Throws AppError notFound. */
export async function readStatement(deps: ReadDeps, actor: Actor, slug: string) {
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  const statement = syndicate && (await findStatement(deps.db, syndicate.gameId, actor.memberId));
  if (!statement) throw new AppError("notFound", 404);
  return statement;
}
