"use client";

import { useActionState } from "react";
import { type FormAction, formStart, textOf } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

/** Yes or no to one thing that waits, with a reason. */
export function DecisionForm({
  action,
  id,
  words,
}: {
  action: FormAction;
  id: string;
  words: { approve: string; refuse: string; reason: string };
}) {
  const [state, send, isSending] = useActionState(action, formStart());
  const field = `reason-${id}`;
  return (
    <form action={send} className="mt-3" noValidate>
      <input type="hidden" name="id" value={id} />
      <Field
        key={state.attempt}
        name={field}
        label={words.reason}
        defaultValue={textOf(state.values, field)}
        error={state.faults.find((fault) => fault.field === field)?.text}
      />
      <div className="row mt-3">
        <Button small name="word" value="approve" disabled={isSending}>
          {words.approve}
        </Button>
        <Button small kind="stop" name="word" value="refuse" disabled={isSending}>
          {words.refuse}
        </Button>
      </div>
    </form>
  );
}
