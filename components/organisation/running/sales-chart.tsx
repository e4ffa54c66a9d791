import { useFormatter, useTranslations } from "next-intl";
import { TableBehind } from "@/components/maps/table-behind";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { SeriesDay } from "@/server/games/raffles/dashboard/sales-series";

const WIDTH = 720;
const TOP = 24;
const HEIGHT = 200;
const BARS = 64;
const GAP = 44;
const LEFT = 8;
const RIGHT = WIDTH - 8;

/** A round figure at or above a number: 1, 2 or 5 times a power of ten. */
export function roundedUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? 10 * power;
}

/**
 * Tickets over time: all up to each day as a line, with the count at which the raffle pays, and below it each day's own
 * as bars. Its table says the same.
 */
export function SalesChart({
  series,
  currency,
  breakEven,
  cap,
}: {
  series: readonly SeriesDay[];
  currency: string;
  /** Tickets at which nothing is lost; null where no number does. */
  breakEven: number | null;
  cap: number | null;
}) {
  const t = useTranslations("running.chart");
  const format = useFormatter();
  const day = (text: string) =>
    format.dateTime(new Date(`${text}T12:00:00Z`), { day: "numeric", month: "short", timeZone: "UTC" });
  const last = series.at(-1);
  if (!last) return null;
  const lines = [
    ...(breakEven !== null && breakEven > 0 && breakEven <= Math.max(last.total * 4, 10)
      ? [{ key: "even", value: breakEven, text: t("breakEven", { count: breakEven }) }]
      : []),
    ...(cap !== null && cap <= last.total * 2 ? [{ key: "cap", value: cap, text: t("cap", { count: cap }) }] : []),
  ];
  const most = roundedUp(Math.max(last.total, ...lines.map(({ value }) => value)) * 1.02);
  const tallest = Math.max(1, ...series.map(({ tickets }) => tickets));
  const step = (RIGHT - LEFT) / series.length;
  const x = (at: number) => LEFT + step * (at + 0.5);
  const y = (value: number) => TOP + HEIGHT - (HEIGHT * value) / most;
  const round = (value: number) => Math.round(value * 10) / 10;
  const points = series.map(({ total }, at) => `${round(x(at))} ${round(y(total))}`);
  const base = TOP + HEIGHT;
  const foot = base + GAP + BARS;
  const bar = Math.max(1, Math.min(24, step * 0.7));
  const label = t("label", { count: last.total });
  const ticks = [0, Math.floor((series.length - 1) / 2), series.length - 1].filter(
    (at, index, all) => all.indexOf(at) === index,
  );
  return (
    <>
      <svg className="chart" viewBox={`0 0 ${WIDTH} ${foot + 22}`} role="img" aria-label={label}>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <path className="chart__grid" d={`M${LEFT} ${round(y(most * part))}H${RIGHT}`} />
            <text className="chart__text" x={LEFT} y={round(y(most * part)) - 5}>
              {format.number(Math.round(most * part))}
            </text>
          </g>
        ))}
        <path
          className="chart__area"
          d={`M${round(x(0))} ${base}L${points.join("L")}L${round(x(series.length - 1))} ${base}Z`}
        />
        <path className="chart__line" d={`M${points.join("L")}`} />
        <circle className="chart__dot" cx={round(x(series.length - 1))} cy={round(y(last.total))} r="4" />
        {lines.map(({ key, value, text }) => (
          <g key={key}>
            <path className="chart__mark" d={`M${LEFT} ${round(y(value))}H${RIGHT}`} />
            <text className="chart__text chart__text--mark" x={RIGHT} y={round(y(value)) - 5} textAnchor="end">
              {text}
            </text>
          </g>
        ))}
        {series.map(({ day: on, tickets }, at) =>
          tickets === 0 ? null : (
            <rect
              key={on}
              className="chart__bar"
              x={round(x(at) - bar / 2)}
              y={round(foot - (BARS * tickets) / tallest)}
              width={round(bar)}
              height={round((BARS * tickets) / tallest)}
            >
              <title>{`${day(on)}: ${format.number(tickets)}`}</title>
            </rect>
          ),
        )}
        <path className="chart__grid" d={`M${LEFT} ${foot}H${RIGHT}`} />
        <text className="chart__text" x={LEFT} y={base + GAP - 10}>
          {t("perDay", { most: tallest })}
        </text>
        {ticks.map((at) => (
          <text
            key={at}
            className="chart__text"
            x={at === 0 ? LEFT : at === series.length - 1 ? RIGHT : round(x(at))}
            y={foot + 18}
            textAnchor={at === 0 ? "start" : at === series.length - 1 ? "end" : "middle"}
          >
            {day(series[at]!.day)}
          </text>
        ))}
      </svg>
      <TableBehind>
        <Table
          label={label}
          columns={[
            { heading: t("day") },
            { heading: t("tickets"), numeric: true },
            { heading: t("sales"), numeric: true },
            { heading: t("total"), numeric: true },
          ]}
          keys={series.map((one) => one.day)}
          rows={series.map((one) => [
            day(one.day),
            format.number(one.tickets),
            <Money key="sales" minor={one.salesMinor} currency={currency} />,
            format.number(one.total),
          ])}
        />
      </TableBehind>
    </>
  );
}
