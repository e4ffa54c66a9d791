import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { formatMoney } from "@/server/kernel/money";
import { readReconciliation } from "@/server/tickets/paper/reconcile-raffle";
import type { Difference } from "@/server/tickets/paper/reconciliation";
import { acknowledge } from "../paper-actions";
import { paperScope } from "../paper-scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("reconcile.title") };
}

export default async function ReconcilePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ signed?: string }>;
}) {
  const t = await getTranslations("paper");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const locale = await getLocale();
  const { id } = await params;
  const { by, raffles, books } = await paperScope(`/organisation/raffles/${id}/reconcile`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const view = await readReconciliation(books, by, id);
  const { figures, differences, acknowledged } = view;
  const { currency } = figures;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const stops = differences.filter((one) => one.stops);
  const others = differences.filter((one) => !one.stops);
  const text = ({ code, params: facts }: Difference) => {
    const fill: Record<string, string | number> = { ...facts };
    if (typeof facts.minor === "number") fill.amount = money(facts.minor);
    if (typeof facts.ticketsMinor === "number") fill.tickets = money(facts.ticketsMinor);
    if (typeof facts.ledgerMinor === "number") fill.ledger = money(facts.ledgerMinor);
    return t(`reconcile.difference.${code}`, fill);
  };
  const sum = (of: (one: (typeof figures.origins)[number]) => number) =>
    figures.origins.reduce((total, one) => total + of(one), 0);
  return (
    <Page
      wide
      title={t("reconcile.title")}
      lead={t("reconcile.lead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("reconcile.title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="reconcile" />
      <div className="mb-5 measure">
        {acknowledged?.current ? (
          <Note live={(await searchParams).signed === "1"} title={t("reconcile.done")}>
            <p>
              {t.rich("reconcile.doneText", {
                name: acknowledged.signedAs,
                time: () => (
                  <When as="full" at={acknowledged.acknowledgedAt.toISOString()} timeZone={view.raffle.timeZone} />
                ),
              })}
            </p>
            {acknowledged.note ? <p className="mt-2">{acknowledged.note}</p> : null}
          </Note>
        ) : !view.paper ? (
          <Note kind="plain" title={t("reconcile.noPaper")}>
            <p>{t("reconcile.noPaperText")}</p>
          </Note>
        ) : (
          <Note
            kind={stops.length > 0 ? "bad" : "plain"}
            title={t(stops.length > 0 ? "reconcile.open" : view.closed ? "reconcile.ready" : "reconcile.beforeClose", {
              count: stops.length,
            })}
          >
            <p>
              {t(
                acknowledged
                  ? "reconcile.changed"
                  : stops.length > 0
                    ? "reconcile.openText"
                    : view.closed
                      ? "reconcile.readyText"
                      : "reconcile.beforeCloseText",
              )}
            </p>
          </Note>
        )}
      </div>
      {differences.length > 0 ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("reconcile.differences")}</h2>
          <Table
            label={t("reconcile.differences")}
            columns={[{ heading: t("reconcile.what") }, { heading: t("reconcile.effect") }]}
            rows={[...stops, ...others].map((one) => [
              text(one),
              <Badge key="effect" kind={one.stops ? "closed" : "plain"}>
                {t(one.stops ? "reconcile.waits" : "reconcile.toSay")}
              </Badge>,
            ])}
          />
        </section>
      ) : null}
      <section className="mt-6">
        <h2 className="mb-3">{t("reconcile.sales")}</h2>
        <Table
          label={t("reconcile.sales")}
          columns={[
            { heading: t("reconcile.origin") },
            { heading: t("reconcile.valid"), numeric: true },
            { heading: t("reconcile.amount"), numeric: true },
            { heading: t("reconcile.voided"), numeric: true },
            { heading: t("reconcile.voidedAmount"), numeric: true },
          ]}
          rows={[
            ...figures.origins.map((one) => [
              t(`reconcile.originOf.${one.origin}`),
              format.number(one.validCount),
              <Money key="amount" minor={one.validMinor} currency={currency} />,
              format.number(one.voidedCount),
              <Money key="voided" minor={one.voidedMinor} currency={currency} />,
            ]),
            [
              t("reconcile.total"),
              format.number(sum(({ validCount }) => validCount)),
              <Money key="amount" minor={sum(({ validMinor }) => validMinor)} currency={currency} />,
              format.number(sum(({ voidedCount }) => voidedCount)),
              <Money key="voided" minor={sum(({ voidedMinor }) => voidedMinor)} currency={currency} />,
            ],
          ]}
        />
        <div className="mt-4">
          <Facts
            tight
            facts={[
              {
                term: t("reconcile.ledgerOnline"),
                value: <Money minor={figures.ledgerOnlineMinor} currency={currency} />,
              },
              {
                term: t("reconcile.ledgerOffline"),
                value: <Money minor={figures.ledgerOfflineMinor} currency={currency} />,
              },
              { term: t("reconcile.counter"), value: format.number(figures.issuedCounter) },
            ]}
          />
        </div>
      </section>
      {figures.books.length > 0 ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("reconcile.books")}</h2>
          <Table
            label={t("reconcile.books")}
            columns={[
              { heading: t("books.numbers") },
              { heading: t("entry.seller") },
              { heading: t("books.state") },
              { heading: t("books.sold"), numeric: true },
              { heading: t("books.entered"), numeric: true },
              { heading: t("books.spoiledCount"), numeric: true },
              { heading: t("reconcile.owed"), numeric: true },
              { heading: t("books.money"), numeric: true },
            ]}
            rows={figures.books.map((one) => [
              <span key="book" className="mono">
                {one.book}
              </span>,
              one.seller ?? "–",
              t(`books.stateOf.${one.state}`),
              one.soldCount === null ? "–" : format.number(one.soldCount),
              format.number(one.enteredCount),
              one.spoiledCount === null ? "–" : format.number(one.spoiledCount),
              <Money key="owed" minor={one.enteredMinor} currency={currency} />,
              one.moneyMinor === null ? "–" : <Money key="money" minor={one.moneyMinor} currency={currency} />,
            ])}
          />
        </section>
      ) : null}
      {view.paper && view.closed && stops.length === 0 && !acknowledged?.current && !view.raffle.frozen ? (
        <section className="measure mt-6" aria-labelledby="sign">
          <h2 id="sign" className="mb-3">
            {t("reconcile.sign")}
          </h2>
          <FieldForm
            action={acknowledge}
            start={formStart({ raffleId: id, figures: view.figuresHash })}
            submit={t("reconcile.submit")}
            fields={[
              { kind: "hidden", name: "raffleId" },
              { kind: "hidden", name: "figures" },
              { kind: "reading", label: t("reconcile.statement"), lines: [t("reconcile.statementText")] },
              ...(others.length > 0
                ? [
                    {
                      kind: "lines" as const,
                      name: "note",
                      label: t("reconcile.note"),
                      hint: t("reconcile.noteHint"),
                      rows: 3,
                    },
                  ]
                : []),
              { kind: "text", name: "signedAs", label: t("reconcile.signedAs"), signature: true, autoComplete: "name" },
            ]}
          />
        </section>
      ) : null}
    </Page>
  );
}
