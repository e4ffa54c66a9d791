/** Numbers between 0 and 1 that a text stands for, always the same ones (FNV-1a, stirred). */
function fractionsOf(seed: string): () => number {
  let state = 2166136261;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/**
 * The engraved rings behind a ticket, its own for each seed: waves laid round three rings, turned several times. A path
 * as in SVG, centred on 0 0, out to `radius`.
 */
export function engraving(seed: string, radius: number): string {
  const next = fractionsOf(seed);
  const bands = [
    [1, 0.68 + next() * 0.06],
    [0.7 + next() * 0.08, 0.36 + next() * 0.06],
    [0.42 + next() * 0.08, 0.12 + next() * 0.06],
  ] as const;
  return bands
    .map(([outer, inner]) => {
      const waves = 9 + Math.floor(next() * 8);
      const turns = 4 + Math.floor(next() * 3);
      const turned = Array.from({ length: turns }, (_, turn) => (turn / turns) * ((2 * Math.PI) / waves));
      return turned
        .map((shift) => ring((radius * (outer + inner)) / 2, (radius * (outer - inner)) / 2, waves, shift))
        .join("");
    })
    .join("");
}

function ring(middle: number, height: number, waves: number, shift: number): string {
  const count = waves * 4;
  const at = (step: number): readonly [number, number] => {
    const angle = (step / count) * 2 * Math.PI;
    const away = middle + height * Math.cos(waves * (angle + shift));
    return [away * Math.cos(angle), away * Math.sin(angle)];
  };
  const write = (x: number, y: number) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const halfway = (step: number) => write((at(step)[0] + at(step + 1)[0]) / 2, (at(step)[1] + at(step + 1)[1]) / 2);
  let path = `M${halfway(-1)}`;
  for (let step = 0; step < count; step++) path += `Q${write(...at(step))} ${halfway(step)}`;
  return `${path}Z`;
}
