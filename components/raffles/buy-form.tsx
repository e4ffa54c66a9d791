"use client";

import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Stepper } from "@/components/ui/stepper";
import { formatMoney } from "@/server/kernel/money";
import { type Odds, oddsOfWinning } from "@/server/tickets/odds";
import { pricePerTicket } from "@/server/tickets/price";

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
  winners = 1,
  levels = [],
}: {
  action: string;
  priceMinor: number;
  currency: string;
  /** Most tickets one may take now. */
  max: number;
  initial?: number;
  /** All tickets for sale, to say the odds of the first prize; null without a cap. */
  cap: number | null;
  /** How many win the first prize. */
  winners?: number;
  /** Bundles; somebody who wants one chooses it where tickets are set aside. */
  levels?: ReadonlyArray<{ count: number; priceMinor: number }>;
}) {
  const t = useTranslations("common.buy");
  const locale = useLocale();
  const [count, setCount] = useState(Math.min(initial, max));
  // A level of one ticket is the price that stands above.
  const bundles = levels.filter((level) => level.count > 1);
  const each = cap === null ? null : oddsOfWinning(1, winners, cap);
  const yours = cap === null ? null : oddsOfWinning(count, winners, cap);
  const oneIn = (odds: Odds) => t(odds.exact ? "oneIn" : "aboutOneIn", { count: odds.oneIn });
  return (
    <form action={action} method="get">
      <div className="buy__line">
        <label className="legend-title" htmlFor="count">
          {t("tickets")}
        </label>
        {max > 1 ? (
          <Stepper
            id="count"
            name="count"
            min={1}
            max={max}
            initial={initial}
            labels={{ fewer: t("fewer"), more: t("more") }}
            onChange={setCount}
          />
        ) : (
          // Where one is all there is to have, there is nothing to set.
          <>
            <input type="hidden" name="count" value={1} />
            <output id="count" className="num">
              {1}
            </output>
          </>
        )}
      </div>
      <div className="buy__line">
        <span>{t("total")}</span>
        <output className="buy__total num" htmlFor="count">
          {formatMoney(priceMinor * count, currency, locale)}
        </output>
      </div>
      {bundles.length > 0 ? <Bundles levels={bundles} currency={currency} /> : null}
      {each && yours ? (
        <p className="odds small">{t("odds", { each: oneIn(each), count, yours: oneIn(yours) })}</p>
      ) : null}
      <Button wide>{t("hold", { count })}</Button>
      <p className="caption muted mt-3">{t("nothingCharged")}</p>
    </form>
  );
}

/** What bundles cost; how many are left of them is said where they are chosen (B1). */
function Bundles({
  levels,
  currency,
}: {
  levels: ReadonlyArray<{ count: number; priceMinor: number }>;
  currency: string;
}) {
  const t = useTranslations("selling.price");
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, currency, locale);
  return (
    <ul className="small mb-3">
      {levels.map(({ count, priceMinor }) => (
        <li key={count}>
          {t("bundle", {
            count,
            price: money(priceMinor),
            each: money(pricePerTicket(priceMinor, count).at(-1) ?? 0),
          })}
        </li>
      ))}
    </ul>
  );
}
