import { gameAnswers } from "@/server/edge/compiled-rules";
import { currentRules } from "@/server/edge/current-rules";
import { loadRules } from "@/server/jurisdiction/load-rules";
import type { GameRules } from "@/server/jurisdiction/rules";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { RaffleDraft } from "../draft";
import type { OwnRaffle } from "../raffle-store";
import { byState, type CoverageView } from "../show-coverage";

/**
 * Where a raffle would be open with these lists, at its start or now, whichever is later: with what areas and
 * regulators say of it beside its own lists. Where the venue takes lists from elsewhere, the draft's own are not asked.
 */
export async function draftCoverage(
  deps: { db: Database; clock: Clock },
  raffle: OwnRaffle,
  draft: Pick<RaffleDraft, "permissions" | "exclusions" | "minimumAge" | "opensAt">,
  listsPerGame: boolean,
): Promise<CoverageView> {
  const now = deps.clock.now();
  const [{ live }, { games }] = await Promise.all([currentRules(deps), loadRules(deps.db, { id: raffle.id }, now)]);
  const stored = games[0]?.rules;
  const own: Pick<GameRules, "permissions" | "exclusions"> = {
    permissions: draft.permissions
      .filter(({ areaId }) => live.tree.has(areaId))
      .map(({ areaId, coverage, permitNumber, validFrom, validTo }) => ({
        area: areaId,
        coverage,
        permitNumber,
        fromMs: validFrom?.getTime() ?? null,
        untilMs: validTo?.getTime() ?? null,
      })),
    exclusions: [
      ...draft.exclusions
        .filter((area) => live.tree.has(area))
        .map((area) => ({ area, cause: "game" as const, fromMs: null, untilMs: null })),
      ...(stored?.exclusions.filter(({ cause }) => cause !== "game") ?? []),
    ],
  };
  const rules: GameRules = {
    ...(listsPerGame || !stored ? own : { permissions: stored.permissions, exclusions: stored.exclusions }),
    minimumAge: draft.minimumAge,
    governing: live.tree.lineOf(raffle.governingAreaId),
  };
  const opensMs = draft.opensAt.getTime();
  const atMs = Math.max(now.getTime(), Number.isNaN(opensMs) ? 0 : opensMs);
  const game = { id: raffle.id, slug: "", revision: 0, fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER, rules };
  return byState(live.tree, gameAnswers({ ...live, games: [game] }, raffle.id, atMs));
}
