import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { organiserScope } from "../scope";
import { ReportView } from "./view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.report"))("titleAll") };
}

export default async function OrganisationReportsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const t = await getTranslations("running.report");
  const own = await getTranslations("organisation");
  const sent = await searchParams;
  const of = typeof sent.of === "string" ? sent.of : undefined;
  const { by, raffles } = await organiserScope("/organisation/reports", of);
  return (
    <Page
      wide
      title={t("titleAll")}
      lead={t("leadAll")}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: own("title") }, { text: t("titleAll") }]}
    >
      <ReportView deps={raffles} by={by} raffleId={null} base="/organisation/reports" sent={sent} />
    </Page>
  );
}
