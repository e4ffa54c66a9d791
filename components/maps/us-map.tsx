import { useFormatter, useTranslations } from "next-intl";
import { useId } from "react";
import { Table } from "@/components/ui/table";
import { answerOf, type CountyAnswers } from "./answers";
import { NameLink } from "./area-link";
import { Hatch } from "./hatch";
import { Legend } from "./legend";
import { MapFrame } from "./map-frame";
import { TableBehind } from "./table-behind";
import { areaPath, middleOf, usGeometry, usViewBox } from "./us-geometry";
import { usShapes } from "./us-shapes";

/**
 * All counties of the United States as one drawing: open filled, closed paper, undecided hatched; `here` outlined and
 * named. Drawn by merged areas, so that it stays small whatever the answers are. The legend and the table are parts
 * of their own, to stand where the page wants them.
 */
export function UsMap({
  answers,
  here,
  label,
}: {
  answers: CountyAnswers;
  /** The reader's own county: its area id and how to call it. */
  here?: { countyId: string; name: string };
  label?: string;
}) {
  const t = useTranslations("common.map");
  const hatch = useId();
  const { counties } = usGeometry();
  const shapes = usShapes(answers);
  const own = counties.find(({ id }) => id === here?.countyId);
  const name = label ?? t("usLabel");
  const { x, y, width, height } = usViewBox;
  return (
    <MapFrame label={name} whole={usViewBox} controls="corner">
      <svg viewBox={`${x} ${y} ${width} ${height}`} role="img" aria-label={name}>
        <Hatch id={hatch} />
        <defs>
          <path id={`${hatch}nation`} d={shapes.nation} />
        </defs>
        <use className="m-closed" href={`#${hatch}nation`} />
        <path className="m-line" d={shapes.line} />
        <path className="m-open" d={shapes.open} />
        <path className="m-inopen" d={shapes.inopen} />
        <path fill={`url(#${hatch})`} d={shapes.undecided} />
        <path className="m-state" d={shapes.states} />
        <use className="m-coast" href={`#${hatch}nation`} />
        {own && here ? (
          <Here at={middleOf(own.area)} path={areaPath(own.area)} text={t("you", { place: here.name })} />
        ) : null}
      </svg>
    </MapFrame>
  );
}

function Here({ at: [x, y], path, text }: { at: readonly [number, number]; path: string; text: string }) {
  const top = Math.max(y - 108, 40);
  const anchor = x > 1600 ? "end" : x < 350 ? "start" : "middle";
  return (
    <g>
      <path className="m-here m-here--us" d={path} />
      <path className="m-pointer" d={`M${x} ${y}V${top}`} />
      <text className="halo t-us" x={x} y={top - 14} textAnchor={anchor}>
        {text}
      </text>
    </g>
  );
}

/** The legend of UsMap, with how many counties each answer holds for. */
export function UsLegend({ answers }: { answers: CountyAnswers }) {
  const t = useTranslations("common.map");
  const { counties } = usGeometry();
  const stateOf = answerOf(answers);
  const count = { open: 0, closed: 0, undecided: 0 };
  for (const { id } of counties) count[stateOf(id)]++;
  return (
    <Legend
      entries={[
        { state: "open", text: t("openIn", { count: count.open }) },
        { state: "closed", text: t("closedIn", { count: count.closed }) },
        { state: "undecided", text: t("undecidedIn", { count: count.undecided }) },
      ]}
    />
  );
}

/** The table behind UsMap: each state's counties by answer; `linkOf` gives a state's own page, where there is one. */
export function UsTable(props: Parameters<typeof UsRows>[0]) {
  return (
    <TableBehind>
      <UsRows {...props} />
    </TableBehind>
  );
}

/** Each state's counties by answer. */
export function UsRows({ answers, linkOf }: { answers: CountyAnswers; linkOf?: (stateId: string) => string }) {
  const t = useTranslations("common.map");
  const format = useFormatter();
  const { counties, states } = usGeometry();
  const stateOf = answerOf(answers);
  const rows = [...states]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ id, name }) => {
      const count = { open: 0, closed: 0, undecided: 0 };
      const own = counties.filter(({ stateId }) => stateId === id);
      for (const county of own) count[stateOf(county.id)]++;
      const figures = [own.length, count.open, count.undecided, count.closed].map((figure) => format.number(figure));
      return [
        <NameLink key={id} href={linkOf?.(id)}>
          {name}
        </NameLink>,
        ...figures,
      ];
    });
  return (
    <Table
      label={t("usLabel")}
      columns={[
        { heading: t("state") },
        { heading: t("counties"), numeric: true },
        { heading: t("open"), numeric: true },
        { heading: t("undecided"), numeric: true },
        { heading: t("closed"), numeric: true },
      ]}
      rows={rows}
    />
  );
}
