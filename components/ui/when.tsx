import { useFormatter } from "next-intl";

/**
 * A time as people read it where the raffle runs. `at` is an ISO time; `timeZone` the raffle's.
 * day: Sat, Dec 12 · date: December 12, 2026 · moment: Sat, Dec 12, 7:00 PM ·
 * stamp: Dec 12, 2026, 19:00 (tickets and receipts carry a 24-hour time) · full: Saturday, December 12, 2026 at 7:00 PM EST
 */
export function When({
  at,
  timeZone,
  as = "moment",
}: {
  at: string;
  timeZone: string;
  as?: "day" | "date" | "moment" | "stamp" | "full";
}) {
  const format = useFormatter();
  return <time dateTime={at}>{format.dateTime(new Date(at), { timeZone, ...shapes[as] })}</time>;
}

const shapes = {
  day: { weekday: "short", day: "numeric", month: "short" },
  date: { day: "numeric", month: "long", year: "numeric" },
  moment: { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  stamp: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  full: {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "short",
  },
} as const;
