"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { PARTICIPATIONS } from "@/server/games/raffles/draft";
import { rowIds, typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "../editor-context";
import { CheckIn, ChoiceIn, TextIn } from "../fields";
import { RemoveRow } from "../rows";

/** How people take part: online, on paper or both, and where paper tickets are sold (R7). */
export function TakePart() {
  const t = useTranslations("editor");
  const { form, arrange, errorOf } = useEditor();
  const isOffline = ["offline", "both"].includes(typed(form, "participation"));
  const places = rowIds(form, "place");
  return (
    <>
      <ChoiceIn
        name="participation"
        options={PARTICIPATIONS.map((value) => ({
          value,
          text: t(`choice.participation.${value}`),
          hint: t(`choice.participationHint.${value}`),
        }))}
      />
      {isOffline || places.length > 0 ? (
        <FieldGroup id="places" legend={t("field.places")} hint={t("hint.places")} error={errorOf("places")}>
          {places.map((id, at) => (
            <fieldset key={id} className="rowset">
              <legend className="small muted">{t("place", { number: at + 1 })}</legend>
              <div className="grid-2">
                <TextIn name={`place.${id}.name`} />
                <TextIn name={`place.${id}.hours`} optional />
                <TextIn name={`place.${id}.street`} autoComplete="street-address" />
                <TextIn name={`place.${id}.city`} />
                <TextIn name={`place.${id}.postalCode`} inputMode="numeric" width="small" optional />
                <TextIn name={`place.${id}.phone`} type="tel" optional />
                <TextIn name={`place.${id}.contact`} optional />
                <TextIn name={`place.${id}.mapUrl`} type="url" optional />
              </div>
              <RemoveRow list="place" id={id} what={t("place", { number: at + 1 })} focus="places" />
            </fieldset>
          ))}
          <div className="mt-3">
            <Button
              kind="line"
              small
              name="do"
              value="add-row place"
              onClick={(event) => {
                event.preventDefault();
                arrange({ do: "add-row", list: "place" });
              }}
            >
              {t("add.place")}
            </Button>
          </div>
        </FieldGroup>
      ) : (
        <noscript>
          <p className="small muted">{t("placesAfterSaving")}</p>
        </noscript>
      )}
      <CheckIn name="staffBarred" />
    </>
  );
}
