import { AppError } from "@/server/kernel/errors";

/** So many tickets placed on one prize of a tray; `drawingId` names the prize's own drawing (B3). */
export interface Placement {
  drawingId: string;
  count: number;
}

/**
 * Where a buyer's tickets go, in the order in which they were placed, each prize once and prizes without a ticket left
 * out. Throws AppError: placementsNeeded for none, unknownPrize for a prize that takes no tickets, placementsDiffer where
 * they are not as many as the tickets bought.
 */
export function checkPlacements(wished: readonly Placement[], pools: readonly string[], quantity: number): Placement[] {
  const counts = new Map<string, number>();
  for (const { drawingId, count } of wished) {
    if (!Number.isInteger(count) || count < 0) throw new AppError("badQuantity", 422, { maximum: quantity });
    if (count > 0) counts.set(drawingId, (counts.get(drawingId) ?? 0) + count);
  }
  if (counts.size === 0) throw new AppError("placementsNeeded", 422);
  if ([...counts.keys()].some((drawingId) => !pools.includes(drawingId))) throw new AppError("unknownPrize", 409);
  const placed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (placed !== quantity) throw new AppError("placementsDiffer", 422, { placed, quantity });
  return [...counts].map(([drawingId, count]) => ({ drawingId, count }));
}

/** The first `quantity` of the placements, where fewer tickets are left than were wished. */
export function firstPlacements(placements: readonly Placement[], quantity: number): Placement[] {
  const kept: Placement[] = [];
  let left = quantity;
  for (const { drawingId, count } of placements) {
    if (left <= 0) break;
    kept.push({ drawingId, count: Math.min(count, left) });
    left -= count;
  }
  return kept;
}
