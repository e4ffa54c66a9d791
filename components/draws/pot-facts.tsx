import { useFormatter, useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import type { DrawView } from "@/server/draws/draw-view";

/** The pot that is drawn in place of prizes, with the sales it comes from. Fixed at the freeze. */
export function PotFacts({ view }: { view: DrawView }) {
  const t = useTranslations("draws.pot");
  const format = useFormatter();
  const { pot } = view;
  if (!pot) return null;
  return (
    <section className="section" aria-labelledby="po">
      <h2 id="po">{t("title")}</h2>
      <p className="mt-2 measure">{pot.kind === "conversion" ? t("conversion") : t("fifty")}</p>
      <div className="mt-3">
        <Facts
          facts={[
            { term: t("sales"), value: <Money minor={pot.salesMinor} currency={pot.currency} /> },
            {
              term: t("share"),
              value: format.number(pot.shareBasisPoints / 10_000, { style: "percent", maximumFractionDigits: 2 }),
            },
            { term: t("pot"), value: <Money minor={pot.potMinor} currency={pot.currency} /> },
          ]}
        />
      </div>
    </section>
  );
}
