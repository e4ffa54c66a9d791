/** Numbers from one to another, both included. `to` null: to the last there is. */
export interface NumberRange {
  from: number;
  to: number | null;
}

export type RangesFault =
  | { code: "malformed"; part: string }
  | { code: "backwards"; part: string }
  | { code: "beyond"; part: string; last: number };

const MOST_RANGES = 200;

/**
 * Reads "1-50, 75, 100-" as ranges of ticket numbers: sorted, joined where they touch, and never beyond `last`, the last
 * number that was sold. An end beyond it is drawn back to it; a beginning beyond it is a fault, since nothing of that
 * part exists. An empty text means all. Without tickets (`last` 0) there are no ranges.
 */
export function readRanges(text: string, last: number): { ranges: NumberRange[] } | { fault: RangesFault } {
  const parts = text
    .replace(/[–—−]/g, "-")
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length > MOST_RANGES) return { fault: { code: "malformed", part: parts[MOST_RANGES]! } };
  if (parts.length === 0) return { ranges: last > 0 ? [{ from: 1, to: last }] : [] };
  const read: Array<{ from: number; to: number }> = [];
  for (const part of parts) {
    const found = /^#?(\d{1,9})?\s*(-)?\s*#?(\d{1,9})?$/.exec(part);
    if (!found || (found[1] === undefined && found[3] === undefined)) return { fault: { code: "malformed", part } };
    const dashed = found[2] !== undefined;
    const from = Number(found[1] ?? 1);
    const to = dashed ? (found[3] === undefined ? last : Number(found[3])) : from;
    if (from < 1 || (!dashed && found[3] !== undefined)) return { fault: { code: "malformed", part } };
    if (from > last) return { fault: { code: "beyond", part, last } };
    if (to < from) return { fault: { code: "backwards", part } };
    read.push({ from, to: Math.min(to, last) });
  }
  read.sort((one, other) => one.from - other.from || one.to - other.to);
  const joined: Array<{ from: number; to: number }> = [];
  for (const range of read) {
    const before = joined.at(-1);
    if (before && range.from <= before.to + 1) before.to = Math.max(before.to, range.to);
    else joined.push({ ...range });
  }
  return { ranges: joined };
}

/** How many numbers the ranges name; none of them is open. */
export function countOf(ranges: readonly NumberRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + ((to ?? from) - from + 1), 0);
}
