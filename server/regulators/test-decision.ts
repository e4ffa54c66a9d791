import type { Place } from "@/server/areas/places";
import { ageOn, earliestDate } from "@/server/jurisdiction/age";
import { answerPrepared, type Decision, decidePrepared, prepareGame } from "@/server/jurisdiction/decision";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedAdministrator, AuthorizedOrganiser, AuthorizedRegulator } from "@/server/people/authority";
import { loadGameRules } from "./load-game-rules";
import { findAreasBelow, findGamesInScope, isGameOf } from "./oversight-store";
import type { RegulatorDeps } from "./ports";

export interface TestedDecision {
  decision: Decision;
  /** Whole years on the earliest local date among the areas of the place; null without a birth date. */
  age: number | null;
}

export interface TestedMap {
  open: string[];
  undecided: string[]; // partly open: it depends on the municipality
}

type Tester = AuthorizedAdministrator | AuthorizedOrganiser | AuthorizedRegulator;

/**
 * J15: any place and birth date in, decision and reasons out, for one game. The place is as the caller knows it, with
 * null for what is unknown. `birthDate` is `YYYY-MM-DD` or null.
 */
export async function testDecision(
  deps: RegulatorDeps,
  by: Tester,
  gameId: string,
  place: Place,
  birthDate: string | null,
): Promise<TestedDecision> {
  const now = deps.clock.now();
  const { game, ages } = await prepared(deps, by, gameId);
  const areas = place.alternatives.flatMap((tiers) => tiers.flatMap((tier) => tier ?? []));
  const today = earliestDate(now, areas, (id) => deps.tree.lineOf(id).filter((above) => deps.tree.tierOf(above) === 1));
  const age = birthDate ? ageOn(birthDate, today) : null;
  return { decision: decidePrepared(game, place, deps.tree, { age }, ages), age };
}

/** J15: every county of a state, open, closed or partly open for a game; ages are left out. */
export async function testMap(deps: RegulatorDeps, by: Tester, gameId: string, stateId: string): Promise<TestedMap> {
  const { game, ages } = await prepared(deps, by, gameId);
  const { tree } = deps;
  const map: TestedMap = { open: [], undecided: [] };
  for (const county of await findAreasBelow(deps.db, stateId, "county")) {
    const line = tree.lineOf(county.id);
    const at = (tier: number) => line.filter((id) => tree.tierOf(id) === tier);
    const place = { alternatives: [[at(0), at(1), [county.id], null]] };
    const answer = answerPrepared(game, place, tree, { age: null, ignoreAge: true }, ages);
    if (answer !== "closed") map[answer].push(county.id);
  }
  return map;
}

async function prepared(deps: RegulatorDeps, by: Tester, gameId: string) {
  const now = deps.clock.now();
  if (!isId(gameId) || !(await mayTest(deps, by, gameId))) throw new AppError("notFound", 404);
  const { rules: found, ages } = await loadGameRules(deps, [gameId]);
  const rules = found.get(gameId);
  if (!rules) throw new AppError("notFound", 404);
  return { game: prepareGame(rules, now.getTime(), ages), ages };
}

async function mayTest(deps: RegulatorDeps, by: Tester, gameId: string): Promise<boolean> {
  if ("organisationId" in by) return isGameOf(deps.db, gameId, by.organisationId);
  if ("areaId" in by) return (await findGamesInScope(deps.db, by.areaId, gameId)).length === 1;
  return true;
}
