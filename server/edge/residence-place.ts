import type { SeenPlace } from "./seen-place";

/** The place of a member: the residence of the account, with the age reached, never the date of birth. */
export function residencePlace(
  residence: {
    country: string;
    subdivisionId: string;
    countyIds: readonly string[];
    municipalityIds: readonly string[];
  },
  facts: { age: number; label: string; revision: number },
): SeenPlace {
  const { country, subdivisionId, countyIds, municipalityIds } = residence;
  return {
    source: "residence",
    alternatives: [[[country], [subdivisionId], countyIds, municipalityIds]],
    label: facts.label,
    ageAtLeast: Math.max(0, facts.age),
    revision: facts.revision,
  };
}

/** Whether the place cookie already says what the account says. */
export function isSameResidence(one: SeenPlace | null, other: SeenPlace): boolean {
  return (
    one?.source === "residence" &&
    one.revision === other.revision &&
    one.ageAtLeast === other.ageAtLeast &&
    JSON.stringify(one.alternatives) === JSON.stringify(other.alternatives)
  );
}
