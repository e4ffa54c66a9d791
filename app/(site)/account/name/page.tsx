import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { saveName } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.name"))("title"), robots: { index: false } };
}

/** A slip in the name, mended by its owner while nothing hangs on it; what follows is said before. */
export default async function NamePage() {
  const [t, tPeople, tAccount] = await Promise.all([
    getTranslations("account.name"),
    getTranslations("people"),
    getTranslations("account"),
  ]);
  const { context } = await pageActor("/account/name");
  const member = context.member!;
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: tAccount("yours") }, { text: t("title") }]}
    >
      <ul className="stack stack--2 mb-5">
        <li>{t("kept")}</li>
        <li>{t("inPlay")}</li>
        <li>{t("logged")}</li>
      </ul>
      <div className="narrow">
        <FieldForm
          action={saveName}
          submit={t("submit")}
          start={formStart({ givenName: member.givenName, familyName: member.familyName })}
          fields={[
            { kind: "text", name: "givenName", label: tPeople("field.givenName"), autoComplete: "given-name" },
            { kind: "text", name: "familyName", label: tPeople("field.familyName"), autoComplete: "family-name" },
            {
              ...{ kind: "text", type: "password", name: "present" },
              ...{ label: tPeople("field.present"), autoComplete: "current-password" },
            },
          ]}
        />
      </div>
    </Page>
  );
}
