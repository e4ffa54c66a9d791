import { residenceAges, residenceAreas } from "@/server/people/look-up-residence";
import type { OpenHolds, PeopleDeps } from "@/server/people/ports";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { areaTree } from "./areas";
import type { Services } from "./services";

/** What people's use cases work with in this process. `holds` is what a change of residence has to reach. */
export async function peopleDeps(process: Services, holds: OpenHolds): Promise<PeopleDeps> {
  const tree = await areaTree(process);
  const settings = await loadVenueSettings(process.db);
  return {
    db: process.db,
    clock: process.clock,
    kv: process.kv,
    venueSecret: process.environment.APP_SECRET,
    areas: residenceAreas(process.db, tree),
    ages: residenceAges(process.db),
    holds,
    fallbackMinimumAge: settings.fallback_minimum_age,
  };
}
