import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { type BeaconChain, roundAt, timeOfRoundMs } from "./beacon";
import { findDrawing, writeRound } from "./store";

/**
 * The least time between the close of sales and the named round. Within it every issued ticket is captured or taken
 * back and the list is frozen; what does not manage it misses its round.
 */
export const FREEZE_SECONDS = 20;

/** A second more for so many tickets, since a long list takes longer to write down; a quiet machine writes several times as many. */
const TICKETS_A_SECOND = 10_000;
/** A raffle without a cap is given the time of one of this size. */
const UNCAPPED_TICKETS = 500_000;

/** The least seconds between close and round for a raffle of at most `ticketCap` tickets; null where it has no cap. */
export function freezeSeconds(ticketCap: number | null): number {
  return FREEZE_SECONDS + Math.floor((ticketCap ?? UNCAPPED_TICKETS) / TICKETS_A_SECOND);
}

/**
 * Names the round of the beacon that will decide a drawing: the first one at or after its time, and at least
 * {@link freezeSeconds} after the close. The round is fixed from then on. Fails with `drawing_not_found`,
 * `drawing_sales_over` when sales have ended, `drawing_round_named` when it has a round, and `drawing_missed` when it
 * missed one: another round needs the regulator and two people, and nobody alone.
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
  if (drawing.state === "missed") throw new AppError("drawing_missed", 409);
  if (drawing.state !== "planned") throw new AppError("drawing_round_named", 409);
  if (drawing.game.closesAt <= now) throw new AppError("drawing_sales_over", 409);
  const gapMs = freezeSeconds(drawing.raffle.ticketCap) * 1000;
  const earliestMs = Math.max(drawing.drawAt.getTime(), drawing.game.closesAt.getTime() + gapMs);
  const round = roundAt(chain, earliestMs);
  const drawAt = new Date(timeOfRoundMs(chain, round));
  const written = await writeRound(tx, drawingId, { chainHash: chain.chainHash, round, at: now, drawAt });
  if (!written) throw new AppError("drawing_round_named", 409);
  await writeAudit(tx, {
    at: now,
    actorId,
    actorRole: actorId ? "organisation" : "venue",
    action: "name-round",
    subject: `drawing:${drawingId}`,
    areaId: drawing.game.governingAreaId,
    after: { chainHash: chain.chainHash, round, drawAt },
  });
  return { round, drawAt };
}

/** The naming of rounds as activation asks for it, bound to the configured chain. */
export function roundNaming(chain: BeaconChain) {
  return {
    freezeSeconds: FREEZE_SECONDS,
    nameRound: async (tx: Tx, drawingId: string, now: Date): Promise<void> => {
      await nameRound(tx, chain, drawingId, now);
    },
  };
}
