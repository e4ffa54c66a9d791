import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { readNotices } from "@/server/people/change-notices";
import { NOTICE_KINDS } from "@/server/people/notices";
import { getAgain, saveNotices } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account.notifications"))("title"), robots: { index: false } };
}

const ALWAYS = ["receipts", "prizes", "changes", "account", "law"] as const;

/** Which letters a member gets (U11): a switch for each kind, and what cannot be switched off and why. */
export default async function NotificationsPage() {
  const [t, format] = await Promise.all([getTranslations("account.notifications"), getFormatter()]);
  const tAccount = await getTranslations("account");
  const { context, actor } = await pageActor("/account/notifications");
  const { notices, ended } = await readNotices(context.people, actor);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: "/account", text: tAccount("yours") }, { text: t("title") }]}
    >
      <FieldForm
        action={saveNotices}
        submit={t("submit")}
        start={formStart(Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, notices[kind] ? "on" : ""])))}
        fields={NOTICE_KINDS.map((kind) => ({ kind: "check", name: kind, label: t(kind) }))}
      />
      {ended.length > 0 ? (
        <section>
          <h2 className="mt-6 mb-3">{t("ended")}</h2>
          {ended.map((one) => (
            <div key={one.organisationId} className="mb-4">
              <p className="mb-2">
                {one.name}{" "}
                <span className="small muted">
                  {t("endedSince", { date: format.dateTime(one.at, { dateStyle: "long" }) })}
                </span>
              </p>
              <FieldForm
                action={getAgain}
                kind="line"
                small
                submit={t("again", { name: one.name })}
                start={formStart({ organisation: one.organisationId })}
                fields={[{ kind: "hidden", name: "organisation" }]}
              />
            </div>
          ))}
        </section>
      ) : null}
      <section>
        <h2 className="mt-6 mb-3">{t("always")}</h2>
        <p className="mb-3">{t("alwaysText")}</p>
        <ul className="stack stack--2">
          {ALWAYS.map((one) => (
            <li key={one}>{t(`alwaysList.${one}`)}</li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
