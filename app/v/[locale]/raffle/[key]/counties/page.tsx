import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { stateGeometry } from "@/components/maps/state-geometry";
import { StateRows } from "@/components/maps/state-map";
import { Crumbs } from "@/components/ui/crumbs";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { showCoverage } from "@/server/games/raffles/show-coverage";
import { showRaffle } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

interface Props {
  params: Promise<{ locale: Locale; key: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, key } = await params;
  const t = await getTranslations({ locale, namespace: "raffles.detail" });
  const raffle = await showRaffle(services(), key);
  return { title: t("countiesTitle", { title: raffle.title }), robots: { index: false } };
}

/** The tables behind a raffle's maps, behind the same gate as the raffle; its own page takes them from here. */
export default async function RaffleCounties({ params }: Props) {
  const { locale, key } = await params;
  setRequestLocale(locale);
  const t = await getTranslations("raffles.detail");
  const raffle = await showRaffle(services(), key);
  const { states } = await showCoverage(services(), raffle.id);
  return (
    <div className="wrap">
      <Crumbs
        trail={[
          { href: "/raffles", text: t("crumb") },
          { href: `/raffles/${raffle.slug}`, text: raffle.title },
          { text: t("countiesCrumb") },
        ]}
      />
      <header className="title">
        <h1>{t("countiesTitle", { title: raffle.title })}</h1>
        <p className="by">{t("whereText")}</p>
      </header>
      {states.map((state) => (
        <section className="section" key={state.stateId} aria-labelledby={`name-${state.stateId}`}>
          <h2 id={`name-${state.stateId}`}>{stateGeometry(state.stateId)?.name}</h2>
          <div className="mt-3" id={state.stateId}>
            <StateRows stateId={state.stateId} answers={state} />
          </div>
        </section>
      ))}
    </div>
  );
}
