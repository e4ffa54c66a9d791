import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Table } from "@/components/ui/table";
import { findAreas } from "@/server/regulators/search-areas";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.areas") };
}

export default async function AreasPage({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const t = await getTranslations("admin");
  const { q: typed } = await searchParams;
  const q = typeof typed === "string" ? typed : "";
  const { by, context } = await adminScope("/admin/areas");
  const found = await findAreas(context, by, q);
  return (
    <Page
      wide
      title={t("part.areas")}
      lead={t("about.areas")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.areas") }]}
    >
      <form method="get" className="narrow mb-5">
        <Field name="q" type="search" label={t("areas.search")} hint={t("areas.hint")} defaultValue={q} />
        <div className="mt-3">
          <Button>{t("areas.find")}</Button>
        </div>
      </form>
      {q && found.length === 0 ? <Empty title={t("areas.none")}>{t("areas.noneText")}</Empty> : null}
      {found.length > 0 ? (
        <Table
          label={t("part.areas")}
          columns={[
            { heading: t("areas.name") },
            { heading: t("areas.in") },
            { heading: t("areas.tier") },
            { heading: t("areas.id") },
          ]}
          rows={found.map((area) => [
            <Link key="name" href={`/admin/areas/${area.id}`}>
              {area.name}
            </Link>,
            area.above,
            t(`tier.${area.tier}`),
            <span key="id" className="mono">
              {area.id}
            </span>,
          ])}
        />
      ) : null}
    </Page>
  );
}
