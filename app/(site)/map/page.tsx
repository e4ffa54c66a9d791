import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { UsRows } from "@/components/maps/us-map";
import { services } from "@/server/api/services";
import { currentRules } from "@/server/edge/current-rules";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("raffles.home");
  return { title: t("mapTitle"), description: t("mapText") };
}

/** The table behind the map of the first page, which takes it from here. The same for everybody. */
export default async function MapAsTable() {
  const t = await getTranslations("raffles.home");
  const { map } = await currentRules(services());
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("mapTitle")}</h1>
        <p className="by">{t("mapText")}</p>
      </header>
      <div className="section" id="states">
        <UsRows answers={map} />
      </div>
    </div>
  );
}
