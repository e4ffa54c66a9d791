"use client";

import { useTranslations } from "next-intl";
import { TIME_ZONES } from "@/server/games/raffles/form/time-zones";
import { LinesIn, SelectIn, TextIn } from "../fields";

/** When tickets are sold, and when and where the drawing is. */
export function DatesPart() {
  const t = useTranslations("editor");
  return (
    <>
      <p className="muted measure mb-4">{t("datesLead")}</p>
      <SelectIn
        name="timeZone"
        options={TIME_ZONES.map((value) => ({ value, text: t(`zone.${value.split("/")[1]}`) }))}
      />
      <TextIn name="opensAt" type="datetime-local" width="medium" />
      <TextIn name="closesAt" type="datetime-local" width="medium" />
      <TextIn name="drawAt" type="datetime-local" width="medium" />
      <TextIn name="drawPlace" optional />
      <LinesIn name="drawDirections" rows={2} optional />
      <TextIn name="claimDays" inputMode="numeric" width="small" />
    </>
  );
}
