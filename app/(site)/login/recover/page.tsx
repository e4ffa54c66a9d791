import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { safeNext } from "@/server/api/page";
import { askForRecovery } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("recover.title") };
}

export default async function RecoverPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const t = await getTranslations("people");
  const next = safeNext((await searchParams).next, "");
  return (
    <Page
      title={t("recover.title")}
      lead={t("recover.lead")}
      trail={[{ href: "/login", text: t("login.title") }, { text: t("recover.title") }]}
    >
      <div className="narrow">
        <FieldForm
          action={askForRecovery}
          start={formStart({ next })}
          submit={t("recover.submit")}
          fields={[
            { kind: "hidden", name: "next" },
            { kind: "text", type: "email", name: "email", label: t("field.email"), autoComplete: "username" },
          ]}
        />
      </div>
    </Page>
  );
}
