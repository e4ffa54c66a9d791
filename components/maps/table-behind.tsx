import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** Behind every map and chart stands a table with the same content. */
export function TableBehind({ children }: { children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <details className="tbl">
      <summary>{t("asTable")}</summary>
      {children}
    </details>
  );
}
