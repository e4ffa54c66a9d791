import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator, AuthorizedRegulator } from "@/server/people/authority";
import { findGamesInScope } from "./oversight-store";
import type { RegulatorDeps } from "./ports";
import { findStop, findStopsOf, insertStop, lockGame, markLifted } from "./stop-store";

/**
 * X5: stops a game in the regulator's area and everywhere below it. From the commit on entry is refused, whatever the
 * pages still show; the pages follow within five seconds. Throws 404 `notFound` for a game outside the area's scope,
 * 422 `reasonNeeded`, `reasonTooLong`, 409 `stoppedAlready`.
 */
export async function stopGame(
  deps: RegulatorDeps,
  by: AuthorizedRegulator,
  gameId: string,
  reason: string,
): Promise<string> {
  const why = givenReason(reason);
  const now = deps.clock.now();
  const id = newId(now.getTime());
  const [inScope] = isId(gameId) ? await findGamesInScope(deps.db, by.areaId, gameId) : [];
  if (!inScope) throw new AppError("notFound", 404);
  await deps.db.transaction(async (tx) => {
    // Two regulators of one area who press at once: the row of the game is what they queue for.
    await lockGame(tx, gameId);
    if ((await findStopsOf(tx, gameId, by.areaId)).length > 0) throw new AppError("stoppedAlready", 409);
    await insertStop(tx, {
      id,
      gameId,
      areaId: by.areaId,
      reason: why,
      stoppedBy: by.actor.memberId,
      stoppedAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "regulator",
      action: "stop-game",
      subject: `raffle:${gameId}`,
      areaId: by.areaId,
      after: { stop: id, reason: why },
    });
  });
  await deps.publishSnapshot();
  return id;
}

/**
 * Lifts a stop. It takes a second person: whoever set it cannot lift it (403 `anotherPersonNeeded`). A regulator may
 * for their own area, an administrator for any.
 */
export async function liftStop(
  deps: RegulatorDeps,
  by: AuthorizedRegulator | AuthorizedAdministrator,
  stopId: string,
  reason: string,
): Promise<void> {
  const why = givenReason(reason);
  const stop = isId(stopId) ? await findStop(deps.db, stopId) : null;
  const isTheirs = stop && (!("areaId" in by) || stop.areaId === by.areaId);
  if (!stop || !isTheirs) throw new AppError("notFound", 404);
  if (stop.stoppedBy === by.actor.memberId) throw new AppError("anotherPersonNeeded", 403);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await markLifted(tx, stopId, by.actor.memberId, now))) throw new AppError("changedMeanwhile", 409);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "areaId" in by ? "regulator" : "administrator",
      action: "lift-stop",
      subject: `raffle:${stop.gameId}`,
      areaId: stop.areaId,
      before: { stop: stopId, reason: stop.reason },
      after: { reason: why },
    });
  });
  await deps.publishSnapshot();
}
