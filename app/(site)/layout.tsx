import { cookies } from "next/headers";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Document } from "@/components/shell/document";
import { siteMetadata, siteViewport } from "@/components/shell/metadata";
import { venueNotice } from "@/components/shell/venue-notice";
import { themeCookie } from "@/i18n/locales";

export const viewport = siteViewport;

export function generateMetadata() {
  return siteMetadata();
}

/** Around all pages that are made for one reader at a time. */
export default async function SiteLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(themeCookie)?.value;
  const locale = await getLocale();
  return (
    <Document
      locale={locale}
      theme={theme === "light" || theme === "dark" ? theme : "system"}
      notice={venueNotice(locale)}
    >
      {children}
    </Document>
  );
}
