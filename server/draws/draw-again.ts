import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { announce, postLetters } from "./announce";
import { findWinner, listWinners } from "./claim-store";
import { auditEntry, refuseStub } from "./draw-by-hand";
import { findStub, insertRedrawn } from "./hand-store";
import { ownDrawing } from "./own-drawing";
import type { DrawDeps } from "./ports";
import { claimBy } from "./record-winners";
import { holdersOf, lockForFreeze } from "./store";

type Deps = Pick<DrawDeps, "db" | "clock" | "realtime">;

/**
 * Draws again by hand for a prize that its winner lost, where no reserve is left: a drawing by hand has none (D1, D4).
 * Fails as `enterWinner` does, with `numberDrawn` for a ticket that has won here already, and with
 * `prizeNotOpen` where the prize was given on.
 */
export async function drawAgain(
  deps: Deps,
  by: AuthorizedOrganiser,
  winnerId: string,
  written: string,
): Promise<{ number: string }> {
  const lost = await findWinner(deps.db, winnerId);
  if (!lost) throw new AppError("drawing_not_found", 404);
  const drawing = await ownDrawing(deps.db, by, lost.drawingId);
  if (drawing.method !== "hand") throw new AppError("drawing_not_by_hand", 409);
  const at = deps.clock.now();
  const number = await deps.db.transaction(async (tx) => {
    await lockForFreeze(tx, drawing.raffleId, drawing.id);
    const winners = await listWinners(tx, drawing.id);
    const current = winners.find(({ id }) => id === winnerId);
    if (current?.state !== "forfeited" || winners.some(({ replacesId }) => replacesId === winnerId)) {
      throw new AppError("prizeNotOpen", 409);
    }
    const found = await findStub(tx, drawing.raffleId, drawing.id, written);
    refuseStub(drawing, written, found);
    const before = winners.find(({ ticketId }) => ticketId === found.ticketId);
    if (before && !drawing.raffle.stubsReturn) {
      throw new AppError("numberDrawn", 409, { number: found.number, prize: before.groupPosition ?? 0, by: "" });
    }
    const [holder] = await holdersOf(tx, drawing.id, [found.index]);
    const id = newId(at.getTime());
    const stands = await insertRedrawn(tx, {
      id,
      drawingId: drawing.id,
      ticketId: found.ticketId,
      number: found.number,
      shownAs: holder!.showAs === "name" ? holder!.name : holder!.showAs === "area" ? holder!.area : "",
      groupPosition: lost.groupPosition!,
      prizeId: lost.choices.length > 1 ? null : lost.prizeId,
      amountMinor: lost.amountMinor,
      replacesId: winnerId,
      claimBy: claimBy(at, drawing.raffle.claimDays),
      stubReturned: drawing.raffle.stubsReturn,
      at,
    });
    if (!stands) throw new AppError("changedMeanwhile", 409);
    await auditEntry(tx, drawing, by, "draw-again", { replaces: lost.number, number: found.number }, at);
    await postLetters(tx, "called", drawing.id, [holder!.memberId], at, at, id);
    return found.number;
  });
  await announce(deps.realtime, drawing.id, "moved");
  return { number };
}
