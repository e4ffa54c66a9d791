import { useFormatter, useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { Plan } from "@/server/games/raffles/planner";

/** What a raffle has brought and cost so far. Amounts in minor units. */
export interface SoFar {
  tickets: number;
  salesMinor: number;
  feesMinor: number;
  extraCostMinor: number;
  prizeCostMinor: number;
}

/** R10: the sheet as planned, and beside it what has happened so far. */
export function PlanTable({ plan, soFar, currency }: { plan: Plan | null; soFar: SoFar | null; currency: string }) {
  const t = useTranslations("running.plan");
  const format = useFormatter();
  const money = (minor: number | null) => (minor === null ? "–" : <Money minor={minor} currency={currency} />);
  const profit = soFar && soFar.salesMinor - soFar.feesMinor - soFar.extraCostMinor - soFar.prizeCostMinor;
  const row = (key: string, planned: number | null, now: number | null, amount = true) => [
    t(key),
    planned === null ? "–" : amount ? money(planned) : format.number(planned),
    ...(soFar ? [now === null ? "–" : amount ? money(now) : format.number(now)] : []),
  ];
  return (
    <Table
      label={t("label")}
      columns={[
        { heading: t("figure") },
        { heading: t("planned"), numeric: true },
        ...(soFar ? [{ heading: t("soFar"), numeric: true }] : []),
      ]}
      rows={[
        row("tickets", plan?.tickets ?? null, soFar?.tickets ?? null, false),
        row("sales", plan?.salesMinor ?? null, soFar?.salesMinor ?? null),
        row("fees", plan?.feesMinor ?? null, soFar?.feesMinor ?? null),
        row("extra", plan?.extraCostMinor ?? null, soFar?.extraCostMinor ?? null),
        row("prizes", plan?.prizeCostMinor ?? null, soFar?.prizeCostMinor ?? null),
        row("profit", plan?.profitMinor ?? null, profit),
        ...(plan && plan.profitFiftyFiftyMinor !== null ? [row("fiftyFifty", plan.profitFiftyFiftyMinor, null)] : []),
        row("breakEven", plan?.breakEvenTickets ?? null, null, false),
      ]}
    />
  );
}
