import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { ClaimView } from "@/server/games/syndicates/claims/show-claims";
import { formatMoney } from "@/server/kernel/money";

/** How far a claim is, each winner's part of it, and what the figures say of its tax. */
export async function ClaimFacts({
  view: { claim, winners, tax },
  currency,
  names,
}: {
  view: ClaimView;
  currency: string;
  names: ReadonlyMap<string, string>;
}) {
  const [t, format, locale] = [await getTranslations("syndicate-claims"), await getFormatter(), await getLocale()];
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const nameOf = (memberId: string | null) => (memberId && names.get(memberId)) || t("someone");
  const isPaid = claim.state === "paid";
  const rows = winners.map(({ memberId, weight, amountMinor, netMinor, withheldMinor, givenAt }) => [
    nameOf(memberId),
    weight,
    <Money key="part" minor={amountMinor} currency={currency} />,
    ...(isPaid
      ? [
          <Money key="kept" minor={withheldMinor ?? 0} currency={currency} />,
          <Money key="net" minor={netMinor ?? 0} currency={currency} />,
        ]
      : [givenAt ? t("isGiven") : t("isMissing")]),
  ]);
  return (
    <>
      <Facts
        facts={[
          { term: t("prize"), value: <Money minor={claim.amountMinor} currency={currency} /> },
          {
            term: t("stands"),
            value: t(`state.${claim.state}`, { person: nameOf(claim.claimantId), amount: money(claim.paidMinor ?? 0) }),
          },
          {
            term: t("until"),
            value: format.dateTime(claim.claimBy, { dateStyle: "long", timeZone: "UTC" }),
          },
        ]}
      />
      <h3 className="h4 mt-4 mb-2">{t("winners")}</h3>
      <Table
        label={t("winners")}
        columns={[
          { heading: t("winner") },
          { heading: t("weight"), numeric: true },
          { heading: t("part"), numeric: true },
          ...(isPaid
            ? [
                { heading: t("withheld"), numeric: true },
                { heading: t("net"), numeric: true },
              ]
            : [{ heading: t("given") }]),
        ]}
        rows={rows}
      />
      <h3 className="h4 mt-4 mb-2">{t("tax.title")}</h3>
      {tax ? (
        <div className="measure">
          <p>{tax.isReportable ? t("tax.reported", tax.figures.forms) : t("tax.notReported")}</p>
          {tax.withheldMinor > 0 ? <p>{t("tax.withheld", { amount: money(tax.withheldMinor) })}</p> : null}
          <p className="small muted">{t("tax.source", { source: tax.figures.source })}</p>
        </div>
      ) : (
        <p className="measure">{t("tax.none")}</p>
      )}
    </>
  );
}
