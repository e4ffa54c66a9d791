import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { pageContext } from "@/server/api/page";
import { accountToOpen } from "@/server/people/open-account";
import { VENUE_TERMS } from "@/server/people/venue-terms";
import { openEnteredAccount } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("open.title"), referrer: "same-origin" };
}

/** The first login to an account that an organisation made for a buyer of paper tickets. */
export default async function OpenAccountPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const t = await getTranslations("paper.open");
  const people = await getTranslations("people");
  const locale = await getLocale();
  const { token = "" } = await searchParams;
  const context = await pageContext();
  const account = await accountToOpen(context.people, token);
  if (!account) {
    return (
      <Page title={t("over")}>
        <Note kind="bad">{t("overText")}</Note>
        <div className="mt-4">
          <ButtonLink href="/login/recover">{t("again")}</ButtonLink>
        </div>
      </Page>
    );
  }
  const terms = VENUE_TERMS[locale === "es" ? "es" : "en"];
  return (
    <Page title={t("title")} lead={t("lead", { name: account.name })}>
      <FieldForm
        action={openEnteredAccount}
        start={formStart({ token })}
        submit={t("submit")}
        fields={[
          { kind: "hidden", name: "token" },
          { kind: "reading", label: t("terms"), lines: terms.split(/\n+/).filter(Boolean) },
          {
            kind: "text",
            name: "signature",
            label: t("signature"),
            hint: t("signatureHint", { name: account.name }),
            signature: true,
            autoComplete: "name",
          },
          {
            kind: "text",
            type: "password",
            name: "password",
            label: people("field.newPassword"),
            hint: people("hint.password"),
            autoComplete: "new-password",
          },
        ]}
      />
    </Page>
  );
}
