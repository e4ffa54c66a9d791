import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor, safeNext } from "@/server/api/page";
import { showSecondFactor } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("secondFactor.title") };
}

export default async function SecondFactorPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const t = await getTranslations("people");
  const next = safeNext((await searchParams).next, "/account");
  const { context, actor } = await pageActor("/login/second-factor");
  if (!context.member?.totpConfirmedAt) redirect(`/account/second-factor?next=${encodeURIComponent(next)}`);
  if (actor.secondFactor) redirect(next);
  return (
    <Page title={t("secondFactor.title")} lead={t("secondFactor.lead")}>
      <div className="narrow">
        <FieldForm
          action={showSecondFactor}
          start={formStart({ next })}
          submit={t("secondFactor.submit")}
          fields={[
            { kind: "hidden", name: "next" },
            {
              kind: "text",
              name: "code",
              label: t("field.factorCode"),
              hint: t("hint.factorCode"),
              autoComplete: "one-time-code",
              width: "medium",
              mono: true,
            },
          ]}
        />
      </div>
    </Page>
  );
}
