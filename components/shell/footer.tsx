import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { locales } from "@/i18n/locales";
import { Brand } from "./brand";
import { ThemeSwitch } from "./theme-switch";

const columns = [
  {
    key: "play",
    links: [
      { key: "raffles", href: "/raffles" },
      { key: "place", href: "/place" },
      { key: "draws", href: "/draws" },
      { key: "tickets", href: "/tickets" },
    ],
  },
  {
    key: "run",
    links: [
      { key: "organisation", href: "/organisation" },
      { key: "regulator", href: "/regulator" },
    ],
  },
  {
    key: "know",
    links: [
      { key: "about", href: "/about" },
      { key: "help", href: "/help" },
      { key: "lotteries", href: "/lotteries" },
      { key: "verify", href: "/verify" },
      { key: "design", href: "/design" },
    ],
  },
] as const;

/** The end of each page: ways on, appearance and language. `notice` is what the venue has to say about itself. */
export function Footer({ notice }: { notice?: string }) {
  const t = useTranslations("common.foot");
  const locale = useLocale();
  return (
    <footer className="foot">
      <div className="wrap">
        <div className="foot__cols">
          <div className="stack">
            <Brand />
            <p className="muted">{t("what")}</p>
          </div>
          {columns.map((column) => (
            <div key={column.key}>
              <h2>{t(`${column.key}.title`)}</h2>
              <ul>
                {column.links.map((link) => (
                  <li key={link.href}>
                    <Link href={link.href} prefetch={false}>
                      {t(`links.${link.key}`)}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </div>
        <div className="foot__end">
          <p>{notice ?? t("end")}</p>
          <div className="foot__choices">
            <form className="seg" method="post" action="/api/choices" aria-label={t("language")}>
              {locales.map((each) => (
                <button key={each} type="submit" name="locale" value={each} lang={each} aria-pressed={each === locale}>
                  {languageNames[each]}
                </button>
              ))}
            </form>
            <ThemeSwitch />
          </div>
        </div>
      </div>
    </footer>
  );
}

/** Each language by its own name, whatever the page's language. */
const languageNames = { en: "English", es: "Español" } as const;
