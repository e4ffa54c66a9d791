"use client";

import { useLocale, useTranslations } from "next-intl";
import { Check } from "@/components/ui/check";
import { FieldGroup } from "@/components/ui/field";
import { formatMoney } from "@/server/kernel/money";
import { pricePerTicket } from "@/server/tickets/price";
import type { SaleChoices } from "@/server/tickets/read-choices";

/** Single tickets, or one of the bundles with what is left of it (B1). */
export function ChoosePrice({ choices, chosen }: { choices: SaleChoices; chosen: string }) {
  const t = useTranslations("selling.price");
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, choices.currency, locale);
  const single = choices.levels.some((level) => level.count === 1);
  const sold = choices.levels.filter((level) => level.left !== 0).map((level) => level.id);
  const first = single ? (sold[0] ?? "") : "";
  const checked = sold.includes(chosen) ? chosen : first;
  return (
    <FieldGroup legend={t("legend")}>
      {single ? null : (
        <Check type="radio" name="level" value="" defaultChecked={checked === ""}>
          {t("plain", { price: money(choices.priceMinor) })}
        </Check>
      )}
      {choices.levels.map(({ id, count, priceMinor, left }) => (
        <Check key={id} type="radio" name="level" value={id} disabled={left === 0} defaultChecked={checked === id}>
          <span className={left === 0 ? "muted num" : "num"}>
            {[
              t("bundle", {
                count,
                price: money(priceMinor),
                each: money(pricePerTicket(priceMinor, count).at(-1) ?? 0),
              }),
              ...(left === null ? [] : [left === 0 ? t("gone") : t("left", { left })]),
            ].join(" · ")}
          </span>
        </Check>
      ))}
    </FieldGroup>
  );
}
