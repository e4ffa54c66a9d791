import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";

/** Pages of a list; `hrefOf` gives a page's address (pages count from 1). Nothing shows where all fits on one page. */
export function Pagination({
  page,
  pageCount,
  hrefOf,
}: {
  page: number;
  pageCount: number;
  hrefOf: (page: number) => string;
}) {
  const t = useTranslations("common");
  const format = useFormatter();
  if (pageCount <= 1) return null;
  return (
    <nav className="pages" aria-label={t("pages")}>
      {page > 1 ? (
        <Link href={hrefOf(page - 1)} rel="prev">
          {t("pagePrevious")}
        </Link>
      ) : (
        <span />
      )}
      <span className="muted num">{t("pageOf", { page: format.number(page), count: format.number(pageCount) })}</span>
      {page < pageCount ? (
        <Link href={hrefOf(page + 1)} rel="next">
          {t("pageNext")}
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
