import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { DecisionForm } from "@/components/admin/decision-form";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ClaimFacts } from "@/components/syndicates/claim-facts";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { syndicateServices } from "@/server/api/syndicate-services";
import { waitingClaims } from "@/server/games/syndicates/claims/show-claims";
import { adminScope } from "../scope";
import { decide, look } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicate-claims.admin"))("title") };
}

/** Prizes of syndicates that the lottery pays to a named person: two administrators' word (B17, P27). */
export default async function SyndicateClaimsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const [t, admin, format] = [
    await getTranslations("syndicate-claims"),
    await getTranslations("admin"),
    await getFormatter(),
  ];
  const { by, context } = await adminScope("/admin/syndicate-claims");
  const deps = syndicateServices(context);
  const claims = deps ? await waitingClaims(deps, by) : [];
  return (
    <Page
      wide
      title={t("admin.title")}
      lead={t("admin.lead")}
      trail={[{ href: "/admin", text: admin("title") }, { text: t("admin.title") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("admin.done")} />
        </div>
      ) : null}
      {claims.length === 0 ? <Empty title={t("admin.none")} /> : null}
      {claims.map((view) => (
        <section key={view.claim.id} className="mb-6">
          <h2 className="mb-3">{view.syndicate.name}</h2>
          <ClaimFacts view={view} currency={view.syndicate.currency} names={view.names} />
          <div className="measure">
            <h3 className="h4 mt-4 mb-2">{t("documents.title")}</h3>
            <ul className="stack mb-3">
              {view.documents.map(({ id, kind, uploadedAt }) => (
                <li key={id}>
                  <a href={`/admin/syndicate-claims/${id}`}>
                    {t("admin.document", {
                      kind: t(`documents.kind.${kind}`),
                      date: format.dateTime(uploadedAt, { dateStyle: "long", timeStyle: "short" }),
                    })}
                  </a>
                </li>
              ))}
            </ul>
            <FieldForm
              action={look}
              kind="line"
              submit={t("admin.look")}
              start={formStart({ claim: view.claim.id })}
              fields={[{ kind: "hidden", name: "claim" }]}
            />
            {view.mayDecide ? (
              <DecisionForm
                action={decide}
                id={view.claim.id}
                words={{
                  approve: t(view.claim.state === "consented" ? "admin.approve" : "admin.confirm"),
                  refuse: t("admin.refuse"),
                  reason: t("admin.reason"),
                }}
              />
            ) : (
              <p className="muted mt-3">{t("admin.another")}</p>
            )}
          </div>
        </section>
      ))}
    </Page>
  );
}
