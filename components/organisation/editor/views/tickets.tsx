"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { rowIds, typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "../editor-context";
import { CheckIn, ChoiceIn, LinesIn, TextIn } from "../fields";
import { RemoveRow } from "../rows";

/** Price, cap, bundles, limits and numbers. */
export function TicketsPart() {
  const t = useTranslations("editor");
  const { form, arrange, errorOf } = useEditor();
  const isFree = typed(form, "purchase") === "free";
  return (
    <>
      {isFree ? (
        <p className="muted measure mb-4">{t("freeNoPrice")}</p>
      ) : (
        <TextIn name="price" inputMode="decimal" width="small" />
      )}
      <TextIn name="ticketCap" inputMode="numeric" width="small" optional />
      {isFree ? null : (
        <FieldGroup
          id="priceLevels"
          legend={t("field.priceLevels")}
          hint={t("hint.priceLevels")}
          error={errorOf("priceLevels")}
        >
          {rowIds(form, "level").map((id, at) => (
            <fieldset key={id} className="rowset">
              <legend className="small muted">{t("bundle", { number: at + 1 })}</legend>
              <div className="grid-3">
                <TextIn name={`level.${id}.count`} inputMode="numeric" />
                <TextIn name={`level.${id}.price`} inputMode="decimal" />
                <TextIn name={`level.${id}.stock`} inputMode="numeric" optional />
              </div>
              <RemoveRow list="level" id={id} what={t("bundle", { number: at + 1 })} focus="priceLevels" />
            </fieldset>
          ))}
          <div className="mt-3">
            <Button
              kind="line"
              small
              name="do"
              value="add-row level"
              onClick={(event) => {
                event.preventDefault();
                arrange({ do: "add-row", list: "level" });
              }}
            >
              {t("add.level")}
            </Button>
          </div>
        </FieldGroup>
      )}
      <TextIn name="perPersonMaximum" inputMode="numeric" width="small" optional />
      <TextIn name="perHouseholdMaximum" inputMode="numeric" width="small" optional />
      <CheckIn name="giftsAllowed" />
      {isFree ? null : (
        <>
          <CheckIn name="donationsAllowed" />
          <CheckIn name="coverFeeAllowed" />
          <CheckIn name="freeEntryAllowed" />
          {typed(form, "freeEntryAllowed") === "on" ? <LinesIn name="freeEntryText" rows={3} /> : null}
        </>
      )}
      <ChoiceIn
        name="numbering"
        options={["at-issue", "at-close"].map((value) => ({ value, text: t(`choice.numbering.${value}`) }))}
      />
      <ChoiceIn
        name="ticketNumberPart"
        options={["sequence", "participant", "record"].map((value) => ({
          value,
          text: t(`choice.ticketNumberPart.${value}`),
        }))}
      />
    </>
  );
}
