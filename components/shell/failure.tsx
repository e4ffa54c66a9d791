"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** The page when making another page failed: whose fault, what was not lost, what to do. */
export function Failure({ reference, retry }: { reference?: string; retry: () => void }) {
  const t = useTranslations("common.failure");
  return (
    <div className="wrap section">
      <h1>{t("title")}</h1>
      <p className="lead mt-4">{t("text")}</p>
      <div className="row mt-5">
        <Button type="button" onClick={retry}>
          {t("again")}
        </Button>
        <a className="btn btn--line" href="/">
          {t("home")}
        </a>
      </div>
      {reference ? <p className="caption muted mono mt-4">{t("reference", { reference })}</p> : null}
    </div>
  );
}
