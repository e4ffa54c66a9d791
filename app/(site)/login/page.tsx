import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { pageContext, safeNext } from "@/server/api/page";
import { logIn } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("login.title") };
}

export default async function LoginPage({ searchParams }: { searchParams: Promise<Record<string, string>> }) {
  const t = await getTranslations("people");
  const query = await searchParams;
  const { actor } = await pageContext();
  const next = safeNext(query.next, "");
  if (actor) redirect(next || "/account");
  const email = {
    kind: "text",
    type: "email",
    name: "email",
    label: t("field.email"),
    autoComplete: "username",
  } as const;
  const on = next ? `?next=${encodeURIComponent(next)}` : "";
  return (
    <Page title={t("login.title")} lead={t("login.lead")}>
      <div className="narrow">
        {query.out ? (
          <div className="mb-4">
            <Note kind="plain" live>
              {t("login.out")}
            </Note>
          </div>
        ) : null}
        <FieldForm
          action={logIn}
          start={formStart({ next })}
          submit={t("login.submit")}
          fields={[
            { kind: "hidden", name: "next" },
            email,
            {
              kind: "text",
              type: "password",
              name: "password",
              label: t("field.password"),
              autoComplete: "current-password",
            },
          ]}
        />
        <p className="mt-4">
          <Link href={`/login/recover${on}`}>{t("login.forgot")}</Link>
        </p>
        <p className="mt-2">
          {t("login.noAccount")} <Link href={`/register${on}`}>{t("login.register")}</Link>
        </p>
        <p className="mt-2">
          <Link href={`/login/link${on}`}>{t("login.byLink")}</Link>
        </p>
      </div>
    </Page>
  );
}
