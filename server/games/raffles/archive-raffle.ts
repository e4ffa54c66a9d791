import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "./ports";
import { moveRaffle } from "./raffle-store";
import { ownRaffle } from "./save-raffle";

/**
 * R15: puts a raffle away once its last winner is entered. Its reports, extra costs, letters and open claims stay where
 * they are. Throws 409 `notDrawnYet` before that; again changes nothing.
 */
export async function archiveRaffle(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<void> {
  const raffle = await ownRaffle(deps, by, raffleId);
  if (raffle.facts.state === "archived") return;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await moveRaffle(tx, raffleId, ["drawn"], "archived", now))) throw new AppError("notDrawnYet", 409);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "archive-raffle",
      subject: `raffle:${raffleId}`,
      areaId: raffle.governingAreaId,
      before: { state: "drawn" },
      after: { state: "archived" },
    });
  });
}
