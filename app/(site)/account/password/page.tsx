import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { savePassword } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("password.title") };
}

export default async function PasswordPage() {
  const t = await getTranslations("people");
  await pageActor("/account/password");
  return (
    <Page
      title={t("password.title")}
      lead={t("password.lead")}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("password.title") }]}
    >
      <div className="narrow">
        <FieldForm
          action={savePassword}
          start={formStart()}
          submit={t("password.submit")}
          fields={[
            {
              kind: "text",
              type: "password",
              name: "present",
              label: t("field.present"),
              autoComplete: "current-password",
            },
            {
              kind: "text",
              type: "password",
              name: "newPassword",
              label: t("field.newPassword"),
              hint: t("hint.password"),
              autoComplete: "new-password",
            },
          ]}
        />
      </div>
    </Page>
  );
}
