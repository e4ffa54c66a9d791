import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import type { SyndicateDeps } from "./ports";
import { lockSyndicate, writeAnswer } from "./store";
import type { UnsoldRule } from "./syndicate";

/**
 * The manager's word on shares that are left (S6): to let the public in, to take the rest, or to cancel. Before the cut-off or
 * after it, until the time to decide is over; then the agreed rule has applied. Letting the public in leaves the other two
 * answers open. Throws AppError: notFound (not the manager's), syndicateClosed, insufficientBalance.
 */
export async function answerCutOff(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; answer: UnsoldRule },
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, wish.syndicateId);
    if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
    const isOpen = (one.state === "open" || one.state === "deciding") && at < one.decideBy;
    // Of lines nothing is left over that somebody could buy.
    if (!isOpen || one.answer !== null || (one.form === "lines" && wish.answer === "keep"))
      throw new AppError("syndicateClosed", 409);
    const isPublic = one.isPublic || wish.answer === "public";
    await writeAnswer(tx, one.gameId, wish.answer === "public" ? null : wish.answer, isPublic, at);
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "answer-cut-off",
      subject: `syndicate:${one.gameId}`,
      after: { answer: wish.answer },
    });
  });
  await advanceSyndicate(deps, wish.syndicateId);
}
