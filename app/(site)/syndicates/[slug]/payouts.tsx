import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";

/** Each payment of the lottery's with its parts, so that everybody can do the sum again (S8). */
export async function Payouts({ view: { syndicate: one, shares, names, payouts } }: { view: SyndicateView }) {
  if (payouts.length === 0) return null;
  const t = await getTranslations("syndicates.page");
  const [format, locale] = [await getFormatter(), await getLocale()];
  const weights = new Map(shares.map(({ number, weight }) => [number, weight]));
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <section className="mt-6 measure">
      <h2>{t("payouts")}</h2>
      <p className="muted mb-3">{t("recompute", { total })}</p>
      {payouts.some(({ amountMinor }) => amountMinor < 0) ? <p className="muted mb-3">{t("recomputeBack")}</p> : null}
      {payouts.map((payout) => {
        const isBack = payout.amountMinor < 0;
        const title = t(isBack ? "takenBack" : "payout", {
          amount: formatMoney(Math.abs(payout.amountMinor), one.currency, locale),
          date: format.dateTime(new Date(`${payout.drawDate}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" }),
        });
        return (
          <Fold key={payout.id} title={title} open>
            <Table
              label={title}
              columns={[
                { heading: t("share"), numeric: true },
                { heading: t("owner") },
                { heading: t("weight"), numeric: true },
                { heading: t("part"), numeric: true },
              ]}
              rows={payout.parts.map((part) => [
                part.shareNumber,
                names.get(part.memberId) ?? t("someone"),
                weights.get(part.shareNumber) ?? 0,
                <Money key="part" minor={part.amountMinor} currency={one.currency} />,
              ])}
            />
          </Fold>
        );
      })}
    </section>
  );
}
