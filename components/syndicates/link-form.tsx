"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import type { FormAction, FormState } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { ShareLink } from "./share-link";

/** Makes an invitation link and shows it, this once, with ways to pass it on. */
export function LinkForm({
  action,
  start,
  submit,
  title,
  text,
}: {
  action: FormAction;
  start: FormState;
  submit: string;
  title: string;
  text: string;
}) {
  const t = useTranslations("forms");
  const [state, send, isSending] = useActionState(action, start);
  const url = state.note?.kind === "good" ? state.note.text : undefined;
  return (
    <form action={send}>
      {state.note ? (
        <div className="mb-4">
          <Note kind={state.note.kind} title={state.note.title} live />
          {url ? (
            <div className="mt-3">
              <ShareLink url={url} title={title} text={text} />
            </div>
          ) : null}
        </div>
      ) : null}
      <input type="hidden" name="slug" value={String(start.values.slug)} />
      <input type="hidden" name="syndicate" value={String(start.values.syndicate)} />
      <Button kind="line" disabled={isSending}>
        {isSending ? t("sending") : submit}
      </Button>
    </form>
  );
}
