"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { rowIds, typed } from "@/server/games/raffles/form/raffle-form";
import { AreaPicker } from "../area-picker";
import { useEditor } from "../editor-context";
import { SelectIn, TextIn } from "../fields";
import { RemoveRow } from "../rows";

const COVERAGES = ["wide", "not-required", "local"];

/** Where the raffle may be offered and where not: by name, tier by tier, by ZIP or on a map (J2). */
export function WherePart() {
  const t = useTranslations("editor");
  const organisation = useTranslations("organisation");
  const { form, rules, arrange, errorOf } = useEditor();
  if (!rules.listsPerGame) {
    return (
      <>
        <div className="mb-4">
          <Note kind="plain" title={t("listsElsewhere")}>
            {t("listsElsewhereText")}
          </Note>
        </div>
        <TextIn name="minimumAge" inputMode="numeric" width="small" optional />
      </>
    );
  }
  const meaning = (field: string) => {
    const answer = rules.areas.get(typed(form, field).trim());
    return answer && "id" in answer ? `${answer.name} · ${answer.id}` : undefined;
  };
  return (
    <>
      <p className="muted measure mb-4">{t("whereLead")}</p>
      <AreaPicker />
      <FieldGroup
        id="permissions"
        legend={t("field.permissions")}
        hint={t("hint.permissions")}
        error={errorOf("permissions")}
      >
        {rowIds(form, "permission").map((id, at) => {
          const name = t("permission", { number: at + 1 });
          return (
            <fieldset key={id} className="rowset">
              <legend className="small muted">{name}</legend>
              <div className="grid-2">
                <TextIn name={`permission.${id}.area`} suffix={meaning(`permission.${id}.area`)} />
                <SelectIn
                  name={`permission.${id}.coverage`}
                  options={COVERAGES.map((value) => ({ value, text: organisation(`coverage.${value}`) }))}
                />
                <TextIn name={`permission.${id}.permitNumber`} mono optional />
                <div className="grid-2 dates">
                  <TextIn name={`permission.${id}.from`} type="date" optional />
                  <TextIn name={`permission.${id}.to`} type="date" optional />
                </div>
              </div>
              <RemoveRow list="permission" id={id} what={name} focus="permissions" />
            </fieldset>
          );
        })}
        <div className="mt-3">
          <Button
            kind="line"
            small
            name="do"
            value="add-row permission"
            onClick={(event) => {
              event.preventDefault();
              arrange({ do: "add-row", list: "permission" });
            }}
          >
            {t("add.permission")}
          </Button>
        </div>
      </FieldGroup>
      <FieldGroup
        id="exclusions"
        legend={t("field.exclusions")}
        hint={t("hint.exclusions")}
        error={errorOf("exclusions")}
      >
        {rowIds(form, "exclusion").map((id, at) => {
          const name = t("exclusion", { number: at + 1 });
          return (
            <fieldset key={id} className="rowset">
              <legend className="small muted">{name}</legend>
              <TextIn name={`exclusion.${id}.area`} width="medium" suffix={meaning(`exclusion.${id}.area`)} />
              <RemoveRow list="exclusion" id={id} what={name} focus="exclusions" />
            </fieldset>
          );
        })}
        <div className="mt-3">
          <Button
            kind="line"
            small
            name="do"
            value="add-row exclusion"
            onClick={(event) => {
              event.preventDefault();
              arrange({ do: "add-row", list: "exclusion" });
            }}
          >
            {t("add.exclusion")}
          </Button>
        </div>
      </FieldGroup>
      <TextIn name="minimumAge" inputMode="numeric" width="small" optional />
    </>
  );
}
