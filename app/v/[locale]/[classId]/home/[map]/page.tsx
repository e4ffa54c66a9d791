import { getTranslations, setRequestLocale } from "next-intl/server";
import { glanceOf } from "@/app/v/glance";
import { LiveSold } from "@/components/live/live-sold";
import { DrawnUsMap } from "@/components/maps/drawn-map";
import { TableElsewhere } from "@/components/maps/table-elsewhere";
import { UsLegend } from "@/components/maps/us-map";
import { BackHere } from "@/components/place/back-here";
import { KindGrid } from "@/components/raffles/kinds";
import { RaffleCard } from "@/components/raffles/raffle-card";
import { UndecidedNote } from "@/components/raffles/undecided-note";
import { Search } from "@/components/ui/search";
import { CheckGlyph, Sign, SignGlyph } from "@/components/ui/sign";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { loadMap } from "@/server/edge/register-class";
import { listAddress } from "@/server/games/raffles/listing";
import { showHome } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

/** The first page, rendered once for each class of readers and each state of the map. */
export default async function Home({ params }: { params: Promise<{ locale: Locale; classId: string; map: string }> }) {
  const { locale, classId, map } = await params;
  setRequestLocale(locale);
  const t = await getTranslations("raffles.home");
  const common = await getTranslations("common");
  const [home, answers] = await Promise.all([showHome(services(), classId), loadMap(services(), map)]);
  const kinds = home.categories.filter((kind) => kind.count > 0);
  const hidden = home.categories.length - kinds.length;
  const open = home.openCount > 0;
  return (
    <>
      <div className="wrap">
        <section className="hero" aria-labelledby="h">
          <div>
            <h1 className="display" id="h">
              {t("title")}
            </h1>
            <p className="lead">{t("lead")}</p>
            <Search action="/raffles" label={t("search")} placeholder={t("searchHint")} button={t("searchButton")} />
          </div>
          <div className="hero__aside">
            <Sign state={open ? "open" : home.undecidedCount > 0 ? "undecided" : "closed"} size="big">
              {open ? t("open") : home.undecidedCount > 0 ? <BackHere>{t("tellUs")}</BackHere> : t("nothingOpen")}
            </Sign>
            <dl className="tally mt-3">
              <div>
                <dt>{t("openCount")}</dt>
                <dd>{home.openCount}</dd>
              </div>
              <div>
                <dt>{t("organisations")}</dt>
                <dd>{home.organisationCount}</dd>
              </div>
              <div>
                <dt>{t("kinds")}</dt>
                <dd>{kinds.length}</dd>
              </div>
            </dl>
            <p className="caption muted">{t("counted")}</p>
            <UndecidedNote count={home.undecidedCount} missing={home.missing} />
          </div>
        </section>
      </div>
      {open ? (
        <>
          <section className="section rule-top" aria-labelledby="kinds">
            <div className="wrap">
              <div className="head">
                <h2 id="kinds">{t("kindsTitle")}</h2>
                {hidden > 0 ? <p className="small muted">{t("kindsHidden", { count: hidden })}</p> : null}
              </div>
              <KindGrid
                entries={kinds.map(({ category, count }) => ({
                  kind: category,
                  count,
                  href: listAddress({ category }),
                }))}
              />
            </div>
          </section>
          <section className="section rule-top" aria-labelledby="soonest">
            <div className="wrap">
              <div className="head">
                <h2 id="soonest">{t("soonest")}</h2>
                <p className="small">
                  <a href="/raffles">{t("all", { count: home.openCount })}</a>
                </p>
              </div>
              <div className="cards">
                {home.endingSoonest.map((raffle) => (
                  <RaffleCard
                    key={raffle.id}
                    raffle={glanceOf(raffle)}
                    sign={{ state: "open", text: t("open") }}
                    sold={<LiveSold id={raffle.id} cap={raffle.ticketCap} />}
                  />
                ))}
              </div>
            </div>
          </section>
        </>
      ) : null}
      <section className="section rule-top" aria-labelledby="map">
        <div className="wrap">
          <div className="mapgrid">
            <div className="stack">
              <h2 id="map">{t("mapTitle")}</h2>
              <p>{t("mapText")}</p>
              <UsLegend answers={answers} />
              <p className="caption muted">{t("mapUndecided")}</p>
            </div>
            <DrawnUsMap mapId={map} />
          </div>
          <TableElsewhere title={common("asTable")} page="/map" part="states">
            {t("mapLink")}
          </TableElsewhere>
        </div>
      </section>
      <section className="section rule-top" aria-labelledby="how">
        <div className="wrap">
          <h2 className="vh" id="how">
            {t("how")}
          </h2>
          <ol className="steps3">
            {([1, 2, 3] as const).map((step) => (
              <li key={step}>
                <span className={`sign sign--${step === 1 ? "undecided" : "open"}`}>
                  {step === 3 ? <CheckGlyph /> : <SignGlyph />}
                </span>
                <h3>{t(`how${step}`)}</h3>
                <p>{t(`how${step}Text`)}</p>
              </li>
            ))}
          </ol>
        </div>
      </section>
    </>
  );
}
