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
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { refusalText } from "@/server/api/page";
import { gatewayOf } from "@/server/api/ticket-services";
import { statusOf } from "@/server/games/raffles/raffle";
import { ownRaffles } from "@/server/games/raffles/suspend-raffle";
import { readAccount } from "@/server/payments/connect-account";
import { ownOrganisations } from "@/server/people/own-organisations";
import { connectPayments } from "./actions";
import { organiserScope } from "./scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("title") };
}

export default async function OrganisationPage({
  searchParams,
}: {
  searchParams: Promise<{ of?: string; connected?: string }>;
}) {
  const t = await getTranslations("organisation");
  const format = await getFormatter();
  const { of, connected } = await searchParams;
  const { by, raffles, context } = await organiserScope("/organisation", of);
  if (connected) {
    // Back from the gateway: what it says now counts, not what the address claims.
    const deps = { db: context.db, clock: context.clock, gateway: gatewayOf(context) };
    await readAccount(deps, by).catch((error) => refusalText(error, "read-account"));
  }
  const organisations = await ownOrganisations(context.people, by.actor);
  const own = organisations.find(({ id }) => id === by.organisationId);
  const rows = await ownRaffles(raffles, by);
  const now = context.clock.now();
  return (
    <Page wide title={own?.name ?? t("title")} lead={t("lead")}>
      {organisations.length > 1 ? (
        <p className="row mb-4">
          {organisations.map(({ id, name }) => (
            <Link key={id} href={`/organisation?of=${id}`} aria-current={id === by.organisationId ? "true" : undefined}>
              {name}
            </Link>
          ))}
        </p>
      ) : null}
      {own?.gatewayReady ? null : (
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
      <p className="mb-4">
        <ButtonLink href={`/organisation/raffles/new?of=${by.organisationId}`}>{t("new")}</ButtonLink>
      </p>
      {rows.length === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <Table
          label={t("raffles")}
          keys={rows.map(({ id }) => id)}
          columns={[
            { heading: t("column.title") },
            { heading: t("column.status") },
            { heading: t("column.sold"), numeric: true },
            { heading: t("column.sales"), numeric: true },
            { heading: t("column.closes") },
          ]}
          rows={rows.map((row) => [
            <Link key="title" href={`/organisation/raffles/${row.id}`}>
              {row.title}
            </Link>,
            <StatusBadge key="status" status={statusOf(row.facts, now)} stopped={row.stopped} />,
            row.facts.ticketCap === null
              ? format.number(row.facts.issued)
              : t("soldOf", { sold: row.facts.issued, cap: row.facts.ticketCap }),
            <Money key="sales" minor={row.salesMinor} currency={row.currency} />,
            <When key="closes" at={row.facts.closesAt.toISOString()} timeZone={row.facts.timeZone} />,
          ])}
        />
      )}
    </Page>
  );
}
