"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useMemo } from "react";
import { PlanChart } from "@/components/organisation/plan-chart";
import { PlanSheet } from "@/components/organisation/plan-sheet";
import { PlanShort } from "@/components/organisation/plan-short";
import { planRaffle, profitCurve } from "@/server/games/raffles/planner";
import { useEditor } from "./editor-context";

/** The plan of what stands in the form at this moment, beside the fields that move it. */
export function LivePlan({ whole = false }: { whole?: boolean }) {
  const t = useTranslations("editor");
  const { read, feeBasisPoints, currency } = useEditor();
  const draft = useDeferredValue(read.draft);
  const sheet = useMemo(() => {
    const facts = { feeBasisPoints };
    const money = [draft.priceMinor, draft.extraCostMinor, ...Object.values(draft.fees)];
    const prizes = draft.drawings.flatMap(({ groups }) => groups.flatMap(({ prizes }) => prizes));
    const numbers = [
      ...money,
      ...prizes.flatMap((prize) => [prize.costMinor, ...prize.options.map(({ costMinor }) => costMinor)]),
      ...draft.drawings.flatMap(({ groups, triggerCount }) => [
        triggerCount ?? 0,
        ...groups.map((one) => one.quantity),
      ]),
      ...draft.priceLevels.flatMap((level) => [level.count, level.priceMinor, level.stock ?? 0]),
      ...(draft.pot
        ? [draft.pot.shareBasisPoints, draft.pot.seedMinor, draft.pot.minimumMinor, draft.pot.capMinor ?? 0]
        : []),
    ];
    // A figure that is no number yet leaves nothing to compute.
    if (numbers.some((one) => !Number.isSafeInteger(one))) return null;
    const plan = planRaffle(draft, facts);
    return plan && { plan, curve: profitCurve(draft, facts, plan) };
  }, [draft, feeBasisPoints]);
  if (!sheet) {
    return (
      <div className="panel">
        <h2 className="h4">{t("plan.title")}</h2>
        <p className="small muted mt-1">{t("plan.notYet")}</p>
      </div>
    );
  }
  if (!whole) return <PlanShort plan={sheet.plan} currency={currency} />;
  return (
    <section className="mt-6" aria-labelledby="plan">
      <h2 id="plan" className="h3 mb-3">
        {t("plan.title")}
      </h2>
      <PlanShort plan={sheet.plan} currency={currency} bare />
      <PlanChart plan={sheet.plan} curve={sheet.curve} currency={currency} />
      <PlanSheet plan={sheet.plan} currency={currency} />
    </section>
  );
}
