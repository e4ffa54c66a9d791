import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageContext, safeNext } from "@/server/api/page";
import { VENUE_TERMS_VERSION } from "@/server/people/venue-terms";
import { register } from "./actions";
import { registrationFields } from "./fields";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("register.title") };
}

export default async function RegisterPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const t = await getTranslations("people");
  const next = safeNext((await searchParams).next, "");
  const { actor } = await pageContext();
  if (actor) redirect(next || "/account");
  const login = next ? `/login?next=${encodeURIComponent(next)}` : "/login";
  return (
    <Page
      title={t("register.title")}
      lead={
        <>
          {t("register.lead")} <Link href={login}>{t("register.haveAccount")}</Link>
        </>
      }
    >
      <FieldForm
        action={register}
        start={formStart({ next, agreementVersion: String(VENUE_TERMS_VERSION), notifyDraws: "on" })}
        submit={t("register.submit")}
        fields={await registrationFields(null)}
      />
    </Page>
  );
}
