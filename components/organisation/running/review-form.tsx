"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { type FormAction, formStart, textOf } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { TextField } from "@/components/ui/field";
import { Note } from "@/components/ui/note";

/** Yes, or no with a reason; what was typed stays where the answer is a fault. */
export function ReviewForm({
  action,
  hidden,
  words,
}: {
  action: FormAction;
  hidden: Record<string, string>;
  words: { approve: string; refuse: string; reason: string; reasonHint: string; blocked: string };
}) {
  const t = useTranslations("forms");
  const [state, send, isSending] = useActionState(action, formStart());
  const fault = state.faults.find(({ field }) => field === "reason")?.text;
  return (
    <form action={send} noValidate>
      {state.faults.length > 0 ? (
        <ErrorSummary key={state.attempt} title={t("faults", { count: state.faults.length })} faults={state.faults}>
          {t("kept")}
        </ErrorSummary>
      ) : null}
      {state.note ? (
        <div className="mb-4">
          <Note live kind={state.note.kind} title={state.note.title}>
            {state.note.lines ? (
              <ul className="stack stack--2">
                {state.note.lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            ) : null}
          </Note>
        </div>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextField
        key={`reason-${state.attempt}`}
        name="reason"
        label={words.reason}
        hint={words.reasonHint}
        rows={3}
        error={fault}
        defaultValue={textOf(state.values, "reason")}
      />
      {words.blocked ? <p className="muted small mb-3">{words.blocked}</p> : null}
      <div className="row mt-3">
        <Button name="word" value="approve" disabled={isSending || words.blocked !== ""}>
          {words.approve}
        </Button>
        <Button kind="stop" name="word" value="refuse" disabled={isSending}>
          {words.refuse}
        </Button>
      </div>
    </form>
  );
}
