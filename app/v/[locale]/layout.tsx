import { setRequestLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Document } from "@/components/shell/document";
import { siteMetadata, siteViewport } from "@/components/shell/metadata";
import { venueNotice } from "@/components/shell/venue-notice";
import { isLocale } from "@/i18n/locales";

export const viewport = siteViewport;

interface Props {
  params: Promise<{ locale: string }>;
}

export async function generateMetadata({ params }: Props) {
  const { locale } = await params;
  return isLocale(locale) ? siteMetadata(locale) : {};
}

/** Around the pages that are rendered once for everybody who may see them: nothing here depends on the reader. */
export default async function SharedLayout({ children, params }: Props & { children: ReactNode }) {
  const { locale } = await params;
  if (!isLocale(locale)) throw new Error("The gate only asks for languages of the venue.");
  setRequestLocale(locale);
  return (
    <Document locale={locale} notice={venueNotice(locale)}>
      {children}
    </Document>
  );
}
