import { currentAreaTree } from "@/server/areas/load-tree";
import { loadClass } from "@/server/edge/register-class";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { CATEGORIES, type Category, categoryOf } from "./categories";
import { type ListQuery, type RaffleSummary, readListQuery } from "./listing";
import { countRaffles, listRaffles } from "./listing-store";
import { type PublicRaffle, readPublicRaffle } from "./public-raffle-store";
import { ownRaffle } from "./save-raffle";

/** What a home page is made of: all of it of one class, so that it may be kept for that class. */
export interface HomeView {
  openCount: number;
  organisationCount: number;
  undecidedCount: number;
  missing: string | null;
  /** Kinds of prize with how many are open here; those without any come last and count 0. */
  categories: Array<{ category: Category; count: number }>;
  endingSoonest: RaffleSummary[];
}

/** One page of a list of one class. */
export interface ListView {
  query: ListQuery;
  total: number;
  openCount: number;
  undecidedCount: number;
  missing: string | null;
  raffles: RaffleSummary[];
  /** The ids that are open to the reader; a gate mode may list others by title. */
  openIds: ReadonlySet<string>;
}

/** The home page of a class. Throws where the class is not registered. */
export async function showHome(deps: { db: Database }, classId: string): Promise<HomeView> {
  const document = await loadClass(deps, classId);
  const ids = document.open.map((game) => game.id);
  const [counts, soonest] = await Promise.all([
    countRaffles(deps.db, ids),
    listRaffles(deps.db, ids, { ...readListQuery({}), size: 6 }),
  ]);
  const byCategory = new Map<Category, number>();
  for (const { category, count } of counts.categories) {
    const kind = categoryOf(category);
    byCategory.set(kind, (byCategory.get(kind) ?? 0) + count);
  }
  return {
    openCount: ids.length,
    organisationCount: counts.organisations,
    undecidedCount: document.undecidedCount,
    missing: document.missing,
    categories: CATEGORIES.map((category) => ({ category, count: byCategory.get(category) ?? 0 })),
    endingSoonest: soonest.raffles,
  };
}

/** A page of the list of a class (J9, R5, R6). Throws where the class is not registered. */
export async function showList(deps: { db: Database }, classId: string, query: ListQuery): Promise<ListView> {
  const document = await loadClass(deps, classId);
  const openIds = new Set(document.open.map((game) => game.id));
  const ids = [...new Set([...openIds, ...document.listed.map((game) => game.id)])];
  const { total, raffles } = await listRaffles(deps.db, ids, query);
  return {
    query,
    total,
    raffles,
    openIds,
    openCount: openIds.size,
    undecidedCount: document.undecidedCount,
    missing: document.missing,
  };
}

/** What the page of a closed raffle may tell: what is open here instead, and nothing of the raffle itself. */
export async function showInstead(
  deps: { db: Database },
  classId: string,
  areaId: string,
): Promise<{ openCount: number; areaName: string }> {
  const document = await loadClass(deps, classId);
  const tree = await currentAreaTree(deps.db);
  return { openCount: document.open.length, areaName: tree.has(areaId) ? tree.displayName(areaId) : "" };
}

/** A raffle's page. Throws where there is none: the gate only asks for raffles that are there. */
export async function showRaffle(deps: { db: Database; clock: Clock }, key: string): Promise<PublicRaffle> {
  const [id = "", revision = ""] = key.split(".");
  const raffle = isId(id) && /^\d{1,9}$/.test(revision) ? await readPublicRaffle(deps.db, id) : null;
  if (!raffle) throw new Error("No such raffle.");
  return raffle;
}

/** R9: what the public page of a draft says, for its own organisation alone. Throws 404 `raffleNotFound`. */
export async function previewRaffle(
  deps: { db: Database },
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<PublicRaffle | null> {
  await ownRaffle(deps, by, raffleId);
  return readPublicRaffle(deps.db, raffleId);
}
