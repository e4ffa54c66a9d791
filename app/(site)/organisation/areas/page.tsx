import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { readOrganisationLists } from "@/server/people/keep-organisation-lists";
import { organiserScope } from "../scope";
import { addArea, removeArea } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation-areas"))("title") };
}

/** The areas of all of an organisation's raffles at once (J12): both lists grow as areas are added, each entry can go. */
export default async function OrganisationAreasPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("organisation-areas");
  const { of } = await searchParams;
  const { by, context } = await organiserScope("/organisation/areas", of);
  const { entries, inForce } = await readOrganisationLists(context, by);
  const hidden = (name: string): FieldSpec => ({ kind: "hidden", name });
  const area: FieldSpec = { kind: "text", name: "area", label: t("area"), hint: t("areaHint"), required: true };
  const start = (list: string) => formStart({ organisationId: by.organisationId, list, coverage: "wide" });
  const timeZone = "America/New_York";
  const until = (at: Date | null) => (at ? <When at={at.toISOString()} timeZone={timeZone} /> : t("noEnd"));
  const lists = (["permission", "exclusion"] as const).map((list) => ({
    list,
    rows: entries.filter((entry) => entry.list === list),
    mayAdd: inForce === "both" || (inForce === "exclusions" && list === "exclusion"),
  }));
  // What is neither in force nor written down needs no empty table.
  const shown = lists.filter(({ rows, mayAdd }) => mayAdd || rows.length > 0);
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: t("organisation") }, { text: t("title") }]}
    >
      {inForce === "both" ? null : (
        <div className="mb-4">
          <Note kind="plain" title={t(`mode.${inForce}.title`)}>
            <p>{t(`mode.${inForce}.text`)}</p>
          </Note>
        </div>
      )}
      {shown.map(({ list, rows, mayAdd }) => (
        <section key={list} className="mb-5" aria-labelledby={list}>
          <h2 id={list} className="mt-6 mb-3">
            {t(`${list}.title`)}
          </h2>
          {rows.length === 0 ? (
            <Empty title={t(`${list}.none`)}>{t(`${list}.noneText`)}</Empty>
          ) : (
            <Table
              label={t(`${list}.title`)}
              keys={rows.map(({ id }) => id)}
              columns={[
                { heading: t("area") },
                ...(list === "permission"
                  ? [{ heading: t("coverage") }, { heading: t("permitNumber") }, { heading: t("validTo") }]
                  : []),
                { heading: t("action") },
              ]}
              rows={rows.map((entry) => [
                <>
                  {entry.areaName} <span className="mono muted small">{entry.areaId}</span>
                </>,
                ...(list === "permission"
                  ? [
                      <Badge key="coverage">{t(`coverages.${entry.coverage ?? "wide"}`)}</Badge>,
                      entry.permitNumber ?? "–",
                      until(entry.validTo),
                    ]
                  : []),
                <FieldForm
                  key="remove"
                  action={removeArea}
                  kind="line"
                  small
                  submit={t("remove", { area: entry.areaName })}
                  start={formStart({ organisationId: by.organisationId, entry: entry.id })}
                  fields={[hidden("organisationId"), hidden("entry")]}
                />,
              ])}
            />
          )}
          {mayAdd ? (
            <div className="mt-4">
              <FieldForm
                action={addArea}
                submit={t(`${list}.add`)}
                start={start(list)}
                fields={[
                  hidden("organisationId"),
                  hidden("list"),
                  area,
                  ...(list === "permission"
                    ? ([
                        {
                          kind: "select",
                          name: "coverage",
                          label: t("coverage"),
                          hint: t("coverageHint"),
                          options: ["wide", "not-required", "local"].map((value) => ({
                            value,
                            text: t(`coverages.${value}`),
                          })),
                        },
                        { kind: "text", name: "permitNumber", label: t("permitNumber"), width: "medium" },
                        { kind: "text", type: "date", name: "from", label: t("validFrom"), width: "small" },
                        { kind: "text", type: "date", name: "to", label: t("validTo"), width: "small" },
                      ] satisfies FieldSpec[])
                    : []),
                ]}
              />
            </div>
          ) : null}
        </section>
      ))}
    </Page>
  );
}
