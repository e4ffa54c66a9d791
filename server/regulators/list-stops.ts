import type { AuthorizedAdministrator } from "@/server/people/authority";
import type { RegulatorDeps } from "./ports";
import { findOpenStops, type OpenStop } from "./stop-store";

/** X5, P27: every stop in force, and whether this administrator may lift it: whoever set one never lifts it. */
export async function openStops(
  deps: Pick<RegulatorDeps, "db">,
  by: AuthorizedAdministrator,
): Promise<Array<OpenStop & { mayLift: boolean }>> {
  const stops = await findOpenStops(deps.db);
  return stops.map((stop) => ({ ...stop, mayLift: stop.stoppedBy !== by.actor.memberId }));
}
