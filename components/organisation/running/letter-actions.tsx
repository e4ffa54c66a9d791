"use client";

import { useActionState } from "react";
import { type FormAction, formStart } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";

/** The buttons of a letter: one form, told apart by which was pressed. */
export function LetterActions({
  action,
  hidden,
  buttons,
}: {
  action: FormAction;
  hidden: Record<string, string>;
  buttons: Array<{ act: string; text: string; kind: "main" | "line" | "stop" }>;
}) {
  const [state, send, isSending] = useActionState(action, formStart());
  return (
    <form action={send}>
      {state.note ? (
        <div className="mb-4">
          <Note key={state.attempt} live kind={state.note.kind} title={state.note.title} />
        </div>
      ) : null}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="row">
        {buttons.map(({ act, text, kind }) => (
          <Button key={act} kind={kind} name="act" value={act} disabled={isSending}>
            {text}
          </Button>
        ))}
      </div>
    </form>
  );
}
