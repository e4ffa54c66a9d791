import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { RaffleList } from "@/app/v/raffle-list";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { readListQuery } from "@/server/games/raffles/listing";
import { showList } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-dynamic";

interface Props {
  params: Promise<{ locale: Locale; classId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: (await params).locale, namespace: "raffles.list" });
  return { title: t("titleSearch"), robots: { index: false } };
}

/** The list as somebody searches, narrows or sorts it: made for them, from the document of their class. */
export default async function SearchRaffles({ params, searchParams }: Props) {
  const { locale, classId } = await params;
  setRequestLocale(locale);
  return <RaffleList list={await showList(services(), classId, readListQuery(await searchParams))} />;
}
