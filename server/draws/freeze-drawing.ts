import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { announce, postLetters } from "./announce";
import { type BeaconChain, timeOfRoundMs } from "./beacon";
import { makeManifest } from "./draw";
import type { DelayReason } from "./draw-view";
import { potTerms, termsOf } from "./drawing-terms";
import { countSold, type Drum, earlierWinners, grossSalesMinor, numberTickets, writeEntries } from "./drum-store";
import { awaitsConversion, earlierOpen, isTrayMain, winnersLeave } from "./freeze-rules";
import { endTrayMain, lapseEarlyBirds } from "./lapse-early-birds";
import { freezeSeconds, nameEarlyBirdRound } from "./name-round";
import type { DrawDeps } from "./ports";
import { findGrantedRenewal } from "./renewal-store";
import {
  countUnsettled,
  type DrawingRecord,
  findDrawing,
  lockForFreeze,
  participantIds,
  ticketHolderIds,
  writeDelay,
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

/** What the list waits for at this moment; null when it may be frozen. `lastMs` is when it would be too late. */
async function waitsFor(
  tx: Tx,
  deps: DrawDeps,
  drawing: DrawingRecord,
  now: Date,
  lastMs: number | null,
): Promise<DelayReason | null> {
  const { raffleId } = drawing;
  if (drawing.game.state !== "active") return "suspended";
  if ((await countUnsettled(tx, raffleId, drawing.triggerOrder)) > 0) return "capture";
  if (winnersLeave(drawing) && earlierOpen(drawing).length > 0) return "early-bird";
  if (drawing.kind === "early-bird") return null;
  const paper = await deps.readiness?.waitsFor(tx, raffleId, now);
  if (paper) return paper;
  // The decision has its time, and no longer: then the advertised prizes are drawn.
  const decideMs = lastMs === null ? null : lastMs - freezeSeconds(drawing.raffle.ticketCap) * 500;
  const open = decideMs === null || now.getTime() < decideMs;
  if (open && awaitsConversion(drawing, await countSold(tx, raffleId))) return "conversion";
  return null;
}

async function freeze(tx: Tx, drawing: DrawingRecord, chain: BeaconChain, now: Date): Promise<FreezeOutcome> {
  const { raffleId } = drawing;
  const drum: Drum = {
    drawingId: drawing.id,
    raffleId,
    poolOnly: drawing.kind === "pool",
    upTo: drawing.triggerOrder,
    winnersLeave: winnersLeave(drawing),
  };
  if (drawing.raffle.numbering === "at_close") await numberTickets(tx, raffleId, drum.upTo);
  const entries = await writeEntries(tx, drum);
  const without = drum.winnersLeave ? await earlierWinners(tx, raffleId) : [];
  const pot = potTerms(drawing, await grossSalesMinor(tx, raffleId));
  const renewal = await findGrantedRenewal(tx, drawing.id);
  const manifest = makeManifest(termsOf(drawing, { chain, frozenAt: now, without, pot, renewal }), entries);
  if (!(await writeFreeze(tx, drawing, manifest, now))) throw new Error(`Drawing ${drawing.id} moved under its lock.`);
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
  return { outcome: "frozen", count: manifest.list.count, root: manifest.list.root };
}

/** Whether a drawing's tickets are all known: an early bird's when it has fallen due, the others' at the close. */
function isClosed(drawing: DrawingRecord, now: Date): boolean {
  return drawing.kind === "early-bird" ? drawing.triggeredAt !== null : drawing.game.closesAt <= now;
}

/** Whether a drawing may have come to the end of its sales: cheap to ask, without a lock. */
export function mayFreeze(drawing: DrawingRecord, now: Date): boolean {
  return (
    isClosed(drawing, now) || drawing.game.closesAt <= now || (drawing.triggerAt !== null && drawing.triggerAt <= now)
  );
}

/**
 * Freezes the list of a drawing: the main one and the pools of a tray once sales have closed, an early bird once it has
 * fallen due, whose round is named here. Under the raffle's lock it numbers the tickets where they are numbered at the
 * close, copies those that take part, and publishes the root. It waits while a ticket that takes part is issued but not
 * captured, while the raffle is suspended, and for what {@link waitsFor} names; once the named round is
 * {@link FREEZE_MARGIN_SECONDS} away the drawing is missed, which stops it publicly. A drawing by hand has no round to
 * miss. May be called by anybody, any number of times. Fails with `drawing_not_found`.
 */
export async function freezeDrawing(deps: DrawDeps, drawingId: string): Promise<FreezeOutcome> {
  const seen = await findDrawing(deps.db, drawingId);
  if (!seen) throw new AppError("drawing_not_found", 404);
  if (seen.state !== "named" && seen.state !== "planned") return { outcome: "already" };
  if (!mayFreeze(seen, deps.clock.now())) return { outcome: "not-yet" };
  const origin = seen.method === "hand" ? null : await deps.beacon.origin();
  const chain: BeaconChain = { ...deps.beacon.chain, ...origin };

  const result = await deps.db.transaction(
    async (tx): Promise<FreezeOutcome> => {
      if (!(await lockForFreeze(tx, seen.raffleId, drawingId))) throw new AppError("drawing_not_found", 404);
      const now = deps.clock.now();
      await lapseEarlyBirds(tx, seen.raffleId, now);
      // Read again: somebody else may have frozen it while this call waited for the lock.
      let drawing = (await findDrawing(tx, drawingId))!;
      if (drawing.state !== "named" && drawing.state !== "planned") return { outcome: "already" };
      if (!isClosed(drawing, now)) return { outcome: "not-yet" };
      if (isTrayMain(drawing)) {
        await endTrayMain(tx, drawing, now);
        return { outcome: "already" };
      }

      const byHand = drawing.method === "hand";
      if (drawing.state === "planned" && drawing.kind === "early-bird" && !byHand) {
        // Its round is named when everything else is ready: nothing then stands between the naming and the freeze.
        const reason = await waitsFor(tx, deps, drawing, now, null);
        if (reason) return wait(tx, drawing, reason);
        await nameEarlyBirdRound(tx, chain, drawing, now);
        drawing = (await findDrawing(tx, drawingId))!;
      }
      // Sales are over and no round was named before: no round can be fair any more.
      if (drawing.state === "planned" && !byHand) return miss(tx, drawing, now);
      const lastMs = byHand ? null : timeOfRoundMs(chain, drawing.round!) - FREEZE_MARGIN_SECONDS * 1000;
      if (lastMs !== null && now.getTime() >= lastMs) return miss(tx, drawing, now);
      if (!byHand && drawing.chainHash !== chain.chainHash) return wait(tx, drawing, "chain");
      const reason = await waitsFor(tx, deps, drawing, now, lastMs);
      if (reason) return wait(tx, drawing, reason);

      const frozen = await freeze(tx, drawing, chain, now);
      // A long list takes a while: what did not get done before the round must not be committed after it.
      if (lastMs !== null && deps.clock.now().getTime() >= lastMs) throw new AppError("drawing_freeze_late", 503);
      return frozen;
    },
    { timeoutMs: 300_000 },
  );
  if (result.outcome !== "not-yet" && !(result.outcome === "already" && seen.state === "planned")) {
    await announce(deps.realtime, drawingId, "moved");
  }
  return result;
}
