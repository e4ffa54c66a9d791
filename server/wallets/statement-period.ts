/** From one moment to another, which is not in it any more. */
export interface Period {
  from: Date;
  until: Date;
}

const DAY_MS = 86_400_000;

/** A day as a form writes it, `YYYY-MM-DD`, at its beginning in UTC; null for what is none. */
function dayOf(text: string | undefined): Date | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text ? null : day;
}

/**
 * The period between two days, both in it; open where one is missing or no day. Days that stand the wrong way round are turned.
 */
export function periodOf(from: string | undefined, to: string | undefined): Period {
  const begin = dayOf(from);
  const last = dayOf(to);
  const [a, b] = begin && last && last < begin ? [last, begin] : [begin, last];
  return { from: a ?? new Date(0), until: b ? new Date(b.getTime() + DAY_MS) : new Date("9999-12-31") };
}
