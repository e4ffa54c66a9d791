import type { FollowEventDeps } from "./follow-event";
import { processWebhooks } from "./process-webhooks";
import { reopenEvents } from "./webhook-store";

/**
 * Follows again every event received since a moment, also those that were given up: after a fault of ours was mended.
 * What was right stays as it is, since each event only makes us look. Returns how many were followed now; what fails
 * again waits for its next turn.
 */
export async function replayWebhooks(deps: FollowEventDeps, since: Date): Promise<number> {
  for (const { name } of deps.gateways.all) await reopenEvents(deps.db, name, since, deps.clock.now());
  let taken = 0;
  for (;;) {
    const more = await processWebhooks(deps, 1_000);
    if (more === 0) return taken;
    taken += more;
  }
}
