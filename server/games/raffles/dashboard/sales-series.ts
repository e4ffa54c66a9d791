/** One day of a chart; days without sales are in it. */
export interface SeriesDay {
  day: string; // YYYY-MM-DD
  tickets: number;
  salesMinor: number;
  /** All tickets up to the end of the day. */
  total: number;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 730;

/**
 * The days from the first to the last, none left out, with running totals. `from` and `to` widen it; a range of more
 * than two years keeps its end.
 */
export function salesSeries(
  sales: ReadonlyArray<{ day: string; tickets: number; salesMinor: number }>,
  from: string,
  to: string,
): SeriesDay[] {
  const days = sales.map(({ day }) => day);
  const first = [from, ...days].sort()[0]!;
  const last = [to, ...days].sort().at(-1)!;
  const byDay = new Map(sales.map((one) => [one.day, one]));
  const end = Date.parse(`${last}T00:00:00Z`);
  const series: SeriesDay[] = [];
  let total = 0;
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end; at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const { tickets = 0, salesMinor = 0 } = byDay.get(day) ?? {};
    total += tickets;
    series.push({ day, tickets, salesMinor, total });
  }
  return series.slice(-MOST_DAYS);
}
