import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { RafflePage } from "@/app/v/raffle-page";
import { Note } from "@/components/ui/note";
import { draftCoverage } from "@/server/games/raffles/form/draft-coverage";
import { openForm } from "@/server/games/raffles/form/save-form";
import { previewRaffle } from "@/server/games/raffles/show-raffles";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("editor"))("preview"), robots: { index: false } };
}

/** The public page of a draft, made of the public page's own components, for its organisation alone (R9). */
export default async function PreviewPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const t = await getTranslations("editor");
  const { by, raffles } = await raffleScope(`/organisation/raffles/${id}/preview`, id);
  const { raffle, read, rules } = await openForm(raffles, by, id);
  const shown = await previewRaffle(raffles, by, id);
  if (!shown) notFound();
  const coverage = await draftCoverage(raffles, raffle, raffle.draft, rules.listsPerGame);
  const count = read.faults.length;
  return (
    <>
      <div className="wrap mt-4">
        <Note kind="plain" title={t("previewTitle")}>
          {count > 0 ? t("previewFaults", { count }) : t("previewText")}{" "}
          <Link href={`/organisation/raffles/${id}/edit`}>{t("previewBack")}</Link>
        </Note>
      </div>
      <RafflePage raffle={shown} coverage={coverage} isPreview />
    </>
  );
}
