"use client";

import { useTranslations } from "next-intl";
import { type MouseEvent, useEffect, useState } from "react";
import { Check } from "@/components/ui/check";
import { Segmented } from "@/components/ui/segmented";
import type { ListName } from "@/server/games/raffles/form/raffle-form";

interface Shapes {
  width: number;
  height: number;
  outline: string;
  counties: Array<{ id: string; name: string; path: string }>;
}
type Toggle = (list: "permission" | "exclusion", area: { id: string; name: string }) => void;

/**
 * The counties of a state to press on: each goes into the list that is chosen, or out of it again. The same counties
 * stand below as boxes to check, for the keyboard and for readers of the screen.
 */
export function AreaMap({
  stateId,
  name,
  onToggle,
  rowOf,
}: {
  stateId: string;
  name: string;
  onToggle: Toggle;
  rowOf: (list: ListName, area: { id: string; name: string }) => string | undefined;
}) {
  const t = useTranslations("editor.picker");
  const [shapes, setShapes] = useState<Shapes | null>(null);
  const [list, setList] = useState<"permission" | "exclusion">("permission");
  useEffect(() => {
    let isOver = false;
    void fetch(`/api/organisation/areas?shapes=${stateId}`)
      .then((response) => (response.ok ? response.json() : null))
      .then((answer: Shapes | null) => {
        if (!isOver) setShapes(answer);
      })
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [stateId]);
  if (!shapes) return null;
  const press = (event: MouseEvent<SVGSVGElement>) => {
    const id = (event.target as SVGElement).getAttribute("data-county");
    const county = shapes.counties.find((one) => one.id === id);
    if (county) onToggle(list, county);
  };
  return (
    <fieldset className="field mt-4">
      <legend>{t("map", { state: name })}</legend>
      <div
        className="mt-2"
        onChange={(event) => {
          const chosen = (event.target as unknown as HTMLInputElement).value;
          if (chosen === "permission" || chosen === "exclusion") setList(chosen);
        }}
      >
        <Segmented
          legend={t("press")}
          name="picker-list"
          initial="permission"
          options={[
            { value: "permission", text: t("permit") },
            { value: "exclusion", text: t("exclude") },
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the boxes below do the same by keyboard */}
      <svg
        className="areamap"
        viewBox={`0 -10 ${shapes.width} ${shapes.height + 20}`}
        role="img"
        aria-label={t("mapLabel", { state: name })}
        onClick={press}
      >
        {shapes.counties.map((county) => (
          <path
            key={county.id}
            data-county={county.id}
            className={
              rowOf("exclusion", county) ? "m-c m-out" : rowOf("permission", county) ? "m-c m-open" : "m-c m-closed"
            }
            d={county.path}
          >
            <title>{county.name}</title>
          </path>
        ))}
        <path className="m-coast" d={shapes.outline} />
      </svg>
      <details className="fold mt-2">
        <summary>{t("boxes", { state: name })}</summary>
        <div className="columns">
          {shapes.counties.map((county) => (
            <Check
              key={county.id}
              id={`county-${county.id}`}
              checked={rowOf(list, county) !== undefined}
              onChange={() => onToggle(list, county)}
            >
              {county.name}
            </Check>
          ))}
        </div>
      </details>
    </fieldset>
  );
}
