import type { Metadata, Viewport } from "next";
import { getTranslations } from "next-intl/server";
import type { Locale } from "@/i18n/locales";

/** What every page says about itself; pages give `title` (and `description`) of their own. */
export async function siteMetadata(locale?: Locale): Promise<Metadata> {
  const t = await (locale ? getTranslations({ locale, namespace: "common" }) : getTranslations("common"));
  return {
    title: { default: t("titleDefault"), template: `%s – ${t("name")}` },
    description: t("description"),
    applicationName: t("name"),
    icons: {
      icon: [
        { url: "/icon.svg", type: "image/svg+xml" },
        { url: "/favicon.ico", sizes: "32x32" },
      ],
      apple: "/apple-touch-icon.png",
    },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

/** Colours of the browser's own frame: the surface in light and dark, as the style sheet has them. */
export const siteViewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f8f7f3" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1822" },
  ],
};
