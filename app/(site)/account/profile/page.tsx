import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { saveProfile } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("profile.title") };
}

export default async function ProfilePage() {
  const t = await getTranslations("people");
  const { context } = await pageActor("/account/profile");
  const member = context.member!;
  return (
    <Page
      title={t("profile.title")}
      lead={t("profile.lead")}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("profile.title") }]}
    >
      <FieldForm
        action={saveProfile}
        submit={t("profile.submit")}
        start={formStart({
          phone: member.phone ?? "",
          locale: member.locale,
          showWinnerAs: member.showWinnerAs,
        })}
        fields={[
          {
            kind: "text",
            name: "phone",
            type: "tel",
            label: t("field.phone"),
            hint: t("hint.optional"),
            autoComplete: "tel",
            width: "medium",
          },
          {
            kind: "choices",
            name: "locale",
            legend: t("field.locale"),
            hint: t("hint.locale"),
            options: [
              { value: "en", text: "English" },
              { value: "es", text: "Español" },
            ],
          },
          {
            kind: "choices",
            name: "showWinnerAs",
            legend: t("field.showWinnerAs"),
            options: ["name", "area", "private"].map((value) => ({ value, text: t(`showWinnerAs.${value}`) })),
          },
        ]}
      />
    </Page>
  );
}
