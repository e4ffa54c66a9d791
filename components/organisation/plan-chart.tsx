import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import type { Plan, PlanPoint } from "@/server/games/raffles/planner";
import { formatMoney } from "@/server/kernel/money";

const WIDE = 640;
const HIGH = 280;
const LEFT = 76;
const RIGHT = 16;
const TOP = 16;
const BOTTOM = 30;

/** Round steps that divide a span into about `count`: 1, 2, 5 and their tenfolds. */
export function roundStep(span: number, count: number): number {
  const rough = Math.max(span, 1) / count;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((one) => one * ten >= rough) ?? 10;
  return Math.max(1, step * ten);
}

/** Profit against tickets sold: as planned and as a 50/50, with the break-even. A table stands behind it. */
export function PlanChart({
  plan,
  curve,
  currency,
  soldTickets,
}: {
  plan: Plan;
  curve: PlanPoint[];
  currency: string;
  /** How many are sold, after activation: marked on the line. */
  soldTickets?: number;
}) {
  const t = useTranslations("editor.plan");
  const format = useFormatter();
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, currency, locale);
  if (curve.length < 2 || plan.tickets === 0) return null;
  const values = curve.flatMap((point) => [point.profitMinor, point.fiftyFiftyMinor ?? 0]);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep(high - low || 1, 5);
  const bottom = Math.floor(low / step) * step;
  const top = Math.max(Math.ceil(high / step) * step, bottom + step);
  const x = (tickets: number) => LEFT + ((WIDE - LEFT - RIGHT) * tickets) / plan.tickets;
  const y = (minor: number) => TOP + ((HIGH - TOP - BOTTOM) * (top - minor)) / (top - bottom);
  const path = (pick: (point: PlanPoint) => number | null) =>
    curve
      .flatMap((point) => {
        const value = pick(point);
        return value === null ? [] : [`${x(point.tickets).toFixed(1)} ${y(value).toFixed(1)}`];
      })
      .join("L");
  const lines = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, at) => bottom + at * step);
  const ticketStep = roundStep(plan.tickets, 4);
  const counts = Array.from({ length: Math.floor(plan.tickets / ticketStep) + 1 }, (_, at) => at * ticketStep);
  const even = plan.breakEvenTickets !== null && plan.breakEvenTickets <= plan.tickets ? plan.breakEvenTickets : null;
  const hasFifty = curve.some((point) => point.fiftyFiftyMinor !== null);
  const label =
    even === null
      ? t("chartNever", { profit: money(plan.profitMinor), count: plan.tickets })
      : t("chartLabel", { even, profit: money(plan.profitMinor), count: plan.tickets });
  return (
    <figure className="curve">
      <svg viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label}>
        {lines.map((minor) => (
          <g key={minor}>
            <path className={minor === 0 ? "curve__zero" : "curve__grid"} d={`M${LEFT} ${y(minor)}H${WIDE - RIGHT}`} />
            <text className="curve__text" x={LEFT - 8} y={y(minor) + 4} textAnchor="end">
              {money(minor)}
            </text>
          </g>
        ))}
        {counts.map((tickets) => (
          <text
            key={tickets}
            className="curve__text"
            x={x(tickets)}
            y={HIGH - BOTTOM + 20}
            textAnchor={tickets === 0 ? "start" : "middle"}
          >
            {format.number(tickets)}
          </text>
        ))}
        {even === null ? null : (
          <g>
            <path className="curve__even" d={`M${x(even)} ${TOP}V${HIGH - BOTTOM}`} />
            <text
              className="curve__text curve__text--ink halo"
              x={x(even) + (even > plan.tickets / 2 ? -6 : 6)}
              y={TOP + 10}
              textAnchor={even > plan.tickets / 2 ? "end" : "start"}
            >
              {t("evenAt", { count: even })}
            </text>
          </g>
        )}
        {hasFifty ? <path className="curve__fifty" d={`M${path((point) => point.fiftyFiftyMinor)}`} /> : null}
        <path className="curve__line" d={`M${path((point) => point.profitMinor)}`} />
        {soldTickets === undefined ? null : (
          <path className="curve__sold" d={`M${x(Math.min(soldTickets, plan.tickets))} ${TOP}V${HIGH - BOTTOM}`} />
        )}
      </svg>
      <figcaption className="legend small">
        <span className="legend__item muted">{t("across", { what: t("soldTickets") })}</span>
        <span className="legend__item">
          <svg className="legend__line" viewBox="0 0 28 8" aria-hidden="true">
            <path className="curve__line" d="M0 4H28" />
          </svg>
          {t("asPlanned")}
        </span>
        {hasFifty ? (
          <span className="legend__item">
            <svg className="legend__line" viewBox="0 0 28 8" aria-hidden="true">
              <path className="curve__fifty" d="M0 4H28" />
            </svg>
            {t("asFiftyFifty")}
          </span>
        ) : null}
      </figcaption>
      <details className="fold mt-2">
        <summary>{t("asTable")}</summary>
        <div>
          <Table
            label={t("asTable")}
            columns={[
              { heading: t("soldTickets"), numeric: true },
              { heading: t("asPlanned"), numeric: true },
              ...(hasFifty ? [{ heading: t("asFiftyFifty"), numeric: true }] : []),
            ]}
            rows={curve.map((point) => [
              format.number(point.tickets),
              money(point.profitMinor),
              ...(hasFifty ? [point.fiftyFiftyMinor === null ? "–" : money(point.fiftyFiftyMinor)] : []),
            ])}
          />
        </div>
      </details>
    </figure>
  );
}
