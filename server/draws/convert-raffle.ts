import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { announce, postLetters } from "./announce";
import { countSold, grossSalesMinor, writeConversion } from "./drum-store";
import { earlierOpen, isShort } from "./freeze-rules";
import { lapseEarlyBirds } from "./lapse-early-birds";
import { ownDrawing } from "./own-drawing";
import type { DrawDeps, DrawLaw } from "./ports";
import { type DrawingRecord, lockForFreeze, ticketHolderIds } from "./store";

export type ConversionAnswer = "convert" | "keep";

/** Why a raffle may not be turned into a 50/50 at this moment; null where it may. Codes of `claims.refusals`. */
export function conversionRefusal(drawing: DrawingRecord, sold: number, now: Date): string | null {
  const { raffle } = drawing;
  if (drawing.kind !== "main" || !raffle.conversionAllowed) return "conversionNotInRules";
  if (raffle.convertedAt || raffle.conversionDeclinedAt) return "conversionDecided";
  if (drawing.game.closesAt > now) return "conversionTooEarly";
  if (drawing.state !== "planned" && drawing.state !== "named") return "conversionTooLate";
  if (!isShort(raffle, sold)) return "conversionNotShort";
  if (earlierOpen(drawing).length > 0) return "conversionEarlyBirdsFirst";
  return null;
}

/**
 * R14: turns the main drawing into a 50/50, or decides that the advertised prizes are drawn: once, after the close and
 * before the list is frozen, and only where the rules said so from the start and the law allows it. Every participant is
 * told before the draw. Fails with `drawing_not_found`, the codes of {@link conversionRefusal}, and
 * `conversionForbidden` with the area whose law it is.
 */
export async function decideConversion(
  deps: Pick<DrawDeps, "db" | "clock" | "realtime"> & { law: DrawLaw },
  by: AuthorizedOrganiser,
  drawingId: string,
  answer: ConversionAnswer,
): Promise<void> {
  const seen = await ownDrawing(deps.db, by, drawingId);
  const now = deps.clock.now();
  const law = await deps.law.conversion(deps.db, seen.game.governingAreaId, now);
  if (answer === "convert" && law && !law.allowed) {
    throw new AppError("conversionForbidden", 422, { area: law.areaName });
  }
  await deps.db.transaction(async (tx) => {
    if (!(await lockForFreeze(tx, seen.raffleId, drawingId))) throw new AppError("drawing_not_found", 404);
    await lapseEarlyBirds(tx, seen.raffleId, now);
    const drawing = await ownDrawing(tx, by, drawingId);
    const refusal = conversionRefusal(drawing, await countSold(tx, drawing.raffleId), now);
    if (refusal) throw new AppError(refusal, 409);
    if (!(await writeConversion(tx, drawing.raffleId, answer, by.actor.memberId, now))) {
      throw new AppError("conversionDecided", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: answer === "convert" ? "convert-raffle" : "keep-prizes",
      subject: `drawing:${drawingId}`,
      areaId: drawing.game.governingAreaId,
      before: { prizes: drawing.prizes.map(({ heading }) => heading) },
      after: { converted: answer === "convert" },
    });
    if (answer === "convert") {
      await postLetters(tx, "converted", drawingId, await ticketHolderIds(tx, drawing.raffleId), now);
    }
  });
  await announce(deps.realtime, drawingId, "moved");
}

/** Whether the decision is open at this moment, with the sales that would be divided; null where there is none to make. */
export async function conversionDecision(
  deps: Pick<DrawDeps, "db" | "clock">,
  drawing: DrawingRecord,
): Promise<{ salesMinor: number } | null> {
  const sold = await countSold(deps.db, drawing.raffleId);
  const refusal = conversionRefusal(drawing, sold, deps.clock.now());
  return refusal === null ? { salesMinor: await grossSalesMinor(deps.db, drawing.raffleId) } : null;
}
