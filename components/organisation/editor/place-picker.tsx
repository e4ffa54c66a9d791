"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { readArrangement } from "@/server/games/raffles/form/arrange-form";
import { type Layout, typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";

/**
 * A new place for a group or a prize, picked from a list of all there are and taken by its button: the same by
 * keyboard, by pointer and without scripts.
 */
export function PlacePicker({
  kind,
  id,
  layout,
  place,
  prize = 0,
}: {
  kind: "group" | "prize";
  id: string;
  layout: Layout;
  place: { drawing: number; group: number };
  /** Where a prize stands within its group. */
  prize?: number;
}) {
  const t = useTranslations("editor");
  const structures = useTranslations("structures");
  const { form, arrange } = useEditor();
  const isTray = typed(form, "format") === "tricky-tray";
  const here =
    kind === "group"
      ? `move-group ${id} ${place.drawing} ${place.group}`
      : `move-prize ${id} ${place.drawing} ${place.group} ${prize}`;
  const [chosen, setChosen] = useState("");
  const name = `move.${id}`;
  const drawingName = (d: number) =>
    d === 0 ? (isTray ? t("trayPrizes") : structures("label.main")) : structures("label.earlyBird", { n: d });
  const prizeLabel = (n: number) => structures("label.prize", { n: n });
  const options = layout.map((drawing, d) => {
    const own = d === place.drawing;
    const groups = drawing.groups.length;
    if (kind === "group") {
      const places = Array.from({ length: own ? groups : groups + 1 }, (_, g) => ({
        value: `move-group ${id} ${d} ${g}`,
        text: prizeLabel(g + 1),
      }));
      return { label: drawingName(d), places };
    }
    const into = drawing.groups.flatMap((group, g) => {
      const isHome = own && g === place.group;
      return Array.from({ length: isHome ? group.prizes.length : group.prizes.length + 1 }, (_, p) => ({
        value: `move-prize ${id} ${d} ${g} ${p}`,
        text: t("placeChoice", { prize: prizeLabel(g + 1), choice: structures("label.choice", { n: p + 1 }) }),
      }));
    });
    const alone = { value: `move-out ${id} ${d} ${groups}`, text: t("placeAlone", { prize: prizeLabel(groups + 1) }) };
    return { label: drawingName(d), places: [...into, alone] };
  });
  return (
    <div className="field placepick">
      <label htmlFor={name}>{t(kind === "group" ? "placeOfGroup" : "placeOfPrize")}</label>
      <div className="row row--tight">
        <select id={name} name={name} value={chosen || here} onChange={(event) => setChosen(event.target.value)}>
          {options.map((drawing) => (
            <optgroup key={drawing.label} label={drawing.label}>
              {drawing.places.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.text}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <Button
          kind="line"
          small
          name="do"
          value={`from ${name}`}
          onClick={(event) => {
            event.preventDefault();
            const wish = readArrangement(chosen || here);
            setChosen("");
            if (wish && chosen && chosen !== here) arrange(wish, name);
          }}
        >
          {t("move")}
        </Button>
      </div>
    </div>
  );
}
