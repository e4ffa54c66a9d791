import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { safeNext } from "@/server/api/page";
import { askForLink, logInWithLink } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("link.title"), referrer: "same-origin" };
}

/**
 * Without a token: asks for the letter. With one: one press logs in, so that a mail program that looks at links ahead
 * of its reader does not use it up.
 */
export default async function LinkPage({ searchParams }: { searchParams: Promise<{ token?: string; next?: string }> }) {
  const t = await getTranslations("people");
  const { token, next: wanted } = await searchParams;
  const next = safeNext(wanted, "");
  const trail = [{ href: "/login", text: t("login.title") }, { text: t("link.title") }];
  return (
    <Page
      title={token ? t("link.here") : t("link.title")}
      lead={token ? t("link.hereLead") : t("link.lead")}
      trail={trail}
    >
      <div className="narrow">
        {token ? (
          <FieldForm
            action={logInWithLink}
            start={formStart({ token, next })}
            submit={t("login.submit")}
            fields={[
              { kind: "hidden", name: "token" },
              { kind: "hidden", name: "next" },
            ]}
          />
        ) : (
          <FieldForm
            action={askForLink}
            start={formStart({ next })}
            submit={t("link.submit")}
            fields={[
              { kind: "hidden", name: "next" },
              { kind: "text", type: "email", name: "email", label: t("field.email"), autoComplete: "username" },
            ]}
          />
        )}
      </div>
    </Page>
  );
}
