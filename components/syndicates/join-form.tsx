"use client";

import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useActionState, useEffect, useId, useState } from "react";
import { FormFields } from "@/components/people/form-fields";
import type { FieldSpec, FormAction, FormState } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Note } from "@/components/ui/note";
import { Stepper } from "@/components/ui/stepper";
import { formatMoney } from "@/server/kernel/money";

/** A share that may be taken. */
export interface FreeShare {
  number: number;
  weight: number;
  priceMinor: number;
}

/** The id of the form that the boxes of the shares belong to. */
export const JOIN_FORM = "join";

/**
 * Takes shares: those that are ticked, or so many of any. What it comes to stands on the button before it is pressed. Without scripts
 * the boxes and the count go to the same action.
 */
export function JoinForm({
  action,
  start,
  fields,
  free,
  currency,
  totalWeight,
  ownWeight,
  children,
}: {
  action: FormAction;
  start: FormState;
  fields: FieldSpec[];
  free: FreeShare[];
  currency: string;
  totalWeight: number;
  ownWeight: number;
  /** What a share costs; stands above the form. */
  children: ReactNode;
}) {
  const t = useTranslations("syndicates.join");
  const forms = useTranslations("forms");
  const locale = useLocale();
  const id = useId();
  const [state, send, isSending] = useActionState(action, start);
  const [ticked, setTicked] = useState<number[]>([]);
  const [count, setCount] = useState(1);
  useEffect(() => {
    const read = () => {
      const boxes = document.querySelectorAll<HTMLInputElement>(`input[name="numbers"][form="${JOIN_FORM}"]:checked`);
      setTicked([...boxes].map(({ value }) => Number(value)));
    };
    document.addEventListener("change", read);
    return () => document.removeEventListener("change", read);
  }, []);
  // Shares that somebody else took meanwhile are not on the page any more.
  const wanted = free.filter(({ number }) => ticked.includes(number));
  const chosen = wanted.length > 0 ? wanted : free.slice(0, count);
  const amount = formatMoney(
    chosen.reduce((sum, { priceMinor }) => sum + priceMinor, 0),
    currency,
    locale,
  );
  const owned = ownWeight + chosen.reduce((sum, { weight }) => sum + weight, 0);
  const note = state.note ? (
    <div className="mb-4">
      <Note kind={state.note.kind} title={state.note.title} live>
        {state.note.text ? <p>{state.note.text}</p> : null}
      </Note>
    </div>
  ) : null;
  // Whoever took the last share reads so, although there is no form any more.
  if (free.length === 0) return note;
  return (
    <div className="panel buy" id="take">
      {children}
      <form id={JOIN_FORM} action={send} noValidate>
        {state.faults.length > 0 ? (
          <ErrorSummary
            key={`faults-${state.attempt}`}
            title={forms("faults", { count: state.faults.length })}
            faults={state.faults}
          >
            {forms("kept")}
          </ErrorSummary>
        ) : (
          note
        )}
        <fieldset disabled={isSending}>
          <div className="buy__line">
            {wanted.length > 0 ? (
              <p>{t("chosen", { numbers: wanted.map(({ number }) => number).join(", ") })}</p>
            ) : (
              <label htmlFor={`${id}-count`}>{t("count")}</label>
            )}
            <div hidden={wanted.length > 0}>
              <Stepper
                id={`${id}-count`}
                name="count"
                min={1}
                max={free.length}
                labels={{ fewer: t("fewer"), more: t("more") }}
                onChange={setCount}
              />
            </div>
          </div>
          <p className="small buy__line">
            {t("own", {
              own: owned,
              total: totalWeight,
              part: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 }).format(
                owned / totalWeight,
              ),
            })}
          </p>
          <FormFields key={`fields-${state.attempt}`} fields={fields} values={state.values} faults={state.faults} />
        </fieldset>
        <Button wide disabled={isSending} aria-live="polite">
          {isSending ? forms("sending") : t("submit", { count: chosen.length, amount })}
        </Button>
        <p className="caption muted mt-2">{t("wallet")}</p>
      </form>
    </div>
  );
}
