import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { SECTIONS } from "@/server/people/team";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("notYours.title"), robots: { index: false } };
}

/** Says which section of an organisation somebody was not given, and who can give it (U4). */
export default async function NotYoursPage({ searchParams }: { searchParams: Promise<{ section?: string }> }) {
  const t = await getTranslations("team");
  const { section } = await searchParams;
  const known = SECTIONS.find((one) => one === section) ?? "everything";
  return (
    <Page title={t("notYours.title")}>
      <Empty title={t(`section.${known}`)} action={<ButtonLink href="/organisation">{t("notYours.back")}</ButtonLink>}>
        {t("notYours.text")}
      </Empty>
    </Page>
  );
}
