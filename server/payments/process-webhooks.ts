import { log } from "@/server/kernel/log";
import { type FollowEventDeps, followEvent } from "./follow-event";
import { claimEvents, type EventRow, endEvent } from "./webhook-store";

/** How long one worker has an event to itself; longer than the slowest answer of the gateway. */
const LEASE_SECONDS = 120;
const MAXIMUM_ATTEMPTS = 24;

/** Seconds until an event that failed is tried again: 2, 4, 8 … up to half an hour. */
export function retrySeconds(attempt: number): number {
  return Math.min(1_800, 2 ** Math.min(attempt, 11));
}

/** Processes one event that was just stored; what fails stays for {@link processWebhooks}. Never throws. */
export async function processWebhook(deps: FollowEventDeps, gateway: string, eventId: string): Promise<void> {
  try {
    const claim = { eventId, count: 1, leaseSeconds: LEASE_SECONDS, now: deps.clock.now() };
    for (const event of await claimEvents(deps.db, gateway, claim)) await process(deps, event);
  } catch (error) {
    log.error("webhook_not_processed", { eventId, error });
  }
}

/**
 * Processes events that are due: those whose processing failed, or died half-way. Any number may run at once; each
 * event is taken by one (SKIP LOCKED). Returns how many were taken.
 */
export async function processWebhooks(deps: FollowEventDeps, limit = 200): Promise<number> {
  let taken = 0;
  for (const { name } of deps.gateways.all) taken += await processOf(deps, name, limit);
  return taken;
}

async function processOf(deps: FollowEventDeps, gateway: string, limit: number): Promise<number> {
  let taken = 0;
  while (taken < limit) {
    const claim = {
      eventId: null,
      count: Math.min(8, limit - taken),
      leaseSeconds: LEASE_SECONDS,
      now: deps.clock.now(),
    };
    const events = await claimEvents(deps.db, gateway, claim);
    if (events.length === 0) break;
    taken += events.length;
    await Promise.all(events.map((event) => process(deps, event)));
  }
  return taken;
}

async function process(deps: FollowEventDeps, event: EventRow): Promise<void> {
  const { db, clock } = deps;
  try {
    const outcome = await followEvent(deps, event);
    await endEvent(db, event, { state: outcome, at: clock.now() });
  } catch (error) {
    const words = error instanceof Error ? error.message.slice(0, 500) : String(error);
    const over = event.attempts >= MAXIMUM_ATTEMPTS;
    log[over ? "error" : "warn"]("webhook_failed", {
      eventId: event.eventId,
      type: event.type,
      attempt: event.attempts,
      error,
    });
    const nextAt = new Date(clock.now().getTime() + retrySeconds(event.attempts) * 1000);
    await endEvent(db, event, { state: over ? "failed" : "pending", at: clock.now(), nextAt, error: words });
  }
}
