import { timeZoneOf } from "@/server/areas/time-zones";
import { countryOf } from "@/server/areas/tree";

/** Calendar dates here are ISO 8601, `YYYY-MM-DD`. */
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Year, month and day of a date that exists in the calendar, or null. */
export function parseDate(text: string): { year: number; month: number; day: number } | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  if (month < 1 || month > 12 || day < 1) return null;
  const length = month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day <= length ? { year, month, day } : null;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/**
 * Age in whole years on a date (J7). A year is completed on the birthday; who was born on 29 February completes it on
 * 1 March in other years. Negative before birth. Throws on a date that does not exist.
 */
export function ageOn(birthDate: string, on: string): number {
  const birth = parseDate(birthDate);
  const day = parseDate(on);
  if (!birth || !day) throw new RangeError("A date is written YYYY-MM-DD and exists in the calendar.");
  // Comparing month and day does what the rule asks: 28 February comes before 29 February, 1 March after it.
  const reached = day.month > birth.month || (day.month === birth.month && day.day >= birth.day);
  return day.year - birth.year - (reached ? 0 : 1);
}

/** The calendar date at an instant in a time zone. */
export function localDate(at: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone in which every date begins last on earth: used where an area's own zone is not known. */
const LAST_TO_CHANGE = "Etc/GMT+12";

/**
 * The earliest local date among the areas concerned (J7): a birthday counts only once it has begun in all of them.
 * The zone is known for each state; a country that spans zones counts by the last of them unless a state of it is
 * named too, an area without any known zone by the last on earth.
 */
export function earliestDate(at: Date, areas: Iterable<string>, stateOf: (area: string) => readonly string[]): string {
  const zones = new Set<string>();
  const countriesWithState = new Set<string>();
  const countries = new Set<string>();
  for (const area of areas) {
    if (area === countryOf(area)) {
      countries.add(area);
      continue;
    }
    const states = stateOf(area);
    countriesWithState.add(countryOf(area));
    if (states.length === 0) zones.add(timeZoneOf(area) ?? LAST_TO_CHANGE);
    for (const state of states) zones.add(timeZoneOf(state) ?? LAST_TO_CHANGE);
  }
  for (const country of countries) if (!countriesWithState.has(country)) zones.add(LAST_TO_CHANGE);
  if (zones.size === 0) zones.add(LAST_TO_CHANGE);
  return [...zones].map((zone) => localDate(at, zone)).sort()[0]!;
}
