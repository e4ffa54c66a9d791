/** A moment in a time zone from what a date field sends, `YYYY-MM-DDTHH:MM`; an invalid date where there is none. */
export function parseLocalTime(text: string, timeZone: string): Date {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/.exec(text.trim());
  if (!parts) return new Date(Number.NaN);
  const wanted = Date.parse(`${text.trim().slice(0, 16)}:00Z`);
  let at = wanted;
  // The offset depends on the moment that is looked for; two rounds settle it, also across a change of the clocks.
  for (let round = 0; round < 2; round++) at = wanted - offsetMs(new Date(at), timeZone);
  return new Date(at);
}

/** A moment as a date field shows it in a time zone. */
export function localTimeText(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

function offsetMs(at: Date, timeZone: string): number {
  if (Number.isNaN(at.getTime())) return 0;
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** An amount as people write it ("1,250.50", "$25") in minor units; not a number where it is none. */
export function parseAmount(text: string): number {
  const plain = text
    .trim()
    .replace(/^\$/, "")
    .replace(/,(?=\d{3})/g, "");
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return Number.NaN;
  return Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

export function amountText(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2);
}

/** A whole number, null where the field is empty, not a number where it is none. */
export function parseCount(text: string): number | null {
  const plain = text.trim().replace(/,(?=\d{3})/g, "");
  if (!plain) return null;
  return /^\d{1,9}$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A share as people write it ("2.9", "50 %") in basis points; not a number where it is none, or has finer parts. */
export function parsePercent(text: string): number {
  const parts = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%?$/.exec(text.trim());
  if (!parts) return Number.NaN;
  return Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

export function percentText(basisPoints: number): string {
  return basisPoints % 100 === 0 ? String(basisPoints / 100) : String(Number((basisPoints / 100).toFixed(2)));
}
