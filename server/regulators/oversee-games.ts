import { type RaffleStatus, type StoredState, statusOf } from "@/server/games/raffles/raffle";
import { flagsAt, type GameRules, isOpen } from "@/server/jurisdiction/rules";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedRegulator } from "@/server/people/authority";
import { loadGameRules } from "./load-game-rules";
import { findAreasBelow, findGamesInScope, type OverseenGame } from "./oversight-store";
import type { RegulatorDeps } from "./ports";
import { listStops, type StopRecord } from "./stop-store";

export interface OverseenRow extends OverseenGame {
  status: RaffleStatus;
}

/** X1: operated in the area, offered into it, or both. */
export type ScopeMode = "operated" | "offered" | "both";

export interface Overview {
  games: OverseenRow[];
  /** How many games are in each status (X2). */
  counts: Partial<Record<RaffleStatus, number>>;
  stopped: number;
  /** Games open to sale now, for each county of the area; what a resident of the county outside its villages finds. */
  openByCounty: Record<string, number>;
  /** Counties in which a stop of this area, or one above, closes something. */
  stoppedCounties: string[];
}

/** X1, X2: what a regulator sees of the games in their area and below, and nothing else. */
export async function overseeGames(
  deps: RegulatorDeps,
  by: AuthorizedRegulator,
  mode: ScopeMode = "both",
): Promise<Overview> {
  const now = deps.clock.now();
  const found = await findGamesInScope(deps.db, by.areaId, null);
  const games = found
    .filter((game) => (mode === "operated" ? game.operatedIn : mode === "offered" ? game.offeredInto : true))
    .map((game) => ({ ...game, status: statusIn(game, now) }));
  const counts: Overview["counts"] = {};
  for (const { status } of games) counts[status] = (counts[status] ?? 0) + 1;
  const onSale = games.filter(({ status }) => status === "active" || status === "ending-today");
  const counties = await findAreasBelow(deps.db, by.areaId, "county");
  const openByCounty: Record<string, number> = {};
  const { rules } = await loadGameRules(
    deps,
    onSale.map(({ id }) => id),
  );
  const flags = [...rules.values()].map((one) => flagsAt(one, now.getTime()));
  for (const county of counties) {
    const line = lineByTier(deps, county.id);
    openByCounty[county.id] = flags.filter((each) => isOpenIn(each, line, deps, county.id)).length;
  }
  const stops = games.filter(({ stoppedAt }) => stoppedAt !== null).length;
  const stoppedCounties = new Set<string>();
  for (const one of rules.values()) {
    for (const exclusion of one.exclusions) {
      if (exclusion.cause !== "stop") continue;
      for (const county of counties) if (deps.tree.isWithin(county.id, exclusion.area)) stoppedCounties.add(county.id);
    }
  }
  return { games, counts, stopped: stops, openByCounty, stoppedCounties: [...stoppedCounties] };
}

/** One game in the regulator's scope with its stops; 404 `notFound` outside it. */
export async function overseenGame(
  deps: RegulatorDeps,
  by: AuthorizedRegulator,
  gameId: string,
): Promise<{ game: OverseenRow; rules: GameRules; stops: StopRecord[] }> {
  const [game] = isId(gameId) ? await findGamesInScope(deps.db, by.areaId, gameId) : [];
  if (!game) throw new AppError("notFound", 404);
  const { rules } = await loadGameRules(deps, [gameId]);
  const stops = (await listStops(deps.db, gameId)).filter(
    (stop) => deps.tree.isWithin(stop.areaId, by.areaId) || deps.tree.isWithin(by.areaId, stop.areaId),
  );
  return { game: { ...game, status: statusIn(game, deps.clock.now()) }, rules: rules.get(gameId)!, stops };
}

function statusIn(game: OverseenGame, now: Date): RaffleStatus {
  return statusOf({ ...game, state: game.state as StoredState }, now);
}

function lineByTier(deps: RegulatorDeps, areaId: string): string[][] {
  const { tree } = deps;
  const line: string[][] = [[], [], [], []];
  for (const id of tree.lineOf(areaId)) line[tree.tierOf(id)]?.push(id);
  return line;
}

function isOpenIn(flags: ReadonlyMap<string, number>, line: string[][], deps: RegulatorDeps, areaId: string): boolean {
  const { licensing } = deps.tree.profileOf(areaId.split("-")[0]!);
  const byTier = line.map((ids) => ids.reduce((all, id) => all | (flags.get(id) ?? 0), 0));
  return isOpen(byTier, licensing);
}
