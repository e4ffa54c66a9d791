import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";

/** The page for an address at which nothing stands. */
export function NothingHere() {
  const t = useTranslations("common.notFound");
  return (
    <div className="wrap section">
      <h1>{t("title")}</h1>
      <p className="lead mt-4">{t("text")}</p>
      <div className="row mt-5">
        <ButtonLink href="/raffles">{t("raffles")}</ButtonLink>
        <ButtonLink kind="line" href="/draws">
          {t("draws")}
        </ButtonLink>
      </div>
    </div>
  );
}
