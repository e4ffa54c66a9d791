import type { ReactNode } from "react";

/** Choices a cover makes, always the same for the same seed. */
export interface Variation {
  /** A number from 0 up to 1. */
  next: () => number;
  between: (low: number, high: number) => number;
  /** One of the list, which must not be empty. */
  pick: <T>(from: readonly T[]) => T;
}

/** Choices from any text, e.g. a raffle's id: FNV-1a into mulberry32. For drawings only, never for draws. */
export function variationOf(seed: string): Variation {
  let state = 0x811c9dc5;
  for (let index = 0; index < seed.length; index++) state = Math.imul(state ^ seed.charCodeAt(index), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (low, high) => Math.round((low + next() * (high - low)) * 10) / 10,
    pick: (from) => from[Math.floor(next() * from.length)]!,
  };
}

/** The colours of covers; each has its night in the dark, see tokens.css. */
export const art = {
  sky: "var(--art-sky)",
  far: "var(--art-far)",
  mid: "var(--art-mid)",
  deep: "var(--art-deep)",
  ink: "var(--art-ink)",
  paper: "var(--art-paper)",
  brass: "var(--art-brass)",
  brassDeep: "var(--art-brass-deep)",
} as const;

/** An engraved flat: horizontal lines from `top` to `bottom`, growing from `thin` to `thick` in four bands. */
export function Lines({
  top,
  bottom,
  left = 0,
  right = 600,
  stroke = art.far,
  thin = 0.5,
  thick = 1.8,
  gap = 9.6,
  opacity,
}: {
  top: number;
  bottom: number;
  left?: number;
  right?: number;
  stroke?: string;
  thin?: number;
  thick?: number;
  gap?: number;
  opacity?: number;
}) {
  const count = Math.max(1, Math.round((bottom - top) / gap) + 1);
  const bands = 4;
  return (
    <g stroke={stroke} fill="none" opacity={opacity}>
      {Array.from({ length: bands }, (_, band) => {
        let d = "";
        for (let line = Math.ceil((band * count) / bands); line < ((band + 1) * count) / bands; line++)
          d += `M${left} ${Math.round((top + line * gap) * 10) / 10}H${right}`;
        return (
          <path key={band} d={d} strokeWidth={Math.round((thin + ((thick - thin) * band) / (bands - 1)) * 10) / 10} />
        );
      })}
    </g>
  );
}

/** Ground and engraved sky down to the horizon. */
export function Sky({ horizon = 400 }: { horizon?: number }) {
  return (
    <>
      <path d="M0 0H600V400H0z" fill={art.sky} />
      <Lines top={14} bottom={horizon - 8} />
    </>
  );
}

/** A sun, in the dark a moon, cut by lines of the sky that grow downwards. */
export function Sun({ x, y, r }: { x: number; y: number; r: number }) {
  return (
    <>
      <circle cx={x} cy={y} r={r} fill={art.brass} />
      <g stroke={art.sky} fill="none">
        {[-0.3, 0, 0.28, 0.54, 0.78].map((share, line) => (
          <path
            key={share}
            d={`M${x - r - 2} ${Math.round(y + share * r)}h${2 * r + 4}`}
            strokeWidth={1 + line * 1.1}
          />
        ))}
      </g>
    </>
  );
}

/** Water: rows of swell that widen towards the viewer. */
export function Waves({
  top,
  bottom = 396,
  rows,
  stroke = art.paper,
  opacity = 0.55,
}: {
  top: number;
  bottom?: number;
  rows: number;
  stroke?: string;
  opacity?: number;
}) {
  return (
    <g stroke={stroke} opacity={opacity} fill="none">
      {Array.from({ length: rows }, (_, row) => {
        const share = rows === 1 ? 0 : row / (rows - 1);
        const half = Math.round(65 + share * 95) / 10;
        const swell = Math.round(15 + share * 35) / 10;
        const y = Math.round((top + (bottom - top) * share ** 1.35) * 10) / 10;
        const start = -Math.round(((row * 17) % (4 * half)) * 10) / 10;
        // After the first curve each smooth one mirrors it: crest and trough by turns.
        const d = `M${start} ${y}q${half} ${-swell} ${2 * half} 0${`t${2 * half} 0`.repeat(Math.ceil((600 - start) / (2 * half)))}`;
        return <path key={row} d={d} strokeWidth={Math.round((0.8 + share * 1.2) * 10) / 10} />;
      })}
    </g>
  );
}

/** A slender tree on its foot at `x`, `y`. */
export function Cypress({ x, y, scale = 1 }: { x: number; y: number; scale?: number }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <path d="M-3 0V-30H3V0z" fill={art.ink} />
      <path d="M0 -150C18 -112 22 -60 14 -22H-14C-22 -60 -18 -112 0 -150Z" fill={art.deep} />
      <path d="M0 -140V-26M-6 -100V-30M6 -100V-30" stroke={art.mid} strokeWidth="1.2" fill="none" />
    </g>
  );
}

/** A fir on its foot at `x`, `y`. */
export function Fir({ x, y, scale = 1, fill = art.deep }: { x: number; y: number; scale?: number; fill?: string }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <path d="M-3 0V-14H3V0Z" fill={art.ink} />
      <path d="M0 -150L16 -112H9L25 -76H14L34 -38H18L40 -10H-40L-18 -38H-34L-14 -76H-25L-9 -112H-16Z" fill={fill} />
      <path d="M0 -132V-14" stroke={art.mid} strokeWidth="1.2" opacity=".6" />
    </g>
  );
}

/** Draws its content mirrored where the variation says so; nothing with letters may stand in it. */
export function Mirrored({ when, children }: { when: boolean; children: ReactNode }) {
  return when ? <g transform="translate(600 0) scale(-1 1)">{children}</g> : children;
}
