"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Stepper } from "@/components/ui/stepper";
import { formatMoney } from "@/server/kernel/money";

/**
 * Asks how many tickets and goes to `action` with `count` in the address; a plain form, so it works without scripts.
 */
export function BuyForm({
  action,
  priceMinor,
  currency,
  max,
  initial = 1,
  cap,
}: {
  action: string;
  priceMinor: number;
  currency: string;
  /** Most tickets one may take now. */
  max: number;
  initial?: number;
  /** All tickets for sale, to say the odds of the first prize; null without a cap. */
  cap: number | null;
}) {
  const t = useTranslations("common.buy");
  const format = useFormatter();
  const locale = useLocale();
  const [count, setCount] = useState(Math.min(initial, max));
  return (
    <form action={action} method="get">
      <div className="buy__line">
        <label className="legend-title" htmlFor="count">
          {t("tickets")}
        </label>
        <Stepper
          id="count"
          name="count"
          min={1}
          max={max}
          initial={initial}
          labels={{ fewer: t("fewer"), more: t("more") }}
          onChange={setCount}
        />
      </div>
      <div className="buy__line">
        <span>{t("total")}</span>
        <output className="buy__total num" htmlFor="count">
          {formatMoney(priceMinor * count, currency, locale)}
        </output>
      </div>
      {cap === null ? null : (
        <p className="odds small">
          {t("odds", { each: format.number(cap), count, yours: format.number(Math.round(cap / count)) })}
        </p>
      )}
      <Button wide>{t("hold", { count })}</Button>
      <p className="caption muted mt-3">{t("nothingCharged")}</p>
    </form>
  );
}
