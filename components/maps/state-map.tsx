import { useTranslations } from "next-intl";
import { useId } from "react";
import { Sign } from "@/components/ui/sign";
import { Table } from "@/components/ui/table";
import { answerOf, type CountyAnswers, fillOf } from "./answers";
import { AreaLink, NameLink } from "./area-link";
import { Hatch } from "./hatch";
import { Legend } from "./legend";
import { MapFrame } from "./map-frame";
import { stateGeometry } from "./state-geometry";
import { TableBehind } from "./table-behind";

/**
 * The counties of one state: open filled, closed paper, undecided hatched; `here` outlined and named. With `linkOf`
 * each county is a link, and the table behind holds the same links. Nothing for an id that is no state.
 */
export function StateMap({
  stateId,
  answers,
  here,
  linkOf,
}: {
  stateId: string;
  answers: CountyAnswers;
  here?: { countyId: string; name: string };
  linkOf?: (countyId: string) => string;
}) {
  const t = useTranslations("common.map");
  const hatch = useId();
  const state = stateGeometry(stateId);
  if (!state) return null;
  const answer = answerOf(answers);
  const own = state.counties.find(({ id }) => id === here?.countyId);
  const label = t("stateLabel", { state: state.name });
  // Room above for the name over a county at the top edge.
  const whole = { x: 0, y: -60, width: state.width, height: state.height + 70 };
  return (
    <MapFrame label={label} whole={whole}>
      <svg
        viewBox={`${whole.x} ${whole.y} ${whole.width} ${whole.height}`}
        role={linkOf ? "group" : "img"}
        aria-label={label}
      >
        <Hatch id={hatch} />
        {state.counties.map(({ id, name, path }) => (
          <AreaLink key={id} href={linkOf?.(id)} label={name}>
            <path
              className={`m-c ${fillOf[answer(id)]}`}
              fill={answer(id) === "undecided" ? `url(#${hatch})` : undefined}
              d={path}
            >
              <title>{name}</title>
            </path>
          </AreaLink>
        ))}
        <path className="m-coast" d={state.outline} />
        {own && here ? (
          <g>
            <path className="m-here" d={own.path} />
            <path className="m-pointer" d={`M${own.middle[0]} ${own.middle[1]}V${Math.max(own.middle[1] - 160, 10)}`} />
            <text
              className="halo t-ny"
              x={own.middle[0]}
              y={Math.max(own.middle[1] - 160, 10) - 14}
              textAnchor={
                own.middle[0] > state.width * 0.8 ? "end" : own.middle[0] < state.width * 0.2 ? "start" : "middle"
              }
            >
              {t("you", { place: here.name })}
            </text>
          </g>
        ) : null}
      </svg>
    </MapFrame>
  );
}

/** The legend of StateMap: the signs with their words. */
export function StateLegend() {
  const t = useTranslations("common.sign");
  return (
    <Legend
      entries={[
        { state: "open", text: t("open") },
        { state: "closed", text: t("closed") },
        { state: "undecided", text: t("undecided") },
      ]}
    />
  );
}

/** The table behind StateMap, to be opened where it stands. */
export function StateTable(props: Parameters<typeof StateRows>[0]) {
  return (
    <TableBehind>
      <StateRows {...props} />
    </TableBehind>
  );
}

/** Every county of a state with its answer; nothing for an id that is no state. */
export function StateRows({
  stateId,
  answers,
  linkOf,
}: {
  stateId: string;
  answers: CountyAnswers;
  linkOf?: (countyId: string) => string;
}) {
  const t = useTranslations("common");
  const state = stateGeometry(stateId);
  if (!state) return null;
  const answer = answerOf(answers);
  return (
    <Table
      label={t("map.stateLabel", { state: state.name })}
      columns={[{ heading: t("map.county") }, { heading: t("map.answer") }]}
      keys={state.counties.map(({ id }) => id)}
      rows={state.counties.map(({ id, name }) => [
        <NameLink key={id} href={linkOf?.(id)}>
          {name}
        </NameLink>,
        <Sign key="answer" state={answer(id)}>
          {t(`sign.${answer(id)}`)}
        </Sign>,
      ])}
    />
  );
}
