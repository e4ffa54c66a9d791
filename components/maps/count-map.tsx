import { useFormatter, useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import { AreaLink, NameLink } from "./area-link";
import { MapFrame } from "./map-frame";
import { stateGeometry } from "./state-geometry";
import { TableBehind } from "./table-behind";

/** Lower ends of the four shades; below the first nothing is filled. */
const steps = [1, 6, 11, 21] as const;

/**
 * A number for each county of a state, in four shades with the figure written where it has room; `marked` counties
 * carry a red edge. Its legend and its table come with it.
 */
export function CountMap({
  stateId,
  counts,
  marked = [],
  markedText,
  heading,
  linkOf,
}: {
  stateId: string;
  counts: Readonly<Record<string, number>>;
  marked?: readonly string[];
  /** What the red edge means. */
  markedText?: string;
  /** What is counted, heads the column of the table. */
  heading: string;
  linkOf?: (countyId: string) => string;
}) {
  const t = useTranslations("common.map");
  const format = useFormatter();
  const state = stateGeometry(stateId);
  if (!state) return null;
  const label = t("stateLabel", { state: state.name });
  const whole = { x: 0, y: 0, width: state.width, height: state.height };
  const shade = (count: number) => steps.filter((step) => count >= step).length;
  return (
    <>
      <MapFrame label={label} whole={whole}>
        <svg viewBox={`0 0 ${state.width} ${state.height}`} role={linkOf ? "group" : "img"} aria-label={label}>
          {state.counties.map(({ id, name, path }) => {
            const count = counts[id] ?? 0;
            const text = `${name}: ${format.number(count)}`;
            return (
              <AreaLink key={id} href={linkOf?.(id)} label={text}>
                <path className={`m-c q${shade(count)}`} d={path}>
                  <title>{text}</title>
                </path>
              </AreaLink>
            );
          })}
          <path className="m-coast" d={state.outline} />
          {state.counties
            .filter(({ id }) => marked.includes(id))
            .map(({ id, path }) => (
              <path key={id} className="stop-mark" d={path} />
            ))}
          <g>
            {state.counties.map(({ id, middle: [x, y], room }) => {
              const count = counts[id] ?? 0;
              return count > 0 && room >= 40 ? (
                <text key={id} className={shade(count) >= 4 ? "cnt on" : "cnt"} x={x} y={y}>
                  {format.number(count)}
                </text>
              ) : null;
            })}
          </g>
        </svg>
      </MapFrame>
      <ul className="legend mt-3">
        <li>
          <span className="swatch qs0" />
          {t("none")}
        </li>
        {steps.map((from, index) => {
          const next = steps[index + 1];
          return (
            <li key={from}>
              <span className={`swatch qs${index + 1}`} />
              {next === undefined ? t("orMore", { from }) : t("range", { from, to: next - 1 })}
            </li>
          );
        })}
        {markedText ? (
          <li>
            <span className="swatch swatch--marked" />
            {markedText}
          </li>
        ) : null}
      </ul>
      <TableBehind>
        <Table
          label={label}
          columns={[{ heading: t("county") }, { heading, numeric: true }]}
          keys={state.counties.map(({ id }) => id)}
          rows={state.counties.map(({ id, name }) => [
            <NameLink key={id} href={linkOf?.(id)}>
              {name}
            </NameLink>,
            format.number(counts[id] ?? 0),
          ])}
        />
      </TableBehind>
    </>
  );
}
