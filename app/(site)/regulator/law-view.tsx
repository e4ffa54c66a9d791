import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Badge } from "@/components/ui/badge";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import type { ListMode } from "@/server/jurisdiction/list-modes";
import type { RegulatorDeps } from "@/server/regulators/ports";
import { type AreaAuthority, readAreaLaw } from "@/server/regulators/set-area-law";
import { addEntry, removeEntry, saveLaw } from "./actions";
import { lawFields } from "./law-fields";
import { lawValues } from "./law-form";

/** The law of an area: what is in force, its lists for every game, and the versions before. */
export async function LawView({
  by,
  deps,
  areaId,
  listMode,
}: {
  by: AreaAuthority;
  deps: RegulatorDeps;
  areaId: string;
  listMode: ListMode;
}) {
  const t = await getTranslations("regulator");
  const format = await getFormatter();
  const { versions, lists } = await readAreaLaw(deps, by, areaId);
  const as = "areaId" in by ? "regulator" : "administrator";
  const hidden: FieldSpec[] = [
    { kind: "hidden", name: "area" },
    { kind: "hidden", name: "as" },
    { kind: "hidden", name: "list" },
    { kind: "hidden", name: "entry" },
  ];
  const isExcluded = lists.some(({ list }) => list === "exclusion");
  const mayPermit =
    (as === "administrator" ? listMode === "per-area" : listMode === "per-regulator") &&
    !lists.some(({ list }) => list === "permission");
  return (
    <>
      <h2 className="mb-3">{t("lists")}</h2>
      {lists.length === 0 ? <p className="muted mb-3">{t("law.noLists")}</p> : null}
      {lists.map((entry) => (
        <div key={entry.id} className="mb-4">
          <Note kind={entry.list === "exclusion" ? "bad" : "good"} title={t(`list.${entry.list}`)}>
            <p>
              {entry.coverage ? <Badge>{t(`coverage.${entry.coverage}`)}</Badge> : null} {entry.reason}
            </p>
          </Note>
          <FieldForm
            action={removeEntry}
            kind="line"
            small
            submit={t("law.takeOff")}
            start={formStart({ area: areaId, as, list: entry.list, entry: entry.id })}
            fields={hidden}
          />
        </div>
      ))}
      {isExcluded ? null : (
        <FieldForm
          action={addEntry}
          kind="stop"
          submit={t("law.exclude")}
          start={formStart({ area: areaId, as, list: "exclusion" })}
          fields={[...hidden, { kind: "text", name: "reason", label: t("reason"), hint: t("law.excludeHint") }]}
        />
      )}
      {mayPermit ? (
        <div className="mt-5">
          <FieldForm
            action={addEntry}
            kind="line"
            submit={t("law.permit")}
            start={formStart({ area: areaId, as, list: "permission", coverage: "wide" })}
            fields={[
              ...hidden,
              {
                kind: "select",
                name: "coverage",
                label: t("what"),
                options: ["wide", "not-required", "local"].map((value) => ({ value, text: t(`coverage.${value}`) })),
              },
              { kind: "text", name: "ground", label: t("law.ground") },
            ]}
          />
        </div>
      ) : null}
      <h2 className="mt-6 mb-3">{t("law.rules")}</h2>
      <FieldForm
        action={saveLaw}
        submit={t("law.submit")}
        start={formStart(lawValues(areaId, as, versions[0]))}
        fields={await lawFields()}
      />
      {versions.length > 0 ? (
        <>
          <h2 className="mt-6 mb-3">{t("law.versions")}</h2>
          <Table
            label={t("law.versions")}
            columns={[
              { heading: t("law.version"), numeric: true },
              { heading: t("law.from") },
              { heading: t("minimumAge"), numeric: true },
              { heading: t("law.says") },
              { heading: t("law.source") },
            ]}
            rows={versions.map((version) => [
              version.version,
              format.dateTime(version.validFrom, { dateStyle: "medium", timeStyle: "short" }),
              version.minimumAge ?? "–",
              <code key="rules" className="small">
                {JSON.stringify(version.rules)}
              </code>,
              version.source,
            ])}
          />
        </>
      ) : null}
    </>
  );
}
