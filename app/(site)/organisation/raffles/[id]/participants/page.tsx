import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { CountMap } from "@/components/maps/count-map";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { Page } from "@/components/people/page";
import { Crumbs } from "@/components/ui/crumbs";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Pagination } from "@/components/ui/pagination";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { PEOPLE_PER_PAGE, readParticipation } from "@/server/games/raffles/dashboard/read-participation";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.participation"))("title") };
}

interface Sent {
  state?: string | string[];
  county?: string | string[];
  municipality?: string | string[];
  people?: string | string[];
  page?: string | string[];
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)?.slice(0, 300);

export default async function ParticipantsPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<Sent>;
}) {
  const t = await getTranslations("running.participation");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const sent = await searchParams;
  const base = `/organisation/raffles/${id}/participants`;
  const { by, raffles } = await raffleScope(base, id);
  const state = one(sent.state);
  const county = state === undefined ? undefined : one(sent.county);
  const municipality = county === undefined ? undefined : one(sent.municipality);
  const page = Math.max(1, Math.trunc(Number(one(sent.page)) || 1));
  const where = { state, county, municipality, people: one(sent.people) === "1", page };
  const view = await readParticipation(raffles, by, id, where);
  const { raffle, tier, rows, totals, names } = view;
  const { currency, timeZone } = raffle.draft;
  const link = (change: Record<string, string | undefined>) => {
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries({ state, county, municipality, ...change })) {
      if (value !== undefined) query.set(key, value);
    }
    return query.size > 0 ? `${base}?${query}` : base;
  };
  const title = (name: string) => name || t("unknown");
  const trail = [
    { href: link({ state: undefined, county: undefined, municipality: undefined }), text: t("everywhere") },
    ...(state === undefined
      ? []
      : [{ href: link({ county: undefined, municipality: undefined }), text: title(names.state) }]),
    ...(county === undefined ? [] : [{ href: link({ municipality: undefined }), text: title(names.county) }]),
    ...(municipality === undefined ? [] : [{ text: title(names.municipality) }]),
  ];
  const next = (key: string) =>
    tier === "state" ? link({ state: key }) : tier === "county" ? link({ county: key }) : link({ municipality: key });
  const share = (tickets: number) =>
    format.number(totals.tickets === 0 ? 0 : tickets / totals.tickets, { style: "percent", maximumFractionDigits: 1 });
  return (
    <Page
      wide
      title={t("title")}
      lead={raffle.draft.title}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="participants" />
      {raffle.facts.issued - raffle.voided === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <>
          {state === undefined && !where.people ? null : <Crumbs trail={trail} />}
          {tier === "county" && state ? (
            <div className="map-half mb-5">
              <CountMap
                stateId={state}
                counts={Object.fromEntries(rows.map(({ key, tickets }) => [key, tickets]))}
                heading={t("tickets")}
                linkOf={(countyId) => link({ county: countyId })}
              />
            </div>
          ) : null}
          {tier === "people" ? (
            <>
              <Table
                label={t("people")}
                keys={view.people.map(({ memberId }) => memberId)}
                columns={[
                  { heading: t("name") },
                  { heading: t("email") },
                  { heading: t("city") },
                  { heading: t("tickets"), numeric: true },
                  { heading: t("sales"), numeric: true },
                  { heading: t("last") },
                ]}
                rows={view.people.map((person) => [
                  person.name,
                  person.email,
                  `${person.city} ${person.postalCode}`,
                  format.number(person.tickets),
                  <Money key="sales" minor={person.salesMinor} currency={currency} />,
                  <When key="last" at={new Date(person.lastAt).toISOString()} timeZone={timeZone} />,
                ])}
              />
              <Pagination
                page={page}
                pageCount={Math.max(1, Math.ceil(view.peopleCount / PEOPLE_PER_PAGE))}
                hrefOf={(at) => link({ people: where.people ? "1" : undefined, page: String(at) })}
              />
            </>
          ) : (
            <>
              <Table
                label={t(tier)}
                keys={rows.map(({ key }) => key)}
                columns={[
                  { heading: t(tier) },
                  { heading: t("participants"), numeric: true },
                  { heading: t("tickets"), numeric: true },
                  { heading: t("share"), numeric: true },
                  { heading: t("sales"), numeric: true },
                ]}
                rows={[
                  ...rows.map((row) => [
                    <Link key="name" href={next(row.key)}>
                      {title(row.name)}
                    </Link>,
                    format.number(row.participants),
                    format.number(row.tickets),
                    share(row.tickets),
                    <Money key="sales" minor={row.salesMinor} currency={currency} />,
                  ]),
                  [
                    t("total"),
                    format.number(totals.participants),
                    format.number(totals.tickets),
                    share(totals.tickets),
                    <Money key="sales" minor={totals.salesMinor} currency={currency} />,
                  ],
                ]}
              />
              <p className="muted small mt-3">{t("note")}</p>
            </>
          )}
          <p className="row mt-4 noprint">
            {tier === "people" ? null : <Link href={link({ people: "1" })}>{t("showPeople")}</Link>}
            <Link href={`/organisation/raffles/${id}/reports?kind=participants`}>{t("build")}</Link>
            <Link href={`/organisation/letters/new?raffle=${id}&of=${by.organisationId}`}>{t("write")}</Link>
          </p>
        </>
      )}
    </Page>
  );
}
