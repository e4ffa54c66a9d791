"use client";

import { SoldLine } from "@/components/raffles/sold-line";
import { SoldShare } from "@/components/raffles/sold-share";
import { useFigures } from "./figures";

/** The share sold, now. Shared pages hold no counters; until they are there the line stands empty. */
export function LiveSold({ id, cap, line = false }: { id: string; cap: number | null; line?: boolean }) {
  const figures = useFigures(id);
  if (!figures) {
    return (
      <>
        <hr className="soldless" />
        <p aria-hidden="true">
          <span>&nbsp;</span>
        </p>
      </>
    );
  }
  if (line && cap !== null) return <SoldLine sold={figures.sold} cap={cap} />;
  return <SoldShare sold={figures.sold} cap={cap} />;
}
