"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import type { FormAction, FormState } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Note } from "@/components/ui/note";

/**
 * Cancels, after a question that says what it means. Without scripts the first press leads to the same question on a page of its own.
 */
export function CancelForm({ action, start, confirmAt }: { action: FormAction; start: FormState; confirmAt: string }) {
  const t = useTranslations("syndicates.desk");
  const [state, send, isSending] = useActionState(action, start);
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <a
        className="btn btn--stop"
        href={confirmAt}
        onClick={(event) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        {t("cancel")}
      </a>
      {state.note?.kind === "bad" ? <Note kind="bad" title={state.note.title} live /> : null}
      <Dialog open={isAsking} title={t("cancelSure")} onClose={() => setAsking(false)}>
        <p className="measure">{t("cancelText")}</p>
        <form action={send} className="row mt-4">
          {Object.entries(start.values).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={String(value)} />
          ))}
          <Button kind="stop" disabled={isSending}>
            {t("cancelDo")}
          </Button>
          <Button type="button" kind="line" onClick={() => setAsking(false)}>
            {t("cancelNot")}
          </Button>
        </form>
      </Dialog>
    </>
  );
}
