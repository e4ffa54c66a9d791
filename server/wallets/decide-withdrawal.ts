import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import { postMovement } from "@/server/ledger/post-movement";
import type { Actor, AuthorizedAdministrator } from "@/server/people/authority";
import { withdrawalBack } from "./movements";
import type { RequestDeps } from "./request-withdrawal";
import { CANCELLABLE, type WithdrawalState } from "./withdrawal";
import { tellWithdrawal } from "./withdrawal-letter";
import { changePart, changeWithdrawal, findPartsOf, lockWithdrawal, type WithdrawalRow } from "./withdrawal-store";

/**
 * One administrator's word on a large withdrawal (P27): the first "approve" waits for a second person, the second lets it go;
 * either may refuse, with a reason. Nobody decides about their own or twice. Throws AppError: notFound, anotherPersonNeeded,
 * changedMeanwhile, reasonNeeded, reasonTooLong.
 */
export async function decideWithdrawal(
  deps: RequestDeps,
  by: AuthorizedAdministrator,
  withdrawalId: string,
  decision: { word: "approve" } | { word: "refuse"; reason: string },
): Promise<"approved-once" | "ready" | "refused"> {
  const me = by.actor.memberId;
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const row = isId(withdrawalId) ? await lockWithdrawal(tx, withdrawalId) : null;
    if (!row) throw new AppError("notFound", 404);
    if (row.state !== "waiting" && row.state !== "approved-once") throw new AppError("changedMeanwhile", 409);
    if (me === row.memberId || me === row.firstBy) throw new AppError("anotherPersonNeeded", 403);
    const reason = decision.word === "refuse" ? givenReason(decision.reason) : null;
    const to = reason !== null ? "refused" : row.state === "waiting" ? "approved-once" : "ready";
    const who = to === "approved-once" ? { firstBy: me } : to === "ready" ? { secondBy: me } : { reason };
    await changeWithdrawal(tx, row.id, row.state, { state: to, ...who, updatedAt: now });
    if (to === "refused") {
      await giveBack(tx, row, now);
      await tellWithdrawal(tx, row.id, "refused", now);
    }
    await writeAudit(tx, {
      at: now,
      actorId: me,
      actorRole: "administrator",
      action: `withdrawal-${to}`,
      subject: `withdrawal:${row.id}`,
      before: { state: row.state },
      after: { state: to, member: row.memberId, amountMinor: row.amountMinor, ...(reason ? { reason } : {}) },
    });
    return to;
  });
}

/** Takes one's own withdrawal back while nothing of it was sent. Throws AppError: notFound, alreadySent. */
export async function cancelWithdrawal(deps: RequestDeps, actor: Actor, withdrawalId: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const row = isId(withdrawalId) ? await lockWithdrawal(tx, withdrawalId) : null;
    if (!row || row.memberId !== actor.memberId || row.kind !== "member") throw new AppError("notFound", 404);
    if (row.state === "cancelled") return;
    if (!(CANCELLABLE as readonly WithdrawalState[]).includes(row.state)) throw new AppError("alreadySent", 409);
    await changeWithdrawal(tx, row.id, row.state, { state: "cancelled", updatedAt: now });
    await giveBack(tx, row, now);
    await writeAudit(tx, {
      at: now,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "cancel-withdrawal",
      subject: `withdrawal:${row.id}`,
      before: { state: row.state },
      after: { state: "cancelled" },
    });
  });
}

/** What was set apart is in the wallet again; nothing of it had been sent. */
async function giveBack(tx: Tx, row: WithdrawalRow, now: Date): Promise<void> {
  const head = { withdrawalId: row.id, memberId: row.memberId, currency: row.currency, at: now };
  for (const part of await findPartsOf(tx, [row.id])) {
    if (!(await changePart(tx, part.id, "planned", { state: "returned", updatedAt: now })))
      throw new Error(`withdrawal part ${part.id} was sent before its withdrawal`);
    await postMovement(tx, withdrawalBack(head, { ...part, wasSent: false }));
  }
}
