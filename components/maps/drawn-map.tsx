import { useTranslations } from "next-intl";
import { useId } from "react";
import type { CountyAnswers } from "./answers";
import { stateFileAddress } from "./drawing-file";
import { Hatch } from "./hatch";
import { MapFrame } from "./map-frame";
import { stateGeometry } from "./state-geometry";
import { usViewBox } from "./us-geometry";

/** StateMap without links, its drawing a file that the page refers to: for pages that many read. */
export function DrawnStateMap({ stateId, answers }: { stateId: string; answers: CountyAnswers }) {
  const t = useTranslations("common.map");
  const hatch = useId();
  const state = stateGeometry(stateId);
  const file = stateFileAddress(stateId, answers);
  if (!state || !file) return null;
  const label = t("stateLabel", { state: state.name });
  const whole = { x: 0, y: -60, width: state.width, height: state.height + 70 };
  return (
    <MapFrame label={label} whole={whole}>
      <svg viewBox={`${whole.x} ${whole.y} ${whole.width} ${whole.height}`} role="img" aria-label={label}>
        <Hatch id={hatch} />
        <use className="m-c m-closed" href={`${file}#closed`} />
        <use className="m-c m-und" fill={`url(#${hatch})`} href={`${file}#undecided`} />
        <use className="m-c m-open" href={`${file}#open`} />
        <use className="m-coast" href={`${file}#coast`} />
      </svg>
    </MapFrame>
  );
}

/** UsMap as it stands on the first page: the venue's map `mapId`, its drawing a file that the page refers to. */
export function DrawnUsMap({ mapId }: { mapId: string }) {
  const t = useTranslations("common.map");
  const hatch = useId();
  const { x, y, width, height } = usViewBox;
  const file = `/maps/us/${mapId}.svg`;
  return (
    <MapFrame label={t("usLabel")} whole={usViewBox} controls="corner">
      <svg viewBox={`${x} ${y} ${width} ${height}`} role="img" aria-label={t("usLabel")}>
        <Hatch id={hatch} />
        <use className="m-closed" href={`${file}#nation`} />
        <use className="m-line" href={`${file}#line`} />
        <use className="m-open" href={`${file}#open`} />
        <use className="m-inopen" href={`${file}#inopen`} />
        <use fill={`url(#${hatch})`} href={`${file}#undecided`} />
        <use className="m-state" href={`${file}#states`} />
        <use className="m-coast" href={`${file}#nation`} />
      </svg>
    </MapFrame>
  );
}
