"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";

/**
 * How long it is until `until` (ISO time): days and hours, below a day hours and minutes, in the reader's language. It is
 * counted by this device's clock corrected by `serverNow`, and looked at again every few seconds.
 */
export function TimeLeft({ until, serverNow }: { until: string; serverNow: string }) {
  const locale = useLocale();
  const [left, setLeft] = useState(() => Date.parse(until) - Date.parse(serverNow));
  useEffect(() => {
    const offset = Date.parse(serverNow) - Date.now();
    const tick = () => setLeft(Date.parse(until) - Date.now() - offset);
    const timer = setInterval(tick, 5_000);
    tick();
    return () => clearInterval(timer);
  }, [until, serverNow]);
  return <span className="num nowrap">{timeLeftText(Math.max(0, left), locale)}</span>;
}

/** `2 days 5 hr`, `5 hr 12 min`, `12 min`; minutes are rounded up, so that it never says less than is left. */
export function timeLeftText(leftMs: number, locale: string): string {
  const minutes = Math.ceil(leftMs / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const unit = (value: number, name: "day" | "hour" | "minute") =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: name === "day" ? "long" : "short" }).format(
      value,
    );
  if (days > 0) return hours > 0 ? `${unit(days, "day")} ${unit(hours, "hour")}` : unit(days, "day");
  if (hours > 0) return rest > 0 ? `${unit(hours, "hour")} ${unit(rest, "minute")}` : unit(hours, "hour");
  return unit(rest, "minute");
}
