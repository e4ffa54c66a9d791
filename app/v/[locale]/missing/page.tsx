import { setRequestLocale } from "next-intl/server";
import { NothingHere } from "@/components/shell/nothing-here";
import type { Locale } from "@/i18n/locales";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

/** Shown with status 404 for every address that leads nowhere. */
export default async function Missing({ params }: { params: Promise<{ locale: Locale }> }) {
  setRequestLocale((await params).locale);
  return <NothingHere />;
}
