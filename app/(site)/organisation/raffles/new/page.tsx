import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { saveRaffle } from "../../actions";
import { raffleFields } from "../../fields";
import { organiserScope } from "../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("new") };
}

export default async function NewRafflePage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("organisation");
  const { of } = await searchParams;
  const { by, context } = await organiserScope("/organisation/raffles/new", of);
  const { list_mode } = await loadVenueSettings(context.db);
  return (
    <Page
      title={t("new")}
      lead={t("formLead")}
      trail={[{ href: "/organisation", text: t("title") }, { text: t("new") }]}
    >
      <FieldForm
        action={saveRaffle}
        submit={t("save")}
        fields={await raffleFields(list_mode === "per-game")}
        start={formStart({
          organisationId: by.organisationId,
          structure: "single",
          numbering: "at-issue",
          timeZone: "America/New_York",
          category: "other",
          cover: "hamper",
          donationsAllowed: "on",
          coverFeeAllowed: "on",
          staffBarred: "on",
          "drawings.0.groups.0.prizes.0.category": "other",
          "drawings.0.groups.0.quantity": "1",
        })}
      />
    </Page>
  );
}
