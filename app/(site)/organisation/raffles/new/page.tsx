import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { TIME_ZONES } from "@/server/games/raffles/form/time-zones";
import { organiserScope } from "../../scope";
import { begin } from "../[id]/edit/actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("new") };
}

export default async function NewRafflePage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("organisation");
  const own = await getTranslations("editor");
  const { of } = await searchParams;
  const { by } = await organiserScope("/organisation/raffles/new", of);
  return (
    <Page
      title={t("new")}
      lead={own("newLead")}
      trail={[{ href: "/organisation", text: t("title") }, { text: t("new") }]}
    >
      <FieldForm
        action={begin}
        submit={own("begin")}
        start={formStart({ organisationId: by.organisationId, way: "steps", timeZone: TIME_ZONES[0] })}
        fields={[
          { kind: "hidden", name: "organisationId" },
          { kind: "text", name: "title", label: own("field.title"), hint: own("hint.title") },
          {
            kind: "select",
            name: "timeZone",
            label: own("field.timeZone"),
            width: "medium",
            options: TIME_ZONES.map((value) => ({ value, text: own(`zone.${value.split("/")[1]}`) })),
          },
          {
            kind: "choices",
            name: "way",
            legend: own("way"),
            options: ["steps", "list"].map((value) => ({ value, text: own(`choice.way.${value}`) })),
          },
        ]}
      />
    </Page>
  );
}
