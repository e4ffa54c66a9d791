import { useFormatter, useLocale, useTranslations } from "next-intl";
import { type Column, Table } from "@/components/ui/table";
import type { Plan, PlanRow } from "@/server/games/raffles/planner";
import { drawingLabel } from "@/server/games/raffles/prize-labels";
import { formatMoney } from "@/server/kernel/money";

/** What really came, beside the plan: after activation. Amounts in minor units. */
export interface ActualFigures {
  tickets: number;
  salesMinor: number;
  feesMinor: number;
  extraCostMinor: number;
}

/** Every figure of the plan, a column for each drawing (R10); what really came stands beside the whole. */
export function PlanSheet({ plan, currency, actual }: { plan: Plan; currency: string; actual?: ActualFigures }) {
  const t = useTranslations("editor.plan");
  const structures = useTranslations("structures");
  const format = useFormatter();
  const locale = useLocale();
  const money = (minor: number | null) => (minor === null ? "–" : formatMoney(minor, currency, locale));
  const count = (value: number | null) => (value === null ? "–" : format.number(value));
  const rows = plan.rows;
  const nameOf = (row: PlanRow) =>
    drawingLabel(
      (key, values) => structures(key, values),
      row.kind,
      rows.filter((one) => one.kind === row.kind && one.drawing <= row.drawing).length,
    );
  const columns: Column[] = [
    { heading: t("figure") },
    { heading: t("whole"), numeric: true },
    ...(actual ? [{ heading: t("actual"), numeric: true }] : []),
    ...rows.map((row) => ({ heading: nameOf(row), numeric: true })),
  ];
  // A dated early bird has no money of its own: it shows none.
  const of = (pick: (row: PlanRow) => number | null) => (row: PlanRow) =>
    row.isDated || row.tickets === null ? "–" : money(pick(row));
  const line = (name: string, whole: string, real: string, each: (row: PlanRow) => string) => [
    t(name),
    whole,
    ...(actual ? [real] : []),
    ...rows.map(each),
  ];
  const sum = (pick: (row: PlanRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return (
    <div className="mt-5">
      <Table
        label={t("sheet")}
        caption={t("caption", { count: plan.tickets })}
        columns={columns}
        rows={[
          line("soldTickets", count(plan.tickets), count(actual?.tickets ?? null), (row) => count(row.tickets)),
          line(
            "sales",
            money(plan.salesMinor),
            money(actual?.salesMinor ?? null),
            of((row) => row.salesMinor),
          ),
          line(
            "reserve",
            "–",
            "–",
            of((row) => (row.kind === "main" ? row.reserveMinor : -row.reserveMinor)),
          ),
          line(
            "processing",
            money(plan.fees.processingMinor),
            "–",
            of((row) => row.fees.processingMinor),
          ),
          line(
            "platform",
            money(plan.fees.platformMinor),
            "–",
            of((row) => row.fees.platformMinor),
          ),
          line(
            "licence",
            money(plan.fees.licenceMinor),
            "–",
            of((row) => row.fees.licenceMinor),
          ),
          line(
            "regulator",
            money(plan.fees.regulatorMinor),
            "–",
            of((row) => row.fees.regulatorMinor),
          ),
          line(
            "fees",
            money(plan.feesMinor),
            money(actual?.feesMinor ?? null),
            of((row) => row.feesMinor),
          ),
          line(
            "extra",
            money(plan.extraCostMinor),
            money(actual?.extraCostMinor ?? null),
            of((row) => row.extraCostMinor),
          ),
          line(
            "opening",
            money(sum((row) => (row.tickets === null ? 0 : row.openingMinor))),
            "–",
            of((row) => row.openingMinor),
          ),
          line("prizeCost", money(plan.prizeCostMinor), "–", (row) => (row.isDated ? "–" : money(row.prizeCostMinor))),
          line(
            "remaining",
            money(plan.profitMinor),
            "–",
            of((row) => row.remainingMinor),
          ),
          line(
            "remainingFiftyFifty",
            money(plan.profitFiftyFiftyMinor),
            "–",
            of((row) => row.remainingFiftyFiftyMinor),
          ),
          line("breakEven", count(plan.breakEvenTickets), "–", (row) => count(row.breakEvenTickets)),
          line("winners", count(sum((row) => row.winners)), "–", (row) => count(row.winners)),
          line("odds", "–", "–", (row) =>
            row.oddsOf === null || row.winners === 0 || row.oddsOf === 0
              ? "–"
              : t("oddsOf", { winners: row.winners, tickets: row.oddsOf }),
          ),
        ]}
      />
      <p className="small muted measure mt-2">{t("note")}</p>
    </div>
  );
}
