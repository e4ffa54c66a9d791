import { log } from "@/server/kernel/log";
import { announce } from "./announce";
import { type FreezeOutcome, freezeDrawing } from "./freeze-drawing";
import type { DrawDeps } from "./ports";
import { LONGEST_SHOW_SECONDS } from "./reveal";
import { type DrawOutcome, runDrawing } from "./run-drawing";
import { readShow } from "./show";
import { dueDrawingIds, showingDrawingIds } from "./store";

const AT_ONCE = 200;
/** A step of a show is announced when it is not older than this; the timer's beat is shorter. */
const BEAT_MS = 2000;

/** Does whatever is due for one drawing, and says what came of it. Safe to call at any time, by anybody. */
export async function advanceDrawing(deps: DrawDeps, drawingId: string): Promise<FreezeOutcome | DrawOutcome> {
  const frozen = await freezeDrawing(deps, drawingId);
  return frozen.outcome === "already" || frozen.outcome === "frozen" ? runDrawing(deps, drawingId) : frozen;
}

/**
 * Does whatever is due for all drawings: for the worker's timer, every second or two. Nothing is right because of it
 * alone: whoever opens a draw's page moves that draw on as well. A drawing that fails is logged and does not hold up
 * the others. While winners are shown it nudges the open pages; they ask for the next step by themselves too.
 */
export async function advanceDrawings(deps: DrawDeps): Promise<{ moved: number; failed: number }> {
  const report = { moved: 0, failed: 0 };
  for (const id of await dueDrawingIds(deps.db, deps.clock.now(), AT_ONCE)) {
    try {
      const { outcome } = await advanceDrawing(deps, id);
      if (outcome === "frozen" || outcome === "drawn" || outcome === "missed") report.moved++;
    } catch (error) {
      report.failed++;
      log.error("draw_failed", { drawingId: id, error });
    }
  }
  const now = deps.clock.now();
  for (const id of await showingDrawingIds(deps.db, now, LONGEST_SHOW_SECONDS)) {
    const steps = await readShow(deps.db, id);
    const since = now.getTime() - BEAT_MS;
    if (steps.some((step) => step.atMs > since && step.atMs <= now.getTime())) {
      await announce(deps.realtime, id, "revealed");
    }
  }
  return report;
}
