import type { Metadata } from "next";
import { setRequestLocale } from "next-intl/server";
import { RafflePage } from "@/app/v/raffle-page";
import type { Locale } from "@/i18n/locales";
import { services } from "@/server/api/services";
import { showCoverage } from "@/server/games/raffles/show-coverage";
import { showRaffle } from "@/server/games/raffles/show-raffles";

export const dynamic = "force-static";
export const revalidate = false;

export function generateStaticParams() {
  return [];
}

interface Props {
  params: Promise<{ locale: Locale; key: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const raffle = await showRaffle(services(), (await params).key);
  return { title: raffle.title, description: raffle.summary || undefined };
}

/** A raffle's page, shared by all who may see this revision of it. */
export default async function Raffle({ params }: Props) {
  const { locale, key } = await params;
  setRequestLocale(locale);
  const raffle = await showRaffle(services(), key);
  return <RafflePage raffle={raffle} coverage={await showCoverage(services(), raffle.id)} />;
}
