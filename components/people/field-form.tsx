"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Note } from "@/components/ui/note";
import { FormFields } from "./form-fields";
import type { FieldSpec, FormAction, FormState } from "./form-spec";

/**
 * A form that keeps what was typed, says every fault at once above itself and at its field, and works without scripts:
 * the action answers with the state it is shown in again.
 */
export function FieldForm({
  action,
  start,
  fields,
  submit,
  kind = "main",
  small,
}: {
  action: FormAction;
  start: FormState;
  fields: FieldSpec[];
  submit: string;
  kind?: "main" | "line" | "stop";
  small?: boolean;
}) {
  const t = useTranslations("forms");
  const [state, send, isSending] = useActionState(action, start);
  if (state.finished && state.note) return <FormNote note={state.note} />;
  const shown = state.fields ?? fields;
  const place = (field: string) => shown.findIndex((one) => "name" in one && one.name === field.split(".")[0]);
  const faults = [...state.faults].sort((left, right) => place(left.field) - place(right.field));
  return (
    <form action={send} noValidate>
      {/* The Enter key presses the first button of a form; it must not be one that only looks something up. */}
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      {state.faults.length > 0 ? (
        <ErrorSummary key={`faults-${state.attempt}`} title={t("faults", { count: faults.length })} faults={faults}>
          {t("kept")}
        </ErrorSummary>
      ) : state.note ? (
        <div className="mb-4">
          <FormNote note={state.note} />
        </div>
      ) : null}
      {/* What is typed while an answer is on its way would be lost when it comes. */}
      <fieldset disabled={isSending}>
        <FormFields key={`fields-${state.attempt}`} fields={shown} values={state.values} faults={state.faults} />
      </fieldset>
      <div className="row mt-4">
        <Button kind={kind} small={small} disabled={isSending} aria-live="polite">
          {isSending ? t("sending") : submit}
        </Button>
      </div>
    </form>
  );
}

function FormNote({ note }: { note: NonNullable<FormState["note"]> }) {
  return (
    <Note kind={note.kind} title={note.title} live>
      {note.text ? <p>{note.text}</p> : null}
      {note.lines ? (
        <ul className="mono mt-2">
          {note.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </Note>
  );
}
