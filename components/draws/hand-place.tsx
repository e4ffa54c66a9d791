"use client";

import { useTranslations } from "next-intl";
import { useActionState, useEffect, useRef, useState } from "react";
import { type FormAction, formStart, textOf } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { Field, SelectField } from "@/components/ui/field";

export interface HandPlaceView {
  level: number;
  place: number;
  title: string;
  prizes: Array<{ id: string; heading: string }>;
  entered: { number: string; by: string; prize: string | null } | null;
}

/** Between the last key and the look-up, so that a number is looked up once. */
const PAUSE_MS = 400;

/** One winner to be entered: the number is looked up as it is typed, and what stands can be taken back. */
export function HandPlace({
  raffleId,
  drawingId,
  place,
  enter,
  lookUp,
}: {
  raffleId: string;
  drawingId: string;
  place: HandPlaceView;
  enter: FormAction;
  lookUp: (raffleId: string, drawingId: string, number: string) => Promise<{ ok: boolean; text: string }>;
}) {
  const t = useTranslations("claims.hand");
  const [state, send, isSending] = useActionState(enter, formStart());
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState<{ number: string; ok: boolean; text: string } | null>(null);
  const latest = useRef("");
  latest.current = typed;

  useEffect(() => {
    const number = typed.trim();
    if (!number) return;
    const timer = setTimeout(async () => {
      const answer = await lookUp(raffleId, drawingId, number);
      // An answer to what has been typed over since is not shown.
      if (latest.current.trim() === number) setSaid({ number, ...answer });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, lookUp, raffleId, drawingId]);

  const key = `${place.level}-${place.place}`;
  const fault = state.faults[0]?.text;
  const current = said !== null && said.number === typed.trim() ? said : null;
  const hidden = { raffleId, drawingId, level: String(place.level), place: String(place.place) };
  return (
    <form action={send} className="card mt-3" id={`p-${key}`} noValidate>
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <h3>{place.title}</h3>
      {place.entered ? (
        <>
          <p className="mt-2">
            <span className="mono">{place.entered.number}</span>
            {place.entered.prize ? ` · ${place.entered.prize}` : null}
          </p>
          <p className="small muted">{t("by", { name: place.entered.by })}</p>
          <input type="hidden" name="undo" value="1" />
          {fault ? (
            <p className="note note--bad mt-2" role="alert">
              {fault}
            </p>
          ) : null}
          <div className="row mt-3">
            <Button kind="line" small disabled={isSending}>
              {t("undo")}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Field
            key={state.attempt}
            id={`number-${key}`}
            name="number"
            label={t("number")}
            hint={t("hint")}
            defaultValue={textOf(state.values, "number")}
            error={current && !current.ok ? current.text : typed ? undefined : fault}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
          />
          <p className="small" aria-live="polite">
            {current?.ok ? current.text : null}
          </p>
          {place.prizes.length > 1 ? (
            <SelectField
              id={`prize-${key}`}
              name="prize"
              label={t("prize")}
              defaultValue={textOf(state.values, "prize")}
            >
              <option value="">{t("later")}</option>
              {place.prizes.map(({ id, heading }) => (
                <option key={id} value={id}>
                  {heading}
                </option>
              ))}
            </SelectField>
          ) : null}
          <div className="row mt-3">
            <Button small disabled={isSending}>
              {t("enter")}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
