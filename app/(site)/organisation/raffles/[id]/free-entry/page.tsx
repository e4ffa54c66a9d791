import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { newId } from "@/server/kernel/ids";
import { enterFree } from "../../../actions";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("freeEntry.title") };
}

export default async function FreeEntryPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("organisation");
  const { id } = await params;
  const { by, raffles } = await raffleScope(`/organisation/raffles/${id}/free-entry`, id);
  const raffle = await ownRaffle(raffles, by, id);
  return (
    <Page
      title={t("freeEntry.title")}
      lead={t("freeEntry.lead")}
      trail={[
        { href: "/organisation", text: t("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("freeEntry.title") },
      ]}
    >
      <FieldForm
        action={enterFree}
        submit={t("freeEntry.submit")}
        start={formStart({ raffleId: id, receivedAs: "post", key: newId() })}
        fields={[
          { kind: "hidden", name: "raffleId" },
          { kind: "hidden", name: "key" },
          { kind: "text", type: "email", name: "email", label: t("freeEntry.email"), hint: t("freeEntry.emailHint") },
          {
            kind: "choices",
            name: "receivedAs",
            legend: t("freeEntry.how"),
            options: ["post", "form"].map((value) => ({ value, text: t(`freeEntry.${value}`) })),
          },
        ]}
      />
    </Page>
  );
}
