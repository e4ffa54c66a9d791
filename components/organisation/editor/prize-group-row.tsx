"use client";

import { useTranslations } from "next-intl";
import type { DragEvent } from "react";
import { Button } from "@/components/ui/button";
import { type Layout, type LayoutGroup, typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";
import { TextIn } from "./fields";
import { PlacePicker } from "./place-picker";
import { PrizeFields } from "./prize-fields";

/** One prize group: what one winning ticket is worth, its place, and its prizes. */
export function PrizeGroupRow({
  group,
  place,
  layout,
  hasChoice,
  hasQuantity,
  isDragged,
  onDrag,
  onDragOver,
  onDrop,
}: {
  group: LayoutGroup;
  place: { drawing: number; group: number };
  layout: Layout;
  hasChoice: boolean;
  hasQuantity: boolean;
  isDragged: boolean;
  onDrag: (dragged: { kind: "group" | "prize"; id: string } | null) => void;
  onDragOver: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
}) {
  const t = useTranslations("editor");
  const structures = useTranslations("structures");
  const { form, arrange, errorOf } = useEditor();
  const label = structures("label.prize", { n: place.group + 1 });
  const heading = group.prizes.map((id) => typed(form, `prize.${id}.heading`)).filter(Boolean);
  const canMove = layout.some(({ groups }, at) => groups.length > (at === place.drawing ? 1 : 0)) || layout.length > 1;
  const error = errorOf(`group.${group.id}`);
  return (
    <li
      id={`group.${group.id}`}
      tabIndex={-1}
      className={isDragged ? "pgroup pgroup--dragged" : "pgroup"}
      onDragOver={onDragOver}
      onDrop={onDrop}
    >
      <div className="pgroup__head">
        {canMove ? (
          <span
            className="handle"
            draggable
            aria-hidden="true"
            title={t("drag")}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              event.dataTransfer.setData("text/plain", label);
              onDrag({ kind: "group", id: group.id });
            }}
            onDragEnd={() => onDrag(null)}
          />
        ) : null}
        <h3 className="h4">
          {label}
          {heading.length > 0 ? <span className="muted pgroup__what"> {heading.join(` ${t("or")} `)}</span> : null}
        </h3>
      </div>
      {error ? (
        <p className="err mt-1">
          <span>{error}</span>
        </p>
      ) : null}
      {group.prizes.map((id, p) => (
        <PrizeFields
          key={id}
          id={id}
          label={group.prizes.length > 1 ? structures("label.choice", { n: p + 1 }) : null}
          position={p}
          place={place}
          layout={layout}
          hasChoice={hasChoice}
          canDrag={hasChoice && (group.prizes.length > 1 || canMove)}
          onDrag={onDrag}
        />
      ))}
      <div className="pgroup__end">
        {hasQuantity ? <TextIn name={`group.${group.id}.quantity`} inputMode="numeric" width="small" /> : null}
        {canMove ? <PlacePicker kind="group" id={group.id} layout={layout} place={place} /> : null}
      </div>
      <div className="row mt-3">
        {hasChoice ? (
          <Button
            kind="line"
            small
            name="do"
            value={`add-prize ${place.drawing} ${place.group}`}
            onClick={(event) => {
              event.preventDefault();
              arrange({ do: "add-prize", ...place });
            }}
          >
            {t("add.choice")} <span className="vh">{label}</span>
          </Button>
        ) : null}
        <Button
          kind="line"
          small
          name="do"
          value={`remove-group ${group.id}`}
          onClick={(event) => {
            event.preventDefault();
            arrange({ do: "remove-group", id: group.id }, "layout");
          }}
        >
          {t("remove")} <span className="vh">{label}</span>
        </Button>
      </div>
    </li>
  );
}
