import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { LocalTime } from "@/components/syndicates/local-time";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { findGame } from "@/server/lotteries/catalogue";

/** The conditions as everybody agreed to them, the ticket's reference, and the reader's own statement. */
export async function Agreed({ view, slug, zone }: { view: SyndicateView; slug: string; zone: string }) {
  const t = await getTranslations("syndicates");
  const { syndicate: one, shares, ticket } = view;
  const isEqual = shares.every(({ weight }) => weight === shares[0]!.weight);
  const isWithin = view.isManager || view.ownShares.length > 0;
  const paper = (file: string, text: string) => (
    <Link href={`/syndicates/${slug}/${file}`} prefetch={false}>
      {text}
    </Link>
  );
  const facts = [
    { term: t("page.lottery"), value: findGame(one.lotteryGame)?.name ?? one.lotteryGame },
    { term: t("page.order"), value: t(one.buyer === "manager" ? "mode.hand" : `mode.${one.mode}`) },
    { term: t("page.price"), value: <Money minor={one.priceMinor} currency={one.currency} /> },
    { term: t("page.divided"), value: t(isEqual ? "page.equally" : "page.byWeight") },
    { term: t("page.cutOff"), value: <LocalTime at={one.cutOffAt.toISOString()} timeZone={zone} /> },
    { term: t("page.ifLeft"), value: t(`rule.${one.unsoldRule}`) },
    ...(ticket
      ? [{ term: t("page.reference"), value: <span className="mono">{ticket.purchase.reference}</span> }]
      : []),
    {
      term: t("page.conditions"),
      value: (
        <>
          {t("page.conditionsVersion", { version: one.conditionsVersion })}
          <span className="hash block">{view.digest}</span>
        </>
      ),
    },
    ...(view.hasStatement ? [{ term: t("page.statement"), value: paper("statement", t("page.statementDo")) }] : []),
    ...(isWithin ? [{ term: t("page.entryForm"), value: paper("entry-form", t("page.entryFormDo")) }] : []),
  ];
  return (
    <section className="mt-5" aria-labelledby="agreed">
      <h2 id="agreed" className="h4 mb-3">
        {t("page.agreed")}
      </h2>
      <Facts tight facts={facts} />
    </section>
  );
}
