import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { announce, postLetters } from "./announce";
import { type BeaconChain, timeOfRoundMs } from "./beacon";
import type { CertificateLevel, DrawingTerms } from "./certificate";
import { makeManifest } from "./draw";
import type { DelayReason } from "./draw-view";
import type { DrawDeps } from "./ports";
import { prizeLabel } from "./prize-label";
import {
  countUnsettled,
  type DrawingRecord,
  findDrawing,
  lockForFreeze,
  numberTickets,
  participantIds,
  ticketHolderIds,
  writeDelay,
  writeEntries,
  writeFreeze,
  writeMissed,
} from "./store";

/** The list must stand this long before its round, so that no difference of clocks can make it follow the round. */
export const FREEZE_MARGIN_SECONDS = 2;

export type FreezeOutcome =
  | { outcome: "frozen"; count: number; root: string }
  | { outcome: "already" }
  | { outcome: "not-yet" }
  | { outcome: "waiting"; reason: DelayReason }
  | { outcome: "missed" };

/** The prize levels of a drawing: its groups in order, each with one prize or the prizes among which one chooses. */
export function levelsOf(prizes: DrawingRecord["prizes"]): CertificateLevel[] {
  const levels = new Map<number, CertificateLevel>();
  for (const prize of prizes) {
    const level = levels.get(prize.groupPosition);
    if (level) level.prizes.push(prize.heading);
    else {
      levels.set(prize.groupPosition, {
        position: prize.groupPosition,
        label: prizeLabel(prize.groupPosition),
        quantity: prize.quantity,
        prizes: [prize.heading],
      });
    }
  }
  return [...levels.values()].sort((a, b) => a.position - b.position);
}

function termsOf(drawing: DrawingRecord, chain: BeaconChain, frozenAt: Date): DrawingTerms {
  return {
    organisation: { id: drawing.organisation.id, name: drawing.organisation.name },
    raffle: { id: drawing.raffleId, title: drawing.raffle.title, number: drawing.raffle.number },
    drawing: {
      id: drawing.id,
      kind: drawing.kind,
      position: drawing.position,
      levels: levelsOf(drawing.prizes),
      reserves: drawing.reserveCount,
    },
    beacon: { ...chain, round: drawing.round! },
    times: {
      namedAt: drawing.roundNamedAt!.toISOString(),
      closedAt: drawing.game.closesAt.toISOString(),
      frozenAt: frozenAt.toISOString(),
    },
    operator: null,
  };
}

async function miss(tx: Tx, drawing: DrawingRecord, now: Date): Promise<FreezeOutcome> {
  if (!(await writeMissed(tx, drawing.id))) return { outcome: "already" };
  await writeAudit(tx, {
    at: now,
    actorId: null,
    actorRole: "venue",
    action: "miss-round",
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: { state: drawing.state, delayedReason: drawing.delayedReason },
    after: { state: "missed" },
  });
  await postLetters(tx, "missed", drawing.id, await ticketHolderIds(tx, drawing.raffleId), now);
  return { outcome: "missed" };
}

async function wait(tx: Tx, drawing: DrawingRecord, reason: DelayReason): Promise<FreezeOutcome> {
  await writeDelay(tx, drawing.id, reason);
  return { outcome: "waiting", reason };
}

/**
 * Freezes the list of a drawing whose sales have closed: under the raffle's lock it numbers the tickets where they are
 * numbered at the close, copies the valid ones, and publishes the root. It waits while a ticket is issued but not
 * captured, and while the raffle is suspended; once the named round is {@link FREEZE_MARGIN_SECONDS} away the drawing
 * is missed, which stops it publicly. May be called by anybody, any number of times. Fails with `drawing_not_found`.
 */
export async function freezeDrawing(deps: DrawDeps, drawingId: string): Promise<FreezeOutcome> {
  const seen = await findDrawing(deps.db, drawingId);
  if (!seen) throw new AppError("drawing_not_found", 404);
  if (seen.state !== "named" && seen.state !== "planned") return { outcome: "already" };
  if (seen.game.closesAt > deps.clock.now()) return { outcome: "not-yet" };
  const origin = await deps.beacon.origin();
  const chain: BeaconChain = { ...deps.beacon.chain, ...origin };

  const result = await deps.db.transaction(
    async (tx): Promise<FreezeOutcome> => {
      if (!(await lockForFreeze(tx, seen.raffleId, drawingId))) throw new AppError("drawing_not_found", 404);
      // Read again: somebody else may have frozen it while this call waited for the lock.
      const drawing = (await findDrawing(tx, drawingId))!;
      const now = deps.clock.now();
      if (drawing.state !== "named" && drawing.state !== "planned") return { outcome: "already" };
      if (drawing.game.closesAt > now) return { outcome: "not-yet" };
      // Sales are over and no round was named before: no round can be fair any more.
      if (drawing.state === "planned") return miss(tx, drawing, now);
      const lastMs = timeOfRoundMs(chain, drawing.round!) - FREEZE_MARGIN_SECONDS * 1000;
      if (now.getTime() >= lastMs) return miss(tx, drawing, now);
      if (drawing.chainHash !== chain.chainHash) return wait(tx, drawing, "chain");
      if (drawing.game.state !== "active") return wait(tx, drawing, "suspended");
      if ((await countUnsettled(tx, drawing.raffleId)) > 0) return wait(tx, drawing, "capture");

      if (drawing.raffle.numbering === "at_close") await numberTickets(tx, drawing.raffleId);
      const entries = await writeEntries(tx, drawing.id, drawing.raffleId);
      const manifest = makeManifest(termsOf(drawing, chain, now), entries);
      if (!(await writeFreeze(tx, drawing, manifest, now)))
        throw new Error(`Drawing ${drawing.id} moved under its lock.`);
      await writeAudit(tx, {
        at: now,
        actorId: null,
        actorRole: "venue",
        action: "freeze-list",
        subject: `drawing:${drawing.id}`,
        areaId: drawing.game.governingAreaId,
        after: { count: manifest.list.count, root: manifest.list.root, terms: manifest.terms },
      });
      await postLetters(tx, "frozen", drawing.id, await participantIds(tx, drawing.id), now);
      // A long list takes a while: what did not get done before the round must not be committed after it.
      if (deps.clock.now().getTime() >= lastMs) throw new AppError("drawing_freeze_late", 503);
      return { outcome: "frozen", count: manifest.list.count, root: manifest.list.root };
    },
    { timeoutMs: 300_000 },
  );
  if (result.outcome !== "already" && result.outcome !== "not-yet") await announce(deps.realtime, drawingId, "moved");
  return result;
}
