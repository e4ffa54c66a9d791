"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useState } from "react";
import { Countdown } from "@/components/ui/countdown";

/** The strip that says how long the tickets stay aside. Told aloud once, when the time is over. */
export function HoldClock({
  count,
  wanted,
  until,
  now,
  timeZone,
}: {
  count: number;
  wanted: number;
  until: string;
  now: string;
  timeZone: string;
}) {
  const t = useTranslations("checkout.hold");
  const format = useFormatter();
  const [over, setOver] = useState(Date.parse(until) <= Date.parse(now));
  const end = useCallback(() => setOver(true), []);
  const time = format.dateTime(new Date(until), { timeZone, hour: "numeric", minute: "2-digit" });
  return (
    <div className="hold hold--row">
      <div>
        {over ? null : (
          <p>
            <strong>{t("held", { count })}</strong>
          </p>
        )}
        {count < wanted ? <p className="small">{t("fewer", { wanted, count })}</p> : null}
        <p className="small muted" aria-live="polite">
          {over ? t("over") : t("until", { time })}
        </p>
      </div>
      {over ? null : <Countdown until={until} serverNow={now} label={t("left")} onEnd={end} />}
    </div>
  );
}
