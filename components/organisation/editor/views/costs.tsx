"use client";

import { useTranslations } from "next-intl";
import { typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "../editor-context";
import { TextIn } from "../fields";
import { LivePlan } from "../live-plan";

/** What the raffle costs beside its prizes, and whether it will pay (R10). */
export function CostsPart() {
  const t = useTranslations("editor");
  const { form } = useEditor();
  return (
    <>
      <p className="muted measure mb-4">{t("costsLead")}</p>
      <div className="grid-2">
        <TextIn name="fees.processing" inputMode="decimal" width="small" />
        <TextIn name="fees.processingPerTicket" inputMode="decimal" width="small" optional />
        <TextIn name="fees.licence" inputMode="decimal" width="small" optional />
        <TextIn name="fees.regulator" inputMode="decimal" width="small" optional />
        <TextIn name="extraCost" inputMode="decimal" width="small" optional />
        {typed(form, "ticketCap").trim() ? null : <TextIn name="targetCount" inputMode="numeric" width="small" />}
      </div>
      <LivePlan whole />
    </>
  );
}
