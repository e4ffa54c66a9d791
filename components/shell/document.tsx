import "@/app/globals.css";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ClientMessages, SHARED_PAGES } from "./client-messages";
import { inter, jetbrains, newsreader } from "./fonts";
import { Footer } from "./footer";
import { Header } from "./header";
import { PlaceBar } from "./place-bar";

/** Sets the chosen appearance before the first paint. Inline: a file would keep the first paint waiting for itself. */
const THEME_SCRIPT =
  "((m)=>{if(m)document.documentElement.dataset.theme=m[1]})(document.cookie.match(/(?:^|; )drawbridge_theme=(light|dark)(?:;|$)/))";

/**
 * Everything around a page, for both root layouts. `theme` is the chosen appearance where the layout can read the
 * cookie; cached pages cannot and leave it undefined, then a script sets it before anything is painted.
 */
export function Document({
  locale,
  theme,
  notice,
  children,
}: {
  locale: string;
  theme?: "light" | "dark" | "system";
  /** What the venue says about itself at the end of each page, e.g. that it is a demonstration. */
  notice?: string;
  children: ReactNode;
}) {
  return (
    <html
      lang={locale}
      className={`${newsreader.variable} ${inter.variable} ${jetbrains.variable}`}
      data-theme={theme === "light" || theme === "dark" ? theme : undefined}
      suppressHydrationWarning
    >
      <body>
        {theme === undefined ? <script>{THEME_SCRIPT}</script> : null}
        <ClientMessages namespaces={[]} shared={theme === undefined ? SHARED_PAGES : undefined}>
          <SkipLink />
          <PlaceBar />
          <Header />
          <main id="main">{children}</main>
          <Footer notice={notice} />
        </ClientMessages>
      </body>
    </html>
  );
}

function SkipLink() {
  const t = useTranslations("common");
  return (
    <a className="skip" href="#main">
      {t("skip")}
    </a>
  );
}
