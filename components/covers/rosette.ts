import { variationOf } from "./art";

/**
 * The engraved ring of a banknote: one wave laid round a ring between two radii, turned several times. How many waves
 * and turns come from the seed, so that each raffle's tickets have their own. Centred on 0 0.
 */
export function rosettePath(seed: string, outer: number, inner: number): string {
  const v = variationOf(seed);
  const waves = v.pick([9, 11, 12, 14, 16] as const);
  const turns = v.pick([4, 5, 6] as const);
  const middle = (outer + inner) / 2;
  const height = (outer - inner) / 2;
  let path = "";
  for (let turn = 0; turn < turns; turn++) {
    const shift = (turn / turns) * ((2 * Math.PI) / waves);
    path += ring(middle, height, waves, shift);
  }
  return path;
}

/** The rosette on a ticket: rings within rings, out to `radius`. */
export function ticketRosette(seed: string, radius: number): string {
  const v = variationOf(seed);
  const bands = [
    [1, v.between(0.66, 0.74)],
    [v.between(0.68, 0.78), v.between(0.34, 0.42)],
    [v.between(0.4, 0.5), v.between(0.1, 0.18)],
  ] as const;
  return bands.map(([outer, inner], band) => rosettePath(`${seed}/${band}`, outer * radius, inner * radius)).join("");
}

/** A closed wave round a circle, four points a wave, joined smoothly. */
function ring(middle: number, height: number, waves: number, shift: number): string {
  const count = waves * 4;
  const at = (step: number) => {
    const angle = (step / count) * 2 * Math.PI;
    const radius = middle + height * Math.cos(waves * (angle + shift));
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  };
  const write = ([x, y]: readonly [number, number]) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  const between = (a: number, b: number) => {
    const [ax, ay] = at(a);
    const [bx, by] = at(b);
    return [(ax + bx) / 2, (ay + by) / 2] as const;
  };
  let path = `M${write(between(-1, 0))}`;
  for (let step = 0; step < count; step++) path += `Q${write(at(step))} ${write(between(step, step + 1))}`;
  return `${path}Z`;
}
