import { type AuditFact, writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { postLetters } from "./announce";
import { callReserve, findWinner, moveWinner } from "./claim-store";
import type { DrawingRecord } from "./store";

/** Why a prize left its winner. The words for each stand in messages/<locale>/claims.json. */
export type ForfeitReason = "unclaimed" | "voided" | "identity" | "age" | "declined";

const DAY_MS = 86_400_000;

/**
 * Takes a prize from a winner and gives it to the next reserve in the order of the stream, once: a prize is replaced by
 * one ticket, and a reserve is called one time. Answers the reserve's id, `none` where no reserve is left, and null when
 * the winner had moved on.
 */
export async function passOn(
  tx: Tx,
  drawing: DrawingRecord,
  winnerId: string,
  how: {
    why: ForfeitReason;
    by: { id: string; role: AuditFact["actorRole"] } | null;
    at: Date;
    /** When letters may go out: not before the winners have been shown. */
    tellAt?: Date;
    note?: string;
    /** The states from which it is taken; every one before it is delivered, unless said otherwise. */
    from?: readonly string[];
  },
): Promise<{ reserveId: string } | "none" | null> {
  const winner = await findWinner(tx, winnerId);
  if (!winner) return null;
  const left = how.from ?? ["unclaimed", "claimed", "checked"];
  const note = how.note ? `${how.why}: ${how.note}` : how.why;
  if (!(await moveWinner(tx, winnerId, left, { state: "forfeited", note }, how.at))) return null;
  const tellAt = how.tellAt ?? how.at;
  const reserve = await callReserve(tx, drawing.id, {
    replacesId: winnerId,
    groupPosition: winner.groupPosition!,
    // A choice is the new winner's own; a sole prize is the same one.
    prizeId: winner.choices.length > 1 ? null : winner.prizeId,
    amountMinor: winner.amountMinor,
    claimBy: new Date(tellAt.getTime() + drawing.raffle.claimDays * DAY_MS),
    at: how.at,
  });
  await writeAudit(tx, {
    at: how.at,
    actorId: how.by?.id ?? null,
    actorRole: how.by?.role ?? "venue",
    action: "forfeit-prize",
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: { ticket: winner.number, state: winner.state },
    after: { ticket: reserve?.number ?? null, reason: note },
  });
  if (how.why !== "voided") {
    await postLetters(tx, "forfeited", drawing.id, [winner.memberId], how.at, tellAt, winnerId);
  }
  if (!reserve) return "none";
  await postLetters(tx, "called", drawing.id, [reserve.memberId], how.at, tellAt, reserve.id);
  return { reserveId: reserve.id };
}
