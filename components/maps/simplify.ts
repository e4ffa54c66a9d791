export type Point = [number, number];

/**
 * Leaves out points of a line that stand less than `tolerance` from the line without them (Douglas and Peucker, 1973);
 * the ends stay, so lines that meet still meet.
 */
export function simplifyLine(points: Point[], tolerance: number): Point[] {
  if (points.length <= 2) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = 1;
  keep[points.length - 1] = 1;
  const first = points[0]!;
  const last = points[points.length - 1]!;
  // A ring's ends are one point: split it at the point farthest from them, or it would shrink to nothing.
  const spans: [number, number][] =
    first[0] === last[0] && first[1] === last[1] ? splitRing(points, keep) : [[0, points.length - 1]];
  while (spans.length > 0) {
    const [from, to] = spans.pop()!;
    let farthest = -1;
    let distance = tolerance;
    for (let index = from + 1; index < to; index++) {
      const away = distanceToSegment(points[index]!, points[from]!, points[to]!);
      if (away > distance) {
        distance = away;
        farthest = index;
      }
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    spans.push([from, farthest], [farthest, to]);
  }
  return points.filter((_, index) => keep[index] === 1);
}

function splitRing(points: Point[], keep: Uint8Array): [number, number][] {
  const [x, y] = points[0]!;
  let farthest = 1;
  let distance = -1;
  points.forEach(([px, py], index) => {
    const away = (px - x) ** 2 + (py - y) ** 2;
    if (away > distance) {
      distance = away;
      farthest = index;
    }
  });
  keep[farthest] = 1;
  return [
    [0, farthest],
    [farthest, points.length - 1],
  ];
}

function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
