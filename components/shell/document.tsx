import "@/app/globals.css";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ClientMessages, SHARED_PAGES } from "./client-messages";
import { inter, jetbrains, newsreader } from "./fonts";
import { Footer } from "./footer";
import { Header } from "./header";
import { PlaceBar } from "./place-bar";

/**
 * Everything around a page, for both root layouts. `theme` is the chosen appearance where the layout can read the
 * cookie; cached pages cannot and leave it undefined, then /theme.js sets it before anything is painted.
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
        {theme === undefined ? <script src="/theme.js" /> : null}
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
