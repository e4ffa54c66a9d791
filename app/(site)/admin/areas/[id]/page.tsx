import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { LawView } from "../../../regulator/law-view";
import { adminScope } from "../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.areas") };
}

export default async function AreaPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("admin");
  const { id } = await params;
  const { by, deps, context } = await adminScope(`/admin/areas/${id}`);
  if (!deps.tree.has(id)) notFound();
  const { list_mode } = await loadVenueSettings(context.db);
  const name = deps.tree.displayName(id);
  return (
    <Page
      title={name}
      lead={t("areas.lead")}
      trail={[{ href: "/admin", text: t("title") }, { href: "/admin/areas", text: t("part.areas") }, { text: name }]}
    >
      <LawView by={by} deps={deps} areaId={id} listMode={list_mode} />
    </Page>
  );
}
