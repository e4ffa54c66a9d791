import { type AuditFact, writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { type BeaconChain, roundAt, timeOfRoundMs } from "./beacon";
import { isTrayMain, winnersLeave } from "./freeze-rules";
import { type DrawingRecord, findDrawing, writeRound } from "./store";

/**
 * The least time between the close of sales and the named round. Within it every issued ticket is captured or taken
 * back and the list is frozen; what does not manage it misses its round.
 */
export const FREEZE_SECONDS = 20;

/** A second more for so many tickets, since a long list takes longer to write down; a quiet machine writes several times as many. */
const TICKETS_A_SECOND = 10_000;
/** A raffle without a cap is given the time of one of this size. */
const UNCAPPED_TICKETS = 500_000;
/** Beyond its freeze, what an early bird takes to be drawn: the beacon may be a little late. */
const EARLY_BIRD_SECONDS = 15;
/** How long an organisation has, at the least, to decide whether its raffle becomes a 50/50 (R14). */
export const DECISION_SECONDS = 3600;

/** The least seconds between close and round for a raffle of at most `ticketCap` tickets; null where it has no cap. */
export function freezeSeconds(ticketCap: number | null): number {
  return FREEZE_SECONDS + Math.floor((ticketCap ?? UNCAPPED_TICKETS) / TICKETS_A_SECOND);
}

/**
 * The least seconds between close and round of a main drawing or a pool. Early birds that the last tickets trigger are
 * held first where their winners leave the drum; a raffle that may become a 50/50 leaves time for the decision.
 */
export function gapSeconds(drawing: Pick<DrawingRecord, "raffle" | "drawings">): number {
  const own = freezeSeconds(drawing.raffle.ticketCap);
  const earlyBirds = drawing.drawings.filter(
    ({ kind, state }) => kind === "early-bird" && state !== "cancelled",
  ).length;
  const first = winnersLeave(drawing) ? earlyBirds * (own + EARLY_BIRD_SECONDS) : 0;
  return own + first + (drawing.raffle.conversionAllowed ? DECISION_SECONDS : 0);
}

async function write(
  tx: Tx,
  chain: BeaconChain,
  drawing: DrawingRecord,
  earliestMs: number,
  by: { at: Date; id: string | null; role: AuditFact["actorRole"] },
): Promise<{ round: number; drawAt: Date }> {
  const round = roundAt(chain, earliestMs);
  const drawAt = new Date(timeOfRoundMs(chain, round));
  const from = drawing.state === "missed" ? "missed" : "planned";
  const named = { chainHash: chain.chainHash, round, at: by.at, drawAt };
  if (!(await writeRound(tx, drawing.id, named, from))) throw new AppError("drawing_round_named", 409);
  await writeAudit(tx, {
    at: by.at,
    actorId: by.id,
    actorRole: by.role,
    action: from === "missed" ? "name-round-anew" : "name-round",
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: from === "missed" ? { round: drawing.round } : undefined,
    after: { chainHash: chain.chainHash, round, drawAt },
  });
  return { round, drawAt };
}

/**
 * Names the round of the beacon that will decide a drawing: the first one at or after its time, and at least
 * {@link gapSeconds} after the close. The round is fixed from then on. Fails with `drawing_not_found`,
 * `drawing_by_hand`, `drawing_sales_over` when sales have ended, `drawing_round_named` when it has a round, and
 * `drawing_missed` when it missed one: another round needs the regulator and two people, and nobody alone.
 */
export async function nameRound(
  tx: Tx,
  chain: BeaconChain,
  drawingId: string,
  now: Date,
  actorId: string | null = null,
): Promise<{ round: number; drawAt: Date }> {
  const drawing = await findDrawing(tx, drawingId);
  if (!drawing) throw new AppError("drawing_not_found", 404);
  if (drawing.method === "hand") throw new AppError("drawing_by_hand", 409);
  if (drawing.state === "missed") throw new AppError("drawing_missed", 409);
  if (drawing.state !== "planned") throw new AppError("drawing_round_named", 409);
  if (drawing.game.closesAt <= now) throw new AppError("drawing_sales_over", 409);
  const earliestMs = Math.max(drawing.drawAt.getTime(), drawing.game.closesAt.getTime() + gapSeconds(drawing) * 1000);
  return write(tx, chain, drawing, earliestMs, { at: now, id: actorId, role: actorId ? "organisation" : "venue" });
}

/**
 * Names the round of an early bird that has fallen due and whose tickets are all settled: one that leaves the time of a
 * freeze, and not before the moment that a dated drawing was announced for. Called under the lock of the raffle's sales.
 */
export async function nameEarlyBirdRound(
  tx: Tx,
  chain: BeaconChain,
  drawing: DrawingRecord,
  now: Date,
): Promise<{ round: number; drawAt: Date }> {
  if (drawing.kind !== "early-bird" || drawing.triggeredAt === null) throw new AppError("drawing_not_due", 409);
  const announcedMs = drawing.triggerCount === null ? drawing.drawAt.getTime() : 0;
  const earliestMs = Math.max(announcedMs, now.getTime() + freezeSeconds(drawing.raffle.ticketCap) * 1000);
  return write(tx, chain, drawing, earliestMs, { at: now, id: null, role: "venue" });
}

/**
 * Names another round after a missed one, once the regulator and two people have agreed: the database refuses it
 * without. `drawAt` is when it was asked for. Fails with `drawing_not_found` and `drawing_not_missed`.
 */
export async function nameRoundAnew(
  tx: Tx,
  chain: BeaconChain,
  drawingId: string,
  drawAt: Date,
  by: { at: Date; id: string; role: AuditFact["actorRole"] },
): Promise<{ round: number; drawAt: Date }> {
  const drawing = await findDrawing(tx, drawingId);
  if (!drawing) throw new AppError("drawing_not_found", 404);
  if (drawing.state !== "missed") throw new AppError("drawing_not_missed", 409);
  const gapMs = freezeSeconds(drawing.raffle.ticketCap) * 1000;
  return write(tx, chain, drawing, Math.max(drawAt.getTime(), by.at.getTime() + gapMs), by);
}

/** The naming of rounds as activation asks for it, bound to the configured chain. */
export function roundNaming(chain: BeaconChain) {
  return {
    freezeSeconds: FREEZE_SECONDS,
    /** Names the rounds of a raffle's main drawing and of the pools of a tray; a drawing by hand has none. */
    nameRound: async (tx: Tx, drawingId: string, now: Date): Promise<void> => {
      const asked = await findDrawing(tx, drawingId);
      for (const { id, kind, method } of asked?.drawings ?? []) {
        if (kind === "early-bird" || method === "hand") continue;
        const drawing = (await findDrawing(tx, id))!;
        if (drawing.state === "planned" && !isTrayMain(drawing)) await nameRound(tx, chain, id, now);
      }
    },
  };
}
