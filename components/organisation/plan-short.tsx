import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { Plan } from "@/server/games/raffles/planner";
import { formatMoney } from "@/server/kernel/money";

/** Whether it pays, in four figures. `bare` without its own frame and title. */
export function PlanShort({ plan, currency, bare = false }: { plan: Plan; currency: string; bare?: boolean }) {
  const t = useTranslations("editor.plan");
  const format = useFormatter();
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const pays = plan.profitMinor >= 0;
  const facts = (
    <>
      <p className={pays ? "plan__word" : "plan__word plan__word--bad"} aria-live="polite">
        {t(pays ? "pays" : "loses", { amount: money(Math.abs(plan.profitMinor)), count: plan.tickets })}
      </p>
      <dl className="facts facts--tight">
        <div>
          <dt>{t("sales")}</dt>
          <dd className="num">{money(plan.salesMinor)}</dd>
        </div>
        <div>
          <dt>{t("feesAndCosts")}</dt>
          <dd className="num">{money(plan.feesMinor + plan.extraCostMinor)}</dd>
        </div>
        <div>
          <dt>{t("prizeCost")}</dt>
          <dd className="num">{money(plan.prizeCostMinor)}</dd>
        </div>
        <div>
          <dt>{t("breakEven")}</dt>
          <dd className="num">
            {plan.breakEvenTickets === null
              ? t("never")
              : t("tickets", { count: format.number(plan.breakEvenTickets) })}
          </dd>
        </div>
        {plan.profitFiftyFiftyMinor === null ? null : (
          <div>
            <dt>{t("asFiftyFifty")}</dt>
            <dd className="num">{money(plan.profitFiftyFiftyMinor)}</dd>
          </div>
        )}
      </dl>
    </>
  );
  if (bare) return <div className="mb-4">{facts}</div>;
  return (
    <div className="panel plan">
      <h2 className="h4">{t("title")}</h2>
      {facts}
    </div>
  );
}
