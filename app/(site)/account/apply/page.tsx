import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { applyForArea, applyForOrganisation } from "../actions";
import { applicationFields } from "./fields";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("apply.title") };
}

export default async function ApplyPage() {
  const t = await getTranslations("people");
  await pageActor("/account/apply");
  return (
    <Page
      title={t("apply.title")}
      lead={t("apply.lead")}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("apply.title") }]}
    >
      <h2 className="mb-3">{t("apply.organisation")}</h2>
      <FieldForm
        action={applyForOrganisation}
        start={formStart()}
        submit={t("apply.submitOrganisation")}
        fields={await applicationFields(null)}
      />
      <h2 className="mt-7 mb-3">{t("apply.regulator")}</h2>
      <FieldForm
        action={applyForArea}
        start={formStart()}
        submit={t("apply.submitRegulator")}
        kind="line"
        fields={[
          {
            kind: "text",
            name: "areaId",
            label: t("field.areaId"),
            hint: t("hint.areaId"),
            width: "medium",
            mono: true,
          },
        ]}
      />
    </Page>
  );
}
