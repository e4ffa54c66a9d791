import { loadRules } from "@/server/jurisdiction/load-rules";
import type { GameRules, MinimumAges } from "@/server/jurisdiction/rules";
import type { RegulatorDeps } from "./ports";

/** The rules of some games as the pure decision takes them, and the age figures of areas, as both stand now. */
export async function loadGameRules(
  deps: Pick<RegulatorDeps, "db" | "tree" | "clock">,
  gameIds: readonly string[],
): Promise<{ rules: Map<string, GameRules>; ages: MinimumAges }> {
  const { games, laws } = await loadRules(deps.db, { id: { in: [...gameIds] } }, deps.clock.now());
  const rules = games.map(({ gameId, governingAreaId, rules: own }): [string, GameRules] => [
    gameId,
    { ...own, governing: deps.tree.lineOf(governingAreaId) },
  ]);
  const ages = [...laws.values()].flatMap(
    ({ areaId, minimumAge }): Array<[string, number]> => (minimumAge === null ? [] : [[areaId, minimumAge]]),
  );
  return { rules: new Map(rules), ages: new Map(ages) };
}
