"use client";

import { useLocale } from "next-intl";
import { formatMoney } from "@/server/kernel/money";
import { useFigures } from "./figures";

/** What is in the pot of a 50/50, now; the line keeps its place until it is known. */
export function LivePot({ id, currency, label }: { id: string; currency: string; label: string }) {
  const pot = useFigures(id)?.potMinor ?? null;
  const locale = useLocale();
  return (
    <p className="measure mb-3">
      {pot === null ? (
        <span aria-hidden="true">&nbsp;</span>
      ) : (
        <>
          {label} <b className="num">{formatMoney(pot, currency, locale)}</b>
        </>
      )}
    </p>
  );
}
