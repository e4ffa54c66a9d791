"use client";

import { useTranslations } from "next-intl";
import { FORMATS, STRUCTURES } from "@/server/games/raffles/draft";
import { typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "../editor-context";
import { CheckIn, ChoiceIn, TextIn } from "../fields";
import { StructureDrawing } from "../structure-drawing";

/** How it is played: structure and format, each with a small drawing of what it means, and what goes with them. */
export function KindPart() {
  const t = useTranslations("editor");
  const { form } = useEditor();
  const format = typed(form, "format") || "standard";
  const structure = typed(form, "structure");
  const hasLevels = structure === "multiple" || structure === "mega";
  return (
    <>
      <ChoiceIn
        name="structure"
        options={STRUCTURES.map((value) => ({
          value,
          text: t(`choice.structure.${value}`),
          hint: t(`choice.structureHint.${value}`),
          picture: <StructureDrawing structure={value} />,
        }))}
      />
      <ChoiceIn
        name="format"
        options={FORMATS.map((value) => ({
          value,
          text: t(`choice.format.${value}`),
          hint: t(`choice.formatHint.${value}`),
        }))}
      />
      {format === "fifty-fifty" ? (
        <fieldset className="field group">
          <legend className="legend-title">{t("pot")}</legend>
          <div className="grid-2 mt-2">
            <TextIn name="pot.share" inputMode="decimal" width="small" />
            <TextIn name="pot.seed" inputMode="decimal" width="small" optional />
            <TextIn name="pot.minimum" inputMode="decimal" width="small" optional />
            <TextIn name="pot.cap" inputMode="decimal" width="small" optional />
          </div>
        </fieldset>
      ) : null}
      <ChoiceIn
        name="purchase"
        options={["paid", "free"].map((value) => ({
          value,
          text: t(`choice.purchase.${value}`),
          hint: t(`choice.purchaseHint.${value}`),
        }))}
      />
      {hasLevels && format !== "tricky-tray" ? <CheckIn name="earlyBirdsLeave" /> : null}
      {format === "fifty-fifty" || format === "tricky-tray" ? null : <CheckIn name="conversionAllowed" />}
    </>
  );
}
