"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useMemo, useRef, useState } from "react";
import { Hatch } from "@/components/maps/hatch";
import { Legend } from "@/components/maps/legend";
import { MapFrame } from "@/components/maps/map-frame";
import type { RaffleForm } from "@/server/games/raffles/form/raffle-form";
import type { DrawnCoverage } from "./coverage-states";
import { useEditor } from "./editor-context";

const PAUSE_MS = 500;

/** Where the raffle would be open with what stands in the form now, drawn again as one types. */
export function CoverageMap({ start }: { start: DrawnCoverage[] }) {
  const t = useTranslations("editor");
  const sign = useTranslations("common.sign");
  const map = useTranslations("common.map");
  const { form, raffleId } = useEditor();
  const [states, setStates] = useState(start);
  const hatch = useId();
  const fields = useMemo(() => JSON.stringify(fieldsOfWhere(form)), [form]);
  const shown = useRef(fields);
  useEffect(() => {
    if (shown.current === fields) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/organisation/coverage?raffle=${raffleId}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"fields":${fields}}`,
        signal: stop.signal,
      })
        .then((response) => (response.ok ? response.json() : null))
        .then((answer: { states: DrawnCoverage[] } | null) => {
          if (!answer) return;
          shown.current = fields;
          setStates(answer.states);
        })
        .catch(() => {
          // The next change asks again; the map keeps what it showed.
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [fields, raffleId]);
  return (
    <div className="panel">
      <h2 className="h4">{t("coverage")}</h2>
      <p className="small mt-1 mb-3" role="status">
        {states.length === 0
          ? t("coverageNone")
          : states
              .map((state) => t("coverageOf", { state: state.name, open: state.open.length, total: state.total }))
              .join(" ")}
      </p>
      {states.map((state) => {
        const whole = { x: 0, y: -20, width: state.width, height: state.height + 40 };
        const label = map("stateLabel", { state: state.name });
        return (
          <MapFrame key={state.stateId} label={label} whole={whole}>
            <svg viewBox={`${whole.x} ${whole.y} ${whole.width} ${whole.height}`} role="img" aria-label={label}>
              <Hatch id={hatch} />
              <use className="m-c m-closed" href={`${state.file}#closed`} />
              <use className="m-c m-und" fill={`url(#${hatch})`} href={`${state.file}#undecided`} />
              <use className="m-c m-open" href={`${state.file}#open`} />
              <use className="m-coast" href={`${state.file}#coast`} />
            </svg>
          </MapFrame>
        );
      })}
      <Legend
        entries={[
          { state: "open", text: sign("open") },
          { state: "closed", text: sign("closed") },
          { state: "undecided", text: sign("undecided") },
        ]}
      />
    </div>
  );
}

/** The fields that decide where a raffle is open. */
function fieldsOfWhere(form: RaffleForm): Record<string, string> {
  return Object.fromEntries(
    Object.entries(form).filter(([field]) =>
      /^(order\.)?(permission|exclusion)(\.|$)|^(minimumAge|opensAt|timeZone)$/.test(field),
    ),
  );
}
