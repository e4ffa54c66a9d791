import { log } from "@/server/kernel/log";
import type { Realtime } from "@/server/kernel/realtime";

/** The public channel of a syndicate. What is sent on it says only that there is something new to ask for. */
export function syndicateChannel(syndicateId: string): string {
  return `syndicate-${syndicateId}`;
}

/** Tells open pages to look again. A page that misses it asks by itself a little later. */
export async function announceSyndicate(realtime: Realtime, syndicateId: string): Promise<void> {
  try {
    await realtime.publish(syndicateChannel(syndicateId), "moved", {});
  } catch (error) {
    log.warn("syndicate_announcement_failed", { syndicateId, error });
  }
}
