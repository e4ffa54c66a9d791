import type { Point } from "./simplify";

/** Lines as one SVG path in whole units, written relatively because that is shortest. `closed` for rings. */
export function pathOf(lines: Point[][], closed: boolean): string {
  let path = "";
  for (const line of lines) {
    let x = 0;
    let y = 0;
    let part = "";
    let drawn = 0;
    line.forEach(([px, py], index) => {
      const nextX = Math.round(px);
      const nextY = Math.round(py);
      if (index === 0) part = `M${nextX} ${nextY}`;
      else {
        const dx = nextX - x;
        const dy = nextY - y;
        const isWayBack = closed && index === line.length - 1;
        if ((dx === 0 && dy === 0) || isWayBack) return;
        part += `${drawn === 0 ? "l" : dx < 0 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
        drawn++;
      }
      x = nextX;
      y = nextY;
    });
    // Islets smaller than a unit would be paths of nothing.
    if (drawn >= (closed ? 2 : 1)) path += closed ? `${part}z` : part;
  }
  return path;
}

/** The rings of polygons, holes included, as lines. */
export function ringsOf(geometry: { type: string; coordinates: unknown }): Point[][] {
  if (geometry.type === "Polygon") return geometry.coordinates as Point[][];
  if (geometry.type === "MultiPolygon") return (geometry.coordinates as Point[][][]).flat();
  return [];
}
