import { ageOn, earliestDate } from "@/server/jurisdiction/age";
import type { Database } from "@/server/kernel/db";
import { findAges, findAreaName, findPostalAreas } from "./area-facts-store";
import type { AreaScope } from "./authority";
import type { ResidenceAges, ResidenceAreas } from "./ports";
import { postalKey } from "./residence";

/** Areas as people's use cases ask for them, from the database; `scope` is the area graph held in memory. */
export function residenceAreas(db: Database, scope: AreaScope): ResidenceAreas {
  return {
    isWithin: (areaId, aboveId) => scope.isWithin(areaId, aboveId),
    resolvePostalCode: (postalCode) => findPostalAreas(db, postalKey(postalCode)),
    areaName: (areaId) => findAreaName(db, areaId),
  };
}

/**
 * J7 for a residence: the highest figure of its country, state, county and municipality, and whether it is reached on
 * the earliest local date among them. Null where none of them has a figure.
 */
export function residenceAges(db: Database): ResidenceAges {
  return {
    ofResidence: async ({ country, subdivisionId, countyIds, municipalityIds }, birthDate, now) => {
      const areaIds = [country, subdivisionId, ...countyIds, ...municipalityIds];
      const figures = await findAges(db, areaIds, now);
      const highest = figures.reduce<(typeof figures)[number] | null>(
        (found, figure) => (!found || figure.minimumAge > found.minimumAge ? figure : found),
        null,
      );
      if (!highest) return null;
      const today = earliestDate(now, areaIds, () => [subdivisionId]);
      const age = ageOn(birthDate.toISOString().slice(0, 10), today);
      return { minimumAge: highest.minimumAge, areaName: highest.areaName, reached: age >= highest.minimumAge };
    },
  };
}
