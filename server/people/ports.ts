import type { Tx } from "@/server/kernel/db";
import type { AreaScope } from "./authority";
import type { Letter } from "./letter";
import type { PostalAreas } from "./residence";

/** What people need to know of areas; wired to server/areas. */
export interface ResidenceAreas extends AreaScope {
  /** Every county and municipality a postal code may mean, or null when there is no such code. */
  resolvePostalCode(postalCode: string): Promise<PostalAreas | null>;
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

/** Puts a letter into the outbox in the transaction it belongs to. */
export interface Letters {
  post(tx: Tx, to: string, letter: Letter, dedupeKey?: string): Promise<void>;
}

/** What has to follow a change of somebody's residence at once (J11); wired to tickets above this floor. */
export interface OpenHolds {
  /** Releases the open holds of this member that the new residence no longer allows. Returns how many were released. */
  reviewAfterResidenceChange(memberId: string): Promise<number>;
}

/** Counts in fixed windows, shared by all servers. Throws when it is away. */
export interface AttemptCounter {
  hit(key: string, windowSeconds: number): Promise<number>;
}
