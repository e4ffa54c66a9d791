import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { writeDraftForm } from "@/server/games/raffles/draft-form";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { saveRaffle } from "../../../actions";
import { raffleFields } from "../../../fields";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("edit") };
}

export default async function EditRafflePage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("organisation");
  const { id } = await params;
  const { by, raffles, context } = await raffleScope(`/organisation/raffles/${id}/edit`, id);
  const raffle = await ownRaffle(raffles, by, id);
  if (raffle.lockedAt) redirect(`/organisation/raffles/${id}`);
  const { list_mode } = await loadVenueSettings(context.db);
  return (
    <Page
      title={t("edit")}
      lead={t("formLead")}
      trail={[
        { href: "/organisation", text: t("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("edit") },
      ]}
    >
      <FieldForm
        action={saveRaffle}
        submit={t("save")}
        fields={await raffleFields(list_mode === "per-game")}
        start={formStart({
          ...writeDraftForm(raffle.draft, new Map()),
          raffleId: id,
          revision: String(raffle.revision),
        })}
      />
    </Page>
  );
}
