import { useTranslations } from "next-intl";
import { useId } from "react";
import { answerOf, type CountyAnswers } from "./answers";
import { AreaLink } from "./area-link";
import { Hatch } from "./hatch";
import { areaPath, usGeometry, usViewBox } from "./us-geometry";

type StateAnswer = "open" | "part" | "undecided" | "closed";

/**
 * The states as wholes: open in every county, in some, undecided, closed. With `linkOf` each state is a link, e.g. to
 * choose one's county there; the same links must stand in a list beside it.
 */
export function UsStatesMap({
  answers,
  linkOf,
  label,
}: {
  /** Without answers the map only shows the states. */
  answers?: CountyAnswers;
  linkOf?: (stateId: string) => string;
  label?: string;
}) {
  const t = useTranslations("common.map");
  const hatch = useId();
  const { states } = usGeometry();
  const stateAnswer = answers ? summary(answers) : () => "closed" as const;
  const { x, y, width, height } = usViewBox;
  return (
    <div className="map">
      <svg viewBox={`${x} ${y} ${width} ${height}`} role={linkOf ? "group" : "img"} aria-label={label ?? t("usLabel")}>
        <Hatch id={hatch} />
        {states.map(({ id, name, area }) => (
          <AreaLink key={id} href={linkOf?.(id)} label={name}>
            <path
              className={`m-c ${fills[stateAnswer(id)]}`}
              fill={stateAnswer(id) === "undecided" ? `url(#${hatch})` : undefined}
              d={areaPath(area)}
            >
              <title>{name}</title>
            </path>
          </AreaLink>
        ))}
      </svg>
    </div>
  );
}

/** The legend of UsStatesMap. */
export function UsStatesLegend() {
  const t = useTranslations("common");
  const entries = [
    ["open", t("map.openAll")],
    ["part", t("map.openSome")],
    ["undecided", t("sign.undecided")],
    ["closed", t("sign.closed")],
  ] as const;
  return (
    <ul className="legend">
      {entries.map(([state, text]) => (
        <li key={state}>
          <span className={`swatch swatch--${state}`} />
          {text}
        </li>
      ))}
    </ul>
  );
}

const fills: Record<StateAnswer, string> = { open: "m-open", part: "m-part", undecided: "m-und", closed: "m-closed" };

function summary(answers: CountyAnswers): (stateId: string) => StateAnswer {
  const answer = answerOf(answers);
  const seen = new Map<string, Set<string>>();
  for (const { id, stateId } of usGeometry().counties) {
    const states = seen.get(stateId) ?? new Set();
    states.add(answer(id));
    seen.set(stateId, states);
  }
  return (stateId) => {
    const states = seen.get(stateId);
    if (states?.has("open")) return states.size === 1 ? "open" : "part";
    return states?.has("undecided") ? "undecided" : "closed";
  };
}
