import { cpus, totalmem } from "node:os";

/** One figure: ours against a peer, in one run. `ratio` is ours over the peer's in the direction the unit says. */
export interface Figure {
  name: string;
  ours: number;
  peer: number | null;
  ratio: number | null;
  unit: string;
  n: number;
  note?: string;
}

export type WriteFigure = (figure: Figure) => void;

const round = (value: number) => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(4)));

export function figure(
  name: string,
  ours: number,
  peer: number | null,
  unit: string,
  n: number,
  note?: string,
): Figure {
  return {
    name,
    ours: round(ours),
    peer: peer === null ? null : round(peer),
    ratio: peer === null || peer === 0 ? null : round(ours / peer),
    unit,
    n,
    ...(note ? { note } : {}),
  };
}

/** What the figures were measured on, for the results that are kept. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

/** The middle value; ratios are quoted as medians because machines are shared and noisy. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
