import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Kv } from "@/server/kernel/kv";
import type { AreaScope } from "./authority";
import type { PostalAreas } from "./residence";

/** What people need to know of areas; wired to server/areas. */
export interface ResidenceAreas extends AreaScope {
  /** Every county and municipality a postal code may mean, or null when there is no such code. */
  resolvePostalCode(postalCode: string): Promise<PostalAreas | null>;
  /** The name of an area as people write it ("Erie County, New York"), or null when there is no such area. */
  areaName(areaId: string): Promise<string | null>;
}

/** What people need to know of the law: the lowest age at which somebody who lives there may register (J7). */
export interface ResidenceAges {
  /**
   * The highest figure of the areas of a residence with the area that sets it, or null where none is known, and
   * whether somebody born on `birthDate` has reached it, judged at the earliest local date among the areas.
   */
  ofResidence(
    residence: { country: string; subdivisionId: string; countyIds: string[]; municipalityIds: string[] },
    birthDate: Date,
    now: Date,
  ): Promise<{ minimumAge: number; areaName: string; reached: boolean } | null>;
}

/** What has to follow a change of somebody's residence at once (J11); wired to tickets above this floor. */
export interface OpenHolds {
  /** Releases the open holds of this member that the new residence no longer allows. Returns how many were released. */
  reviewAfterResidenceChange(memberId: string): Promise<number>;
}

/** What the use cases of this folder work with. */
export interface PeopleDeps {
  db: Database;
  clock: Clock;
  /** Null where attempts are counted in the database alone. */
  kv: Kv | null;
  /** APP_SECRET: links in letters are derived with it. */
  venueSecret: string;
  areas: ResidenceAreas;
  ages: ResidenceAges;
  holds: OpenHolds;
  /** The age below which nobody registers where no area on the way has a figure; a setting of the venue. */
  fallbackMinimumAge: number;
}
