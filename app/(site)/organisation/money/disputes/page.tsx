import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { listDisputes } from "@/server/tickets/answer-dispute";
import type { DisputeRow } from "@/server/tickets/dispute-store";
import { moneyScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("disputes"))("title") };
}

/** Payments that buyers dispute at their bank (B8), those that wait for an answer first. */
export default async function DisputesPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("disputes");
  const format = await getFormatter();
  const { by, payments } = await moneyScope((await searchParams).of);
  const rows = await listDisputes(payments, by);
  const wordFor = (reason: string) => (t.has(`reasons.${reason}`) ? t(`reasons.${reason}`) : t("reasons.general"));
  const cells = (row: DisputeRow) => {
    const href = `/organisation/money/disputes/${row.paymentId}?of=${by.organisationId}`;
    const buyer = <Link href={href}>{row.buyer}</Link>;
    const amount = <Money minor={row.amountMinor} currency={row.currency} />;
    const state = <Badge>{t(`states.${row.state}`)}</Badge>;
    return [
      buyer,
      row.raffle,
      amount,
      wordFor(row.reason),
      state,
      format.dateTime(row.updatedAt, { dateStyle: "medium" }),
    ];
  };
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation/money?of=${by.organisationId}`, text: t("money") }, { text: t("title") }]}
    >
      {rows.length === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <Table
          label={t("title")}
          keys={rows.map(({ paymentId }) => paymentId)}
          columns={[
            { heading: t("buyer") },
            { heading: t("raffle") },
            { heading: t("amount"), numeric: true },
            { heading: t("reason") },
            { heading: t("state") },
            { heading: t("heard") },
          ]}
          rows={rows.map(cells)}
        />
      )}
    </Page>
  );
}
