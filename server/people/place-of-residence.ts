import { ageOn, earliestDate } from "@/server/jurisdiction/age";
import type { Residence } from "./residence";

/** A member's residence as a place: one alternative, known to the municipality, with the age reached there (J1a, J8). */
export function placeOfResidence(
  member: { residence: Residence; residenceRevision: number; birthDate: Date },
  now: Date,
): { alternatives: string[][][]; ageAtLeast: number; revision: number } {
  const { country, subdivisionId, countyIds, municipalityIds } = member.residence;
  const areas = [country, subdivisionId, ...countyIds, ...municipalityIds];
  const today = earliestDate(now, areas, () => [subdivisionId]);
  return {
    alternatives: [[[country], [subdivisionId], countyIds, municipalityIds]],
    ageAtLeast: Math.max(0, ageOn(member.birthDate.toISOString().slice(0, 10), today)),
    revision: member.residenceRevision,
  };
}
