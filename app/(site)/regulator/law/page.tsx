import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { LawView } from "../law-view";
import { regulatorScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("regulator"))("law.title") };
}

export default async function LawPage({ searchParams }: { searchParams: Promise<{ area?: string }> }) {
  const t = await getTranslations("regulator");
  const { area } = await searchParams;
  const { by, deps, areaName, context } = await regulatorScope("/regulator/law", area);
  const { list_mode } = await loadVenueSettings(context.db);
  return (
    <Page
      title={t("law.of", { area: areaName })}
      lead={t("law.lead")}
      trail={[{ href: `/regulator?area=${by.areaId}`, text: areaName }, { text: t("law.title") }]}
    >
      <LawView by={by} deps={deps} areaId={by.areaId} listMode={list_mode} />
    </Page>
  );
}
