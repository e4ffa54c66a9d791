"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { formatMoney } from "@/server/kernel/money";
import type { SaleChoices } from "@/server/tickets/read-choices";

/** A count for each prize of a tray, with how many tickets are on it and what one more would be worth (B3). */
export function TrayPlaces({
  choices,
  initial,
  most,
}: {
  choices: SaleChoices;
  initial: Readonly<Record<string, number>>;
  most: number;
}) {
  const t = useTranslations("selling.tray");
  const words = useTranslations("checkout");
  const locale = useLocale();
  const [places, setPlaces] = useState(initial);
  const count = Object.values(places).reduce((sum, one) => sum + one, 0);
  return (
    <fieldset className="field">
      <legend>{t("title")}</legend>
      <span className="hint">{t("text")}</span>
      <div className="tray">
        {choices.pools.map(({ drawingId, heading, placed, oddsNow }) => (
          <Field
            key={drawingId}
            name={`place-${drawingId}`}
            label={t("field", { heading })}
            hint={
              placed === 0 || !oddsNow
                ? t("placedNone")
                : t("placed", {
                    count: placed,
                    odds: words(oddsNow.exact ? "oneIn" : "aboutOneIn", { count: oddsNow.oneIn }),
                  })
            }
            type="number"
            inputMode="numeric"
            min={0}
            max={most}
            width="small"
            defaultValue={initial[drawingId] || ""}
            onChange={(event) => {
              const typed = Number.parseInt(event.target.value, 10);
              setPlaces({ ...places, [drawingId]: Math.max(typed || 0, 0) });
            }}
          />
        ))}
      </div>
      <p className="num mt-3" role="status">
        {t("sum", { count, amount: formatMoney(count * choices.priceMinor, choices.currency, locale) })}
      </p>
    </fieldset>
  );
}
