import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("pages.about");
  return { title: t("title"), description: t("lead") };
}

/** How the venue works, from place to proof. */
export default async function AboutPage() {
  const t = await getTranslations("pages.about");
  return (
    <div className="wrap page">
      <header className="title">
        <h1>{t("title")}</h1>
        <p className="by">{t("lead")}</p>
      </header>
      <div className="prose">
        <h2>{t("placeTitle")}</h2>
        <p>{t("place1")}</p>
        <p>{t("place2")}</p>
        <p>{t("place3")}</p>
        <h2>{t("buyTitle")}</h2>
        <p>{t("buy1")}</p>
        <p>{t("buy2")}</p>
        <h2>{t("drawTitle")}</h2>
        <p>{t("draw1")}</p>
        <p>{t("draw2")}</p>
        <p>
          <Link href="/draws">{t("drawLink")}</Link> · <Link href="/verify">{t("verifyLink")}</Link>
        </p>
        <h2>{t("whoTitle")}</h2>
        <p>{t("who1")}</p>
      </div>
    </div>
  );
}
