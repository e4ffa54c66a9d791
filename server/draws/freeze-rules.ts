import type { DrawingRecord } from "./store";

/** Whether tickets that won in an early bird take no part in this drawing, by the raffle's rules (R3). */
export function winnersLeave(drawing: Pick<DrawingRecord, "raffle">): boolean {
  return !drawing.raffle.earlyBirdsWinAgain;
}

/** Early birds before this drawing that have fallen due and are not held yet. */
export function earlierOpen(drawing: DrawingRecord): DrawingRecord["drawings"] {
  return drawing.drawings.filter(
    (other) =>
      other.kind === "early-bird" &&
      other.id !== drawing.id &&
      other.triggeredAt !== null &&
      other.state !== "drawn" &&
      other.state !== "cancelled" &&
      (drawing.kind !== "early-bird" || other.position < drawing.position),
  );
}

/** A tray is drawn prize by prize: its main drawing has no prizes and is not held (B3). */
export function isTrayMain(drawing: Pick<DrawingRecord, "kind" | "prizes" | "drawings">): boolean {
  return drawing.kind === "main" && drawing.prizes.length === 0 && drawing.drawings.some(({ kind }) => kind === "pool");
}

/**
 * Whether the list still waits for the organisation's decision to turn the raffle into a 50/50 (R14): only where that
 * was part of the rules from the start, the sales fell short, and nobody has decided.
 */
export function awaitsConversion(drawing: Pick<DrawingRecord, "kind" | "raffle">, sold: number): boolean {
  const { raffle } = drawing;
  return (
    drawing.kind === "main" &&
    raffle.conversionAllowed &&
    raffle.convertedAt === null &&
    raffle.conversionDeclinedAt === null &&
    isShort(raffle, sold)
  );
}

/** Sales fell short of what was for sale, or of what an unlimited raffle planned with. */
export function isShort(raffle: Pick<DrawingRecord["raffle"], "ticketCap" | "targetCount">, sold: number): boolean {
  const wanted = raffle.ticketCap ?? raffle.targetCount;
  return wanted !== null && sold < wanted;
}
