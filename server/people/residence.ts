/** What a postal code may mean, each area with its parents. Shape of server/areas' answer plus the graph's edges. */
export interface PostalAreas {
  code: string;
  name: string;
  /** `state`: the name of the state above a county, where it is known. */
  areas: Array<{ id: string; tier: string; name: string; parents: readonly string[]; state?: string }>;
}

/** Where a member lives: one alternative (J1a), known down to the municipality. */
export interface Residence {
  street: string;
  city: string;
  postalCode: string;
  country: string;
  subdivisionId: string;
  countyIds: string[];
  municipalityIds: string[]; // empty: known to live in none
}

export interface ResidenceOptions {
  counties: Array<{ id: string; name: string }>;
  municipalities: Array<{ id: string; name: string }>;
}

export type ResidenceFault = "unknownPostalCode" | "chooseCounty" | "chooseMunicipality";

export type ResidenceAnswer =
  | { ok: true; country: string; subdivisionId: string; countyIds: string[]; municipalityIds: string[] }
  | { ok: false; fault: ResidenceFault; options: ResidenceOptions };

/** What is chosen where somebody lives outside every municipality. */
export const NO_MUNICIPALITY = "none";

/** The first five digits: the part of a ZIP code that names areas. */
export function postalKey(postalCode: string): string {
  return postalCode.trim().slice(0, 5);
}

/** What there is to choose from: counties of the code (with their states where it crosses a border), and municipalities that lie in the county (once it is known). */
export function residenceOptions(postal: PostalAreas, countyId: string): ResidenceOptions {
  const byName = (left: { name: string }, right: { name: string }) => left.name.localeCompare(right.name, "en");
  const counties = postal.areas.filter((area) => area.tier === "county").sort(byName);
  const county = counties.length === 1 ? counties[0] : counties.find((area) => area.id === countyId);
  const known = new Set(counties.map((area) => area.id));
  const municipalities = postal.areas
    .filter((area) => area.tier === "municipality")
    // A municipality whose county is not on record hangs from its state: it may lie in any county of the code.
    .filter((area) => county && (area.parents.includes(county.id) || !area.parents.some((id) => known.has(id))))
    .sort(byName);
  const plain = (area: { id: string; name: string }) => ({ id: area.id, name: area.name });
  const crosses = new Set(counties.map(({ state }) => state)).size > 1;
  const named = counties.map(({ id, name, state }) => ({ id, name: crosses && state ? `${name}, ${state}` : name }));
  return { counties: named, municipalities: municipalities.map(plain) };
}

/**
 * The areas of an address. Where the postal code leaves a choice, the person makes it: the largest share is never
 * taken silently. A chosen area that the code cannot mean is no choice.
 */
export function settleResidence(
  postal: PostalAreas | null,
  countyId: string,
  municipalityIds: readonly string[],
): ResidenceAnswer {
  if (!postal) return { ok: false, fault: "unknownPostalCode", options: { counties: [], municipalities: [] } };
  const options = residenceOptions(postal, countyId);
  if (options.counties.length === 0) return { ok: false, fault: "unknownPostalCode", options };
  const county =
    options.counties.length === 1 ? options.counties[0] : options.counties.find(({ id }) => id === countyId);
  if (!county) return { ok: false, fault: "chooseCounty", options };
  const offered = new Set(options.municipalities.map(({ id }) => id));
  const chosen = [...new Set(municipalityIds)].filter((id) => offered.has(id)).sort();
  const inNone = municipalityIds.includes(NO_MUNICIPALITY);
  if (offered.size > 0 && (chosen.length === 0) === !inNone) return { ok: false, fault: "chooseMunicipality", options };
  const subdivisionId = postal.areas.find(({ id }) => id === county.id)?.parents[0];
  if (!subdivisionId) return { ok: false, fault: "unknownPostalCode", options };
  return {
    ok: true,
    country: subdivisionId.split("-")[0]!,
    subdivisionId,
    countyIds: [county.id],
    municipalityIds: chosen,
  };
}

/**
 * What an address may turn out to be while the postal code still leaves a choice: each county that is possible, with
 * no municipality and with each of its own. Areas only ever add rules, so what holds for all of these holds whatever
 * is chosen. Empty where the code names nothing.
 */
export function possibleResidences(
  postal: PostalAreas | null,
  countyId: string,
): Array<Extract<ResidenceAnswer, { ok: true }>> {
  if (!postal) return [];
  const { counties } = residenceOptions(postal, countyId);
  const chosen = counties.filter(({ id }) => id === countyId);
  return (chosen.length > 0 ? chosen : counties).flatMap(({ id }) => {
    const subdivisionId = postal.areas.find((area) => area.id === id)?.parents[0];
    if (!subdivisionId) return [];
    const { municipalities } = residenceOptions(postal, id);
    const line = { ok: true as const, country: subdivisionId.split("-")[0]!, subdivisionId, countyIds: [id] };
    return [[], ...municipalities.map((one) => [one.id])].map((municipalityIds) => ({ ...line, municipalityIds }));
  });
}

/** Whether two residences mean the same areas and the same postal code. */
export function sameAreas(left: Residence, right: Residence): boolean {
  const key = (residence: Residence) =>
    JSON.stringify([
      residence.country,
      residence.subdivisionId,
      [...residence.countyIds].sort(),
      [...residence.municipalityIds].sort(),
      postalKey(residence.postalCode),
    ]);
  return key(left) === key(right);
}
