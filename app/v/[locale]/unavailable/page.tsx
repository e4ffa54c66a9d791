import { getTranslations, setRequestLocale } from "next-intl/server";
import type { Locale } from "@/i18n/locales";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

/** Shown with status 503 while the rules can be had from nowhere: nothing is open then (J6). */
export default async function Unavailable({ params }: { params: Promise<{ locale: Locale }> }) {
  const { locale } = await params;
  setRequestLocale(locale);
  const t = await getTranslations("closed");
  return (
    <div className="wrap section">
      <h1>{t("unavailableTitle")}</h1>
      <p className="lead mt-4">{t("unavailableText")}</p>
      <div className="row mt-5">
        <a className="btn" href="?">
          {t("unavailableAgain")}
        </a>
      </div>
    </div>
  );
}
