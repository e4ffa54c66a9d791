import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.data"))("title"), robots: { index: false } };
}

/** What the venue keeps about a member, to take away. */
export default async function DataPage() {
  const t = await getTranslations("account.data");
  const tAccount = await getTranslations("account");
  await pageActor("/account/data");
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: tAccount("yours") }, { text: t("title") }]}
    >
      <p className="mb-3">{t("what")}</p>
      <p className="mb-4">{t("not")}</p>
      <a className="btn" href="/account/data/export.json" download>
        {t("do")}
      </a>
      <p className="small muted mt-3">{t("logged")}</p>
    </Page>
  );
}
