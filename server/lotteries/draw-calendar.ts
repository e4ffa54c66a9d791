import { localDate, parseDate } from "@/server/jurisdiction/age";
import { rulesOn } from "./catalogue";
import type { LotteryGame, Weekday } from "./game";

/** A draw as the rules of its date plan it. A lottery may postpone it; the lottery's own word then counts. */
export interface PlannedDraw {
  readonly gameId: string;
  readonly date: string;
  /** Null where the time of the draw is not known. */
  readonly drawAt: Date | null;
  /** From this instant on nothing is sold, and nothing cancelled. */
  readonly closesAt: Date;
}

const WEEKDAYS: readonly Weekday[] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const DAY_MS = 86_400_000;

/** The weekday of a calendar date. */
export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]!;
}

export function nextDate(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetMs(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute, parts.second);
  return local - Math.floor(at / 1000) * 1000;
}

/**
 * The instant at which clocks in `timeZone` show `time` (`HH:MM`) on `date`, summer time included. A time that the clocks
 * pass over in spring is taken with the offset of before; one that comes twice in autumn is the first.
 */
export function zonedInstant(date: string, time: string, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const before = offsetMs(wanted - DAY_MS, timeZone);
  const after = offsetMs(wanted + DAY_MS, timeZone);
  const first = wanted - before;
  if (before === after || offsetMs(first, timeZone) === before) return new Date(first);
  const second = wanted - after;
  return new Date(offsetMs(second, timeZone) === after ? second : first);
}

/** The draw of a date, or null where the game has none by its rules: a weekday without one, or a date without rules. */
export function drawOn(game: LotteryGame, date: string): PlannedDraw | null {
  const rules = rulesOn(game, date);
  if (!rules || !parseDate(date)) return null;
  const { days, timeZone, closingTimeZone } = rules.schedule;
  const row = days.find(({ day }) => day === weekdayOf(date));
  if (!row) return null;
  return {
    gameId: game.id,
    date,
    drawAt: row.drawAt === null ? null : zonedInstant(date, row.drawAt, timeZone),
    closesAt: zonedInstant(date, row.closesAt, closingTimeZone ?? timeZone),
  };
}

/** The next `count` draws whose sales are open at `now`, by the plan. Fewer where the rules end before. */
export function openDraws(game: LotteryGame, now: Date, count: number): PlannedDraw[] {
  const found: PlannedDraw[] = [];
  const timeZone = game.versions.at(-1)!.schedule.timeZone;
  let date = localDate(now, timeZone);
  // A closing clock of another zone may stand a day behind.
  date = new Date(Date.parse(`${date}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
  for (let looked = 0; found.length < count && looked < count * 7 + 14; looked++, date = nextDate(date)) {
    const draw = drawOn(game, date);
    if (draw && draw.closesAt > now) found.push(draw);
  }
  return found;
}
