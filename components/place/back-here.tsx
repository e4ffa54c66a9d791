"use client";

import type { MouseEvent, ReactNode } from "react";

function keepWayBack(event: MouseEvent<HTMLAnchorElement>): void {
  event.currentTarget.href = `/place?back=${encodeURIComponent(`${location.pathname}${location.search}`)}`;
}

/** The way to the place chooser and back to the address in the browser, which a shared page does not know. */
export function BackHere({ children }: { children: ReactNode }) {
  return (
    <a href="/place" onClick={keepWayBack}>
      {children}
    </a>
  );
}
