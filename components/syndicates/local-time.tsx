"use client";

import { useFormatter } from "next-intl";
import { useEffect, useState } from "react";

/** A moment in the reader's own time zone, which is named; before scripts run, and without them, in the given one. */
export function LocalTime({ at, timeZone }: { at: string; timeZone: string }) {
  const format = useFormatter();
  const [zone, setZone] = useState(timeZone);
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return (
    <time dateTime={at}>
      {format.dateTime(new Date(at), {
        timeZone: zone,
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "numeric",
        minute: "2-digit",
        timeZoneName: "short",
      })}
    </time>
  );
}
