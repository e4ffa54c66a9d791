import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { Page } from "@/components/people/page";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { ReportView } from "../../../reports/view";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.report"))("title") };
}

export default async function RaffleReportsPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const t = await getTranslations("running.report");
  const own = await getTranslations("organisation");
  const { id } = await params;
  const base = `/organisation/raffles/${id}/reports`;
  const { by, raffles } = await raffleScope(base, id);
  const raffle = await ownRaffle(raffles, by, id);
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
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="reports" />
      <ReportView deps={raffles} by={by} raffleId={id} base={base} sent={await searchParams} />
    </Page>
  );
}
