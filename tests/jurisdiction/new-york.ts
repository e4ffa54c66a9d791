import { type AreaRow, AreaTree } from "@/server/areas/tree";
import type { Coverage, GameRules } from "@/server/jurisdiction/rules";

/** All sixty-two counties of New York by number, a few places, and enough of the rest to tell states apart. */
export const NEW_YORK_COUNTIES = Array.from({ length: 62 }, (_, at) => `US-36${String(at * 2 + 1).padStart(3, "0")}`);

export const ERIE = "US-36029";
export const MONROE = "US-36055";
export const TOWN = "US-3602955277";
export const VILLAGE = "US-3655266";
export const NEW_YORK_CITY = "US-3651000";
/** A municipality whose county is not on record: it hangs from its state. */
export const UNPLACED = "US-3600001";

const county = (id: string, state: string, name: string): AreaRow => ({ id, tier: "county", parents: [state], name });

export const ROWS: AreaRow[] = [
  { id: "US", tier: "country", parents: [], name: "United States" },
  { id: "US-NY", tier: "subdivision", parents: ["US"], name: "New York" },
  { id: "US-UT", tier: "subdivision", parents: ["US"], name: "Utah" },
  { id: "US-DC", tier: "subdivision", parents: ["US"], name: "District of Columbia" },
  ...NEW_YORK_COUNTIES.map((id) =>
    county(id, "US-NY", id === ERIE ? "Erie County" : id === MONROE ? "Monroe County" : `County ${id.slice(5)}`),
  ),
  county("US-49035", "US-UT", "Salt Lake County"),
  county("US-49049", "US-UT", "Utah County"),
  county("US-11001", "US-DC", "District of Columbia"),
  { id: TOWN, tier: "municipality", parents: [ERIE], name: "Orchard Park town" },
  { id: VILLAGE, tier: "municipality", parents: [ERIE], name: "Orchard Park village" },
  { id: "US-3611000", tier: "municipality", parents: [ERIE], name: "Buffalo city" },
  {
    id: NEW_YORK_CITY,
    tier: "municipality",
    parents: ["US-36005", "US-36047", "US-36061", "US-36081", "US-36085"],
    name: "New York city",
  },
  { id: UNPLACED, tier: "municipality", parents: ["US-NY"], name: "Unplaced village" },
];

export const TREE = AreaTree.fromRows(ROWS);

/** A game's rules from short lists: `["US-NY", "wide"]`. */
export function rules(
  permissions: ReadonlyArray<readonly [area: string, coverage: Coverage]>,
  exclusions: readonly string[] = [],
  minimumAge: number | null = null,
): GameRules {
  return {
    permissions: permissions.map(([area, coverage]) => ({
      area,
      coverage,
      permitNumber: null,
      fromMs: null,
      untilMs: null,
    })),
    exclusions: exclusions.map((area) => ({ area, cause: "game", fromMs: null, untilMs: null })),
    minimumAge,
    governing: ["US", "US-NY"],
  };
}
