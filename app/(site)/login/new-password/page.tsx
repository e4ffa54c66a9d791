import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { pageContext, safeNext } from "@/server/api/page";
import { isRecoveryLinkGood } from "@/server/people/log-in";
import { setNewPassword } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("newPassword.title"), referrer: "same-origin" };
}

export default async function NewPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string; next?: string }>;
}) {
  const t = await getTranslations("people");
  const { token = "", next: wanted } = await searchParams;
  const next = safeNext(wanted, "");
  const { people } = await pageContext();
  if (!(await isRecoveryLinkGood(people, token))) {
    return (
      <Page title={t("newPassword.over")}>
        <Note kind="bad">{t("refusals.linkOver")}</Note>
        <div className="mt-4">
          <ButtonLink href="/login/recover">{t("recover.submit")}</ButtonLink>
        </div>
      </Page>
    );
  }
  return (
    <Page title={t("newPassword.title")} lead={t("newPassword.lead")}>
      <div className="narrow">
        <FieldForm
          action={setNewPassword}
          start={formStart({ token, next })}
          submit={t("newPassword.submit")}
          fields={[
            { kind: "hidden", name: "token" },
            { kind: "hidden", name: "next" },
            {
              kind: "text",
              type: "password",
              name: "password",
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
