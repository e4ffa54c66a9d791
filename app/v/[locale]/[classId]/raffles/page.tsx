import type { Metadata } from "next";
import { getTranslations, setRequestLocale } from "next-intl/server";
import { RaffleList } from "@/app/v/raffle-list";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { readListQuery } from "@/server/games/raffles/listing";
import { showList } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

interface Props {
  params: Promise<{ locale: Locale; classId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getTranslations({ locale: (await params).locale, namespace: "raffles.list" });
  return { title: t("title") };
}

/** The list as it is without any words or wishes, rendered once for each class of readers. */
export default async function Raffles({ params }: Props) {
  const { locale, classId } = await params;
  setRequestLocale(locale);
  return <RaffleList list={await showList(services(), classId, readListQuery({}))} />;
}
