/**
 * What a country declares about its areas (J1): its tiers from the widest to the narrowest, which of them issue
 * permissions, and which cover the tier above without gaps. The decision counts on nothing else, so a country with two
 * tiers or five is a profile and not a change of code.
 */
export interface CountryProfile {
  readonly country: string;
  readonly tiers: readonly string[];
  /** Positions in `tiers`, ascending. A permission names an area of one of these. */
  readonly licensing: readonly number[];
  /**
   * For each tier: whether everybody inside an area of the tier above is in exactly one area of this tier. Counties
   * leave no gaps; municipalities do, since land may be unincorporated, and a village may lie inside a town.
   */
  readonly covering: readonly boolean[];
}

const TIERS = ["country", "subdivision", "county", "municipality"] as const;

/** The United States: state, county and municipality license. */
export const UNITED_STATES: CountryProfile = {
  country: "US",
  tiers: TIERS,
  licensing: [1, 2, 3],
  covering: [false, true, true, false],
};

/** Countries that declare nothing of their own: the same tiers; only what the tree names is known of them. */
export const ORDINARY_COUNTRY: CountryProfile = {
  ...UNITED_STATES,
  country: "",
  covering: [false, false, false, false],
};

const DECLARED: readonly CountryProfile[] = [UNITED_STATES];

/** Profiles as the product ships them. A new country is a line in the list above. */
export function declaredProfiles(): ReadonlyMap<string, CountryProfile> {
  return new Map(DECLARED.map((profile) => [profile.country, profile]));
}
