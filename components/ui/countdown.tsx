"use client";

import { useEffect, useState } from "react";

/**
 * Minutes and seconds left until `until` (ISO time), counted by this device's clock corrected by `serverNow` (ISO time
 * at which the page was made), so that a wrong clock does not shorten a hold. Hours show only where there are any.
 * `onEnd` runs once at zero.
 */
export function Countdown({
  until,
  serverNow,
  label,
  onEnd,
}: {
  until: string;
  serverNow: string;
  label: string;
  onEnd?: () => void;
}) {
  const [left, setLeft] = useState(() => secondsBetween(serverNow, until));

  useEffect(() => {
    const offset = Date.parse(serverNow) - Date.now();
    let ended = false;
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((Date.parse(until) - Date.now() - offset) / 1000));
      setLeft(seconds);
      if (seconds === 0 && !ended) {
        ended = true;
        clearInterval(timer);
        onEnd?.();
      }
    };
    const timer = setInterval(tick, 1000);
    tick();
    return () => clearInterval(timer);
  }, [until, serverNow, onEnd]);

  return (
    <p className="clock" role="timer" aria-label={label}>
      {clock(left)}
    </p>
  );
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000));
}

/** Seconds as people read a clock: 7:41, 1:07:41. */
export function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (parts[0] === 0) parts.shift();
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
