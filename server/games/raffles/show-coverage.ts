import type { AreaTree } from "@/server/areas/tree";
import { gameAnswers } from "@/server/edge/compiled-rules";
import { currentRules } from "@/server/edge/current-rules";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";

/** The states in which a raffle is open anywhere, each with its counties by answer (J15). At most six are drawn. */
export interface CoverageView {
  states: Array<{ stateId: string; open: string[]; undecided: string[] }>;
}

const MOST_STATES = 6;

/** Where a raffle is open, county by county. */
export async function showCoverage(deps: { db: Database; clock: Clock }, gameId: string): Promise<CoverageView> {
  const { live } = await currentRules(deps);
  return byState(live.tree, gameAnswers(live, gameId, deps.clock.now().getTime()));
}

/** Answers by county, put together by state, the states with the most open counties first. */
export function byState(
  tree: AreaTree,
  answers: { open: readonly string[]; undecided: readonly string[] },
): CoverageView {
  const states = new Map<string, { stateId: string; open: string[]; undecided: string[] }>();
  const note = (countyId: string, kind: "open" | "undecided") => {
    for (const state of tree.ancestorsAt(tree.numberOf(countyId), 1)) {
      const stateId = tree.ids[state]!;
      const entry = states.get(stateId) ?? { stateId, open: [], undecided: [] };
      entry[kind].push(countyId);
      states.set(stateId, entry);
    }
  };
  for (const id of answers.open) note(id, "open");
  for (const id of answers.undecided) note(id, "undecided");
  return {
    states: [...states.values()].sort((one, other) => other.open.length - one.open.length).slice(0, MOST_STATES),
  };
}
