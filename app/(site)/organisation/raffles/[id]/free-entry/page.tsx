import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ticketServices } from "@/server/api/ticket-services";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { newId } from "@/server/kernel/ids";
import { readChoices } from "@/server/tickets/read-choices";
import { enterFree } from "../../../actions";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("freeEntry.title") };
}

export default async function FreeEntryPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("organisation");
  const { id } = await params;
  const { by, raffles, context } = await raffleScope(`/organisation/raffles/${id}/free-entry`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const asked = { raffleId: id, memberId: by.actor.memberId, law: undefined, now: context.clock.now() };
  const choices = await readChoices(ticketServices(context), asked);
  // A card for a tray says which prize it is meant for; one for a board may ask for a number.
  const meant: FieldSpec[] = [];
  if (choices && choices.pools.length > 0) {
    const options = choices.pools.map(({ drawingId, heading }) => ({ value: drawingId, text: heading }));
    meant.push({ kind: "select", name: "drawingId", label: t("freeEntry.prize"), options });
  }
  if (choices?.board) {
    const hint = t("freeEntry.numberHint", { size: choices.board.size });
    meant.push({
      kind: "text",
      name: "pick",
      label: t("freeEntry.number"),
      hint,
      inputMode: "numeric",
      width: "small",
    });
  }
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
          ...meant,
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
