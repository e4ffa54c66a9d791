import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { StatusBadge } from "@/components/organisation/status-badge";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Search } from "@/components/ui/search";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { venueGateways } from "@/server/api/gateway-services";
import { refusalText } from "@/server/api/page";
import { readOrganisationHome } from "@/server/games/raffles/dashboard/read-home";
import type { RaffleStatus } from "@/server/games/raffles/raffle";
import { readAccount } from "@/server/payments/connect-account";
import { sectionsOf } from "@/server/people/authority";
import { ownOrganisations } from "@/server/people/own-organisations";
import type { Section } from "@/server/people/team";
import { connectPayments } from "./actions";
import { organiserScope } from "./scope";
import { sectionOfPath } from "./sections";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("title") };
}

/** The organisation's own pages beside its raffles; who may not use one is not shown the way to it. */
const PARTS = ["letters", "reports", "winners", "areas", "money", "team"];

const ORDER: RaffleStatus[] = [
  "ending-today",
  "active",
  "upcoming",
  "sold-out",
  "expired",
  "suspended",
  "pending-activation",
  "draft",
  "drawn",
  "archived",
];

export default async function OrganisationPage({
  searchParams,
}: {
  searchParams: Promise<{ of?: string; connected?: string; status?: string; q?: string }>;
}) {
  const t = await getTranslations("organisation");
  const own = await getTranslations("running.home");
  const format = await getFormatter();
  const query = await searchParams;
  const { by, raffles, context } = await organiserScope("/organisation", query.of);
  if (query.connected) {
    // Back from the gateway: what it says now counts, not what the address claims.
    const deps = { db: context.db, clock: context.clock, gateways: venueGateways(context) };
    await readAccount(deps, by).catch((error) => refusalText(error, "read-account"));
  }
  const organisations = await ownOrganisations(context.people, by.actor);
  const organisation = organisations.find(({ id }) => id === by.organisationId);
  const status = ORDER.find((one) => one === query.status) ?? "";
  const text = typeof query.q === "string" ? query.q.slice(0, 100) : "";
  const home = await readOrganisationHome(raffles, by, { status, text });
  const sections = sectionsOf(by.actor, by.organisationId);
  const may = (path: string) => {
    const section = sectionOfPath(path);
    return section === null || sections.includes(section as Section);
  };
  const total = Object.values(home.counts).reduce((sum, count) => sum + count, 0);
  const link = (change: Record<string, string>) => {
    const params = new URLSearchParams({ of: by.organisationId, ...(text ? { q: text } : {}), ...change });
    return `/organisation?${params}`;
  };
  const needs = home.attention.length > 0 || home.openClaims > 0;
  return (
    <Page wide title={organisation?.name ?? t("title")} lead={t("lead")}>
      {organisations.length > 1 ? (
        <p className="row mb-4">
          {organisations.map(({ id, name }) => (
            <Link key={id} href={`/organisation?of=${id}`} aria-current={id === by.organisationId ? "true" : undefined}>
              {name}
            </Link>
          ))}
        </p>
      ) : null}
      <nav className="tabs mb-5" aria-label={own("parts")}>
        <Link href={`/organisation?of=${by.organisationId}`} aria-current="page">
          {t("raffles")}
        </Link>
        {PARTS.filter((part) => may(`/organisation/${part}`)).map((part) => (
          <Link key={part} href={`/organisation/${part}?of=${by.organisationId}`}>
            {own(`part.${part}`)}
          </Link>
        ))}
      </nav>
      {organisation?.gatewayReady ? null : (
        <div className="mb-4">
          <Note kind="plain" title={t("gateway.missing")}>
            <p className="mb-3">{t("gateway.missingText")}</p>
            <FieldForm
              action={connectPayments}
              kind="line"
              small
              submit={t("gateway.connect")}
              start={formStart({ organisationId: by.organisationId })}
              fields={[{ kind: "hidden", name: "organisationId" }]}
            />
          </Note>
        </div>
      )}
      {needs ? (
        <section className="mb-6" aria-labelledby="needs">
          <h2 id="needs" className="mb-3">
            {own("needs")}
          </h2>
          <ul className="steps-now">
            {home.attention.map(({ reason, raffles: some }) => (
              <li key={reason}>
                <div>
                  <h3 className="h4">{own(`reason.${reason}`, { count: some.length })}</h3>
                  <p className="row">
                    {some.slice(0, 5).map(({ id, title }) => (
                      <Link key={id} href={`/organisation/raffles/${id}`}>
                        {title}
                      </Link>
                    ))}
                  </p>
                </div>
              </li>
            ))}
            {home.openClaims > 0 ? (
              <li>
                <h3 className="h4">{own("claims", { count: home.openClaims })}</h3>
                <Link
                  className="btn btn--line btn--small"
                  href={`/organisation/winners?of=${by.organisationId}&open=1`}
                >
                  {own("toClaims")}
                </Link>
              </li>
            ) : null}
          </ul>
        </section>
      ) : null}
      <div className="row mb-4">
        <ButtonLink href={`/organisation/raffles/new?of=${by.organisationId}`}>{t("new")}</ButtonLink>
      </div>
      {total === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <>
          <div className="mb-4">
            <Search
              action="/organisation"
              label={own("search")}
              placeholder={own("searchHint")}
              button={own("find")}
              initial={text}
              hidden={{ of: by.organisationId, ...(status ? { status } : {}) }}
            />
          </div>
          <p className="row mb-4">
            <Link href={link({})} aria-current={status === "" ? "true" : undefined}>
              {own("all", { count: total })}
            </Link>
            {ORDER.filter((one) => home.counts[one]).map((one) => (
              <Link key={one} href={link({ status: one })} aria-current={status === one ? "true" : undefined}>
                {t(`status.${one}`)} {format.number(home.counts[one] ?? 0)}
              </Link>
            ))}
          </p>
          {home.rows.length === 0 ? (
            <Empty title={own("noneFound")}>{own("noneFoundText")}</Empty>
          ) : (
            <Table
              label={t("raffles")}
              keys={home.rows.map(({ id }) => id)}
              columns={[
                { heading: t("column.title") },
                { heading: t("column.status") },
                { heading: t("column.sold"), numeric: true },
                { heading: t("column.sales"), numeric: true },
                { heading: t("column.closes") },
              ]}
              rows={home.rows.map((row) => [
                <Link key="title" href={`/organisation/raffles/${row.id}`}>
                  {row.title}
                </Link>,
                <StatusBadge key="status" status={row.status} stopped={row.stopped} />,
                row.facts.ticketCap === null
                  ? format.number(row.facts.issued)
                  : t("soldOf", { sold: row.facts.issued, cap: row.facts.ticketCap }),
                <Money key="sales" minor={row.salesMinor} currency={row.currency} />,
                <When key="closes" at={row.facts.closesAt.toISOString()} timeZone={row.facts.timeZone} />,
              ])}
            />
          )}
        </>
      )}
    </Page>
  );
}
