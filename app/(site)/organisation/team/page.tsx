import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Fold } from "@/components/ui/fold";
import { readTeam } from "@/server/people/manage-team";
import { SECTIONS, type Section } from "@/server/people/team";
import { organiserScope } from "../scope";
import { changeRole, invite, removeFromTeam, withdraw } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("team"))("title") };
}

/** The people who act for an organisation (U4): who may use what, who was asked, and asking somebody. */
export default async function TeamPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("team");
  const format = await getFormatter();
  const { by, context } = await organiserScope("/organisation/team", (await searchParams).of);
  const { people, invitations } = await readTeam(context, by);
  const hidden = (name: string): FieldSpec => ({ kind: "hidden", name });
  const { organisationId } = by;
  const sections: FieldSpec = {
    kind: "choices",
    name: "sections",
    legend: t("sections"),
    hint: t("sectionsHint"),
    many: true,
    options: (["everything", ...SECTIONS] as const).map((value) => ({ value, text: t(`section.${value}`) })),
  };
  const badges = (given: readonly Section[]) => (
    <p className="row mt-1">
      {given.map((section) => (
        <Badge key={section}>{t(`section.${section}`)}</Badge>
      ))}
    </p>
  );
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation?of=${organisationId}`, text: t("organisation") }, { text: t("title") }]}
    >
      <section className="mb-5" aria-labelledby="people">
        <h2 id="people" className="mb-3">
          {t("people", { count: people.length })}
        </h2>
        <div>
          {people.map((one) => (
            <div key={one.roleId} className="mb-4">
              <div>
                <h3 className="h4">{one.memberId === by.actor.memberId ? t("you", { name: one.name }) : one.name}</h3>
                <p className="small muted">
                  {one.email}. {t("since", { date: format.dateTime(one.since, { dateStyle: "long" }) })}
                  {one.hasSecondFactor ? "" : ` ${t("noSecondFactor")}`}
                </p>
                {badges(one.sections)}
              </div>
              <Fold title={t("change", { name: one.name })}>
                <div className="mt-3">
                  <FieldForm
                    action={changeRole}
                    small
                    submit={t("save")}
                    start={formStart({ organisationId, role: one.roleId, sections: [...one.sections] })}
                    fields={[hidden("organisationId"), hidden("role"), sections]}
                  />
                </div>
                <div className="mt-3">
                  <FieldForm
                    action={removeFromTeam}
                    kind="stop"
                    small
                    submit={t("remove", { name: one.name })}
                    start={formStart({ organisationId, role: one.roleId })}
                    fields={[hidden("organisationId"), hidden("role")]}
                  />
                </div>
              </Fold>
            </div>
          ))}
        </div>
      </section>
      {invitations.length > 0 ? (
        <section className="mb-5" aria-labelledby="invited">
          <h2 id="invited" className="mt-6 mb-3">
            {t("invited")}
          </h2>
          <div>
            {invitations.map((one) => (
              <div key={one.id} className="mb-4">
                <div>
                  <h3 className="h4">{one.email}</h3>
                  <p className="small muted">
                    {t("until", { date: format.dateTime(one.expiresAt, { dateStyle: "long" }) })}
                  </p>
                  {badges(one.sections)}
                </div>
                <FieldForm
                  action={withdraw}
                  kind="line"
                  small
                  submit={t("withdraw", { email: one.email })}
                  start={formStart({ organisationId, invitation: one.id })}
                  fields={[hidden("organisationId"), hidden("invitation")]}
                />
              </div>
            ))}
          </div>
        </section>
      ) : null}
      <section aria-labelledby="ask">
        <h2 id="ask" className="mt-6 mb-3">
          {t("ask")}
        </h2>
        <FieldForm
          action={invite}
          submit={t("invite")}
          start={formStart({ organisationId, sections: ["raffles"] })}
          fields={[
            hidden("organisationId"),
            { kind: "text", type: "email", name: "email", label: t("email"), hint: t("emailHint"), required: true },
            sections,
          ]}
        />
      </section>
    </Page>
  );
}
