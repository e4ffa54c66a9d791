import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { removeChanges } from "./form-store";

const DAY_MS = 86_400_000;
const KEPT_LOCKED_DAYS = 30;
const KEPT_DAYS = 365;

/**
 * Removes changes of forms that nobody can come back with any more: of a raffle locked for a month, whose form takes no
 * words; of a draft after a year, longer than any page stays open. What was changed in the raffle itself stands in its log
 * for good. Returns how many.
 */
export function forgetChanges(deps: { db: Database; clock: Clock }): Promise<number> {
  const now = deps.clock.now().getTime();
  return removeChanges(deps.db, {
    lockedBefore: new Date(now - KEPT_LOCKED_DAYS * DAY_MS),
    changedBefore: new Date(now - KEPT_DAYS * DAY_MS),
  });
}
