import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { hasEntries, triggerEarlyBirds, writeEnded, writeLapse } from "./drum-store";
import { winnersLeave } from "./freeze-rules";
import { closeDrawnRaffle, countUnsettled, type DrawingRecord, findDrawing, siblingIds } from "./store";

/**
 * Brings a raffle's early birds up to date, under the lock of its sales: those that have fallen due are triggered; once
 * sales are over and every ticket is settled, the others lapse, and so does one that nobody holds a ticket of. Their
 * prizes join the main drawing before its list is frozen (R3).
 */
export async function lapseEarlyBirds(tx: Tx, raffleId: string, now: Date): Promise<void> {
  const ids = await siblingIds(tx, raffleId, "early-bird");
  if (ids.length === 0) return;
  await triggerEarlyBirds(tx, raffleId, now);
  for (const id of ids) {
    const drawing = (await findDrawing(tx, id))!;
    if (drawing.state === "planned" && (await hasLapsed(tx, drawing, now))) await lapse(tx, drawing, now);
  }
}

async function hasLapsed(tx: Tx, drawing: DrawingRecord, now: Date): Promise<boolean> {
  const { raffleId, triggeredAt, triggerOrder } = drawing;
  if (triggeredAt === null) {
    return drawing.game.closesAt <= now && (await countUnsettled(tx, raffleId)) === 0;
  }
  if ((await countUnsettled(tx, raffleId, triggerOrder)) > 0) return false;
  const leave = winnersLeave(drawing);
  return !(await hasEntries(tx, {
    drawingId: drawing.id,
    raffleId,
    poolOnly: false,
    upTo: triggerOrder,
    winnersLeave: leave,
  }));
}

async function lapse(tx: Tx, drawing: DrawingRecord, now: Date): Promise<void> {
  if (!(await writeLapse(tx, drawing))) return;
  await writeAudit(tx, {
    at: now,
    actorId: null,
    actorRole: "venue",
    action: "lapse-early-bird",
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: { state: drawing.state, triggeredAt: drawing.triggeredAt },
    after: { state: "cancelled", prizes: drawing.prizes.map(({ heading }) => heading) },
  });
}

/** Ends the main drawing of a tray, which has no prizes: its pools are all there is (B3). */
export async function endTrayMain(tx: Tx, drawing: DrawingRecord, now: Date): Promise<void> {
  if (!(await writeEnded(tx, drawing.id, "pools"))) return;
  await writeAudit(tx, {
    at: now,
    actorId: null,
    actorRole: "venue",
    action: "end-drawing",
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: { state: drawing.state },
    after: { state: "cancelled", reason: "pools" },
  });
  await closeDrawnRaffle(tx, drawing.raffleId);
}
