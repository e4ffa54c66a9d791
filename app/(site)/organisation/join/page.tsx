import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { pageContext } from "@/server/api/page";
import { readInvitation } from "@/server/people/manage-team";
import { join } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("join.title"), referrer: "same-origin" };
}

/** What an invitation's link opens: who asks, for what, and one press to join. */
export default async function JoinPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const t = await getTranslations("team");
  const { token = "" } = await searchParams;
  const context = await pageContext();
  const invitation = token ? await readInvitation(context, token) : null;
  if (!invitation) {
    return (
      <Page title={t("join.title")}>
        <Empty title={t("join.over")}>{t("join.overText")}</Empty>
      </Page>
    );
  }
  const next = encodeURIComponent(`/organisation/join?token=${encodeURIComponent(token)}`);
  return (
    <Page title={t("join.of", { organisation: invitation.organisationName })} lead={t("join.lead")}>
      <p className="row mb-4">
        {invitation.sections.map((section) => (
          <Badge key={section}>{t(`section.${section}`)}</Badge>
        ))}
      </p>
      {context.actor ? (
        <FieldForm
          action={join}
          submit={t("join.submit")}
          start={formStart({ token })}
          fields={[{ kind: "hidden", name: "token" }]}
        />
      ) : (
        <>
          <p className="measure mb-3">{t("join.signIn", { email: invitation.email })}</p>
          <p className="row">
            <ButtonLink href={`/login?next=${next}`}>{t("join.login")}</ButtonLink>
            <ButtonLink kind="line" href={`/register?next=${next}`}>
              {t("join.register")}
            </ButtonLink>
          </p>
        </>
      )}
    </Page>
  );
}
