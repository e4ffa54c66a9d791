import type { Tx } from "@/server/kernel/db";
import { log } from "@/server/kernel/log";
import { enqueue } from "@/server/kernel/outbox";
import type { Realtime } from "@/server/kernel/realtime";

/** The outbox kind of every letter about a draw; handled by `sendDrawLetter`. */
export const DRAW_LETTER = "draws.letter";

export interface DrawLetterJob {
  letter: "frozen" | "drawn" | "won" | "missed" | "called" | "forfeited" | "converted" | "renewed";
  drawingId: string;
  memberId: string;
}

/** Writes one letter a person into the outbox; each person has each kind of letter once for `about`, a drawing. */
export async function postLetters(
  tx: Tx,
  letter: DrawLetterJob["letter"],
  drawingId: string,
  memberIds: readonly string[],
  now: Date,
  notBefore: Date = now,
  about = drawingId,
): Promise<void> {
  for (let at = 0; at < memberIds.length; at += 1000) {
    await enqueue(
      tx,
      memberIds.slice(at, at + 1000).map((memberId) => ({
        kind: DRAW_LETTER,
        payload: { letter, drawingId, memberId } satisfies DrawLetterJob,
        dedupeKey: `draw:${letter}:${about}:${memberId}`,
        notBefore,
      })),
      now,
    );
  }
}

/** The public channel of a drawing. What is sent on it says only that there is something new to ask for. */
export function drawChannel(drawingId: string): string {
  return `draw-${drawingId}`;
}

/** Tells open pages to look again. A page that misses it asks by itself a little later. */
export async function announce(realtime: Realtime, drawingId: string, event: "moved" | "revealed"): Promise<void> {
  try {
    await realtime.publish(drawChannel(drawingId), event, {});
  } catch (error) {
    log.warn("draw_announcement_failed", { drawingId, error });
  }
}
