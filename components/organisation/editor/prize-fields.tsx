"use client";

import { useTranslations } from "next-intl";
import { motifs } from "@/components/covers/motifs";
import { Button } from "@/components/ui/button";
import { CATEGORIES } from "@/server/games/raffles/categories";
import { type Layout, typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";
import { CheckIn, LinesIn, SelectIn, TextIn } from "./fields";
import { PictureIn } from "./picture-in";
import { PlacePicker } from "./place-picker";

const OPTIONS = ["item", "cash", "towards"] as const;

/** One prize: what it is, worth and costs; the rest folded away until it is wanted. */
export function PrizeFields({
  id,
  label,
  position,
  place,
  layout,
  hasChoice,
  canDrag,
  onDrag,
}: {
  id: string;
  label: string | null;
  position: number;
  place: { drawing: number; group: number };
  layout: Layout;
  hasChoice: boolean;
  canDrag: boolean;
  onDrag: (dragged: { kind: "group" | "prize"; id: string } | null) => void;
}) {
  const t = useTranslations("editor");
  const organisation = useTranslations("organisation");
  const { form, arrange } = useEditor();
  const at = `prize.${id}`;
  const isShare = typed(form, "format") === "fifty-fifty";
  const isChoice = label !== null;
  return (
    <fieldset id={at} className={isChoice ? "prize prize--choice" : "prize"} tabIndex={-1}>
      <legend className={isChoice ? "small muted" : "vh"}>
        {canDrag && isChoice ? (
          <span
            className="handle handle--small"
            draggable
            aria-hidden="true"
            title={t("drag")}
            onDragStart={(event) => {
              event.stopPropagation();
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData("text/plain", label);
              onDrag({ kind: "prize", id });
            }}
            onDragEnd={() => onDrag(null)}
          />
        ) : null}
        {label ?? t("prize")}
      </legend>
      <div className="prize__main">
        <TextIn name={`${at}.heading`} />
        {isShare ? null : <TextIn name={`${at}.value`} inputMode="decimal" />}
        <TextIn name={`${at}.cost`} inputMode="decimal" optional />
      </div>
      <details className="fold mt-2" open={false}>
        <summary>{t("more")}</summary>
        <div>
          {hasChoice && !isChoice ? (
            <PlacePicker kind="prize" id={id} layout={layout} place={place} prize={position} />
          ) : null}
          <LinesIn name={`${at}.description`} rows={2} optional />
          <TextIn name={`${at}.sponsor`} optional />
          <SelectIn
            name={`${at}.category`}
            empty={organisation("category.other")}
            options={CATEGORIES.filter((one) => one !== "other").map((value) => ({
              value,
              text: organisation(`category.${value}`),
            }))}
          />
          <TextIn name={`${at}.subcategory`} optional width="medium" />
          <PictureIn name={`${at}.imageId`} coverField={`${at}.cover`} />
          <SelectIn
            name={`${at}.cover`}
            empty={t("sameCover")}
            options={motifs.map((value) => ({ value, text: organisation(`cover.${value}`) }))}
          />
          <CheckIn name={`${at}.notActualItem`} />
          <fieldset className="field">
            <legend>{t("options")}</legend>
            <span className="hint">{t("hint.options")}</span>
            {OPTIONS.map((option) => (
              <div key={option}>
                <CheckIn name={`${at}.options.${option}`} label={t(`option.${option}`)} />
                {typed(form, `${at}.options.${option}`) === "on" ? (
                  <div className="grid-2 indent">
                    {option === "item" ? null : <TextIn name={`${at}.options.${option}.value`} inputMode="decimal" />}
                    <TextIn name={`${at}.options.${option}.cost`} inputMode="decimal" optional />
                  </div>
                ) : null}
              </div>
            ))}
          </fieldset>
        </div>
      </details>
      {hasChoice && isChoice ? (
        <div className="prize__place mt-3">
          <PlacePicker kind="prize" id={id} layout={layout} place={place} prize={position} />
          <Button
            kind="line"
            small
            name="do"
            value={`remove-prize ${id}`}
            onClick={(event) => {
              event.preventDefault();
              arrange({ do: "remove-prize", id }, "layout");
            }}
          >
            {t("remove")} <span className="vh">{label}</span>
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}
