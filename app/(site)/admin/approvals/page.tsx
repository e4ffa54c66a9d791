import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DecisionForm } from "@/components/admin/decision-form";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { waitingApplications } from "@/server/people/apply-for-role";
import { decideOnApplication } from "../actions";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.approvals") };
}

export default async function ApprovalsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const t = await getTranslations("admin");
  const { by, context, deps } = await adminScope("/admin/approvals");
  const applications = await waitingApplications(context.people, by);
  const words = { approve: t("approve"), refuse: t("refuse"), reason: t("reason") };
  return (
    <Page
      title={t("part.approvals")}
      lead={t("about.approvals")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.approvals") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("decided")} />
        </div>
      ) : null}
      <h2 className="mb-3">{t("kpi.applications")}</h2>
      {applications.length === 0 ? <Empty title={t("nothingWaits")} /> : null}
      {applications.map((one) => (
        <section key={one.id} className="mb-5">
          <Facts
            facts={[
              { term: t("who"), value: `${one.memberName}, ${one.memberEmail}` },
              {
                term: t("wants"),
                value: one.organisation
                  ? `${one.organisation.name} (${one.organisation.code})`
                  : t("regulatorOf", { area: deps.tree.displayName(one.areaId ?? "") }),
              },
              ...(one.organisation
                ? [
                    { term: t("registration"), value: one.organisation.registration },
                    {
                      term: t("address"),
                      value: `${one.organisation.street}, ${one.organisation.city} ${one.organisation.postalCode}`,
                    },
                    { term: t("description"), value: one.organisation.description || "–" },
                  ]
                : []),
            ]}
          />
          <DecisionForm action={decideOnApplication} id={one.id} words={words} />
        </section>
      ))}
    </Page>
  );
}
