import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { BackHere } from "@/components/place/back-here";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { Sign } from "@/components/ui/sign";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { showInstead } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

interface Props {
  params: Promise<{ locale: Locale; classId: string; why: string }>;
}

const MISSING = ["county", "municipality", "subdivision", "age"] as const;

/** What the gate found: `undecided-county.none`, or a reason's code and the area whose rule it is. */
function readWhy(why: string) {
  const [code = "", area = ""] = decodeURIComponent(why).split(".");
  const undecided = code.startsWith("undecided-");
  const asked = undecided ? code.slice("undecided-".length) : "";
  return {
    undecided,
    code,
    areaId: area === "none" ? "" : area,
    missing: MISSING.find((tier) => tier === asked) ?? "place",
  };
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { locale, why } = await params;
  const t = await getTranslations({ locale, namespace: "closed" });
  return { title: readWhy(why).undecided ? t("title.undecided") : t("title.gone"), robots: { index: false } };
}

/**
 * The page behind status 451 (J13): why, under which area's rule, and what is open here instead. It is made of the
 * reason and the reader's class alone, so nothing of the closed raffle can be in it.
 */
export default async function Closed({ params }: Props) {
  const { locale, classId, why } = await params;
  setRequestLocale(locale);
  const t = await getTranslations("closed");
  const { undecided, code, areaId, missing } = readWhy(why);
  const instead = await showInstead(services(), classId, areaId);
  const area = instead.areaName || t("somewhere");
  const rule = undecided ? "undecided" : t.has(`rules.${code}`) ? code : "other";
  const title = undecided ? t("title.undecided") : code === "under-age" ? t("title.age") : t("title.closed", { area });
  const deeds = [
    undecided
      ? {
          term: <b>{t("confirmTerm")}</b>,
          value: (
            <>
              <BackHere>{t(`confirm.${missing}`)}</BackHere> {t("confirmText")}
            </>
          ),
        }
      : {
          term: <b>{instead.areaName ? t("wrongPlace", { area }) : t("wrongPlaceHere")}</b>,
          value: (
            <>
              <BackHere>{t("tellUs")}</BackHere> {t("tellUsText")}
            </>
          ),
        },
    {
      term: <b>{t("elsewhere")}</b>,
      value: (
        <>
          <a href="/login">{t("signIn")}</a> {t("signInText")}
        </>
      ),
    },
    {
      term: <b>{t("ticket")}</b>,
      value: (
        <>
          <a href="/tickets">{t("ticketLink")}</a> {t("ticketText")}
        </>
      ),
    },
  ];
  return (
    <>
      <div className="wrap">
        <div className="shut">
          <div>
            <div aria-hidden="true">
              <Sign state={undecided ? "undecided" : "closed"} size="huge" />
            </div>
            <h1 className="display mt-4">{title}</h1>
            <p className="lead mt-4">{undecided ? t("lead.undecided", { missing }) : t(`lead.${rule}`, { area })}</p>
            <h2 className="h3 mt-6">{t("do")}</h2>
            <div className="mt-3">
              <Facts facts={deeds} />
            </div>
          </div>
          <aside aria-label={t("why")}>
            <Panel>
              <h2 className="h4">{t("why")}</h2>
              <div className="mt-3">
                <Facts
                  tight
                  facts={[
                    ...(instead.areaName ? [{ term: t("area"), value: instead.areaName }] : []),
                    { term: t("rule"), value: t(`rules.${rule}`) },
                    { term: t("answered"), value: t("answer") },
                    { term: t("here"), value: t("insteadCount", { count: instead.openCount }) },
                  ]}
                />
              </div>
              {undecided ? null : <p className="caption muted mt-3">{t("always")}</p>}
            </Panel>
          </aside>
        </div>
      </div>
      <section className="section rule-top">
        <div className="wrap">
          <h2>{t("insteadTitle")}</h2>
          <p className="mt-3">
            {t("insteadCount", { count: instead.openCount })}{" "}
            {instead.openCount > 0 ? <a href="/raffles">{t("insteadLink", { count: instead.openCount })}</a> : null}
          </p>
          <p className="muted measure mt-2">{t("insteadRule")}</p>
        </div>
      </section>
    </>
  );
}
