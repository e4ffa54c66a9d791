import type { AuthorizedOrganiser } from "@/server/people/authority";
import { type ActualSheet, actualSheet } from "./actual-sheet";
import { findActualFacts } from "./actual-sheet-store";
import { type Plan, type PlanPoint, planRaffle, profitCurve } from "./planner";
import type { RaffleDeps } from "./ports";
import { ownRaffle } from "./save-raffle";

export interface RafflePlan {
  plan: Plan | null;
  curve: PlanPoint[];
  /** Null before the first activation and the first ticket. */
  actual: ActualSheet | null;
}

/** R10: the plan of a raffle, its curve, and beside them what really happened. Throws 404 `raffleNotFound`. */
export async function readPlan(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<RafflePlan> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const happened = await findActualFacts(deps.db, raffleId, raffle.drawings);
  const facts = { feeBasisPoints: raffle.feeBasisPoints, freeEntries: happened.freeEntries };
  const plan = planRaffle(raffle.draft, facts);
  return {
    plan,
    curve: plan ? profitCurve(raffle.draft, facts, plan) : [],
    actual: raffle.lockedAt ? actualSheet(raffle.draft, happened) : null,
  };
}
