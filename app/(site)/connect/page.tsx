import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { pageContext } from "@/server/api/page";
import { readLink } from "@/server/people/keep-connections";
import { askOwner } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connections");
  return { title: t("connect"), referrer: "same-origin", robots: { index: false } };
}

/** What a member's own link opens: their given name, and one press to ask them (U12). */
export default async function ConnectPage({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const t = await getTranslations("connections");
  const { token = "" } = await searchParams;
  const context = await pageContext();
  const owner = token ? await readLink(context.people, token) : null;
  if (!owner) {
    return (
      <Page title={t("connect")}>
        <Empty title={t("linkOver")}>{t("linkOverText")}</Empty>
      </Page>
    );
  }
  const next = encodeURIComponent(`/connect?token=${encodeURIComponent(token)}`);
  return (
    <Page title={t("connectWith", { name: owner.name })} lead={t("connectLead")}>
      {context.actor ? (
        <FieldForm
          action={askOwner}
          submit={t("connectSubmit", { name: owner.name })}
          start={formStart({ token })}
          fields={[{ kind: "hidden", name: "token" }]}
        />
      ) : (
        <p className="row">
          <ButtonLink href={`/login?next=${next}`}>{t("login")}</ButtonLink>
          <ButtonLink kind="line" href={`/register?next=${next}`}>
            {t("register")}
          </ButtonLink>
        </p>
      )}
    </Page>
  );
}
