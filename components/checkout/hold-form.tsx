"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import type { HoldState } from "./form-state";

/**
 * Sets tickets aside: by itself on arriving with a count from the raffle's page, and by its button without scripts or
 * after a refusal. A page load alone changes nothing.
 */
export function HoldForm({
  slug,
  initial,
  auto,
  act,
}: {
  slug: string;
  initial: HoldState;
  auto: boolean;
  act: (state: HoldState, form: FormData) => Promise<HoldState>;
}) {
  const t = useTranslations("checkout");
  const [state, send, working] = useActionState(act, initial);
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef(false);

  useEffect(() => {
    if (!auto || sent.current || !form.current) return;
    sent.current = true;
    form.current.requestSubmit();
  }, [auto]);

  const router = useRouter();
  const { go } = state;
  useEffect(() => {
    // Replaced, so that the way back leads to the raffle and not to setting tickets aside again.
    if (go) router.replace(go);
  }, [go, router]);

  const { problem } = state;
  const quiet = auto && !problem;
  return (
    <form
      ref={form}
      action={send}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget);
        startTransition(() => send(typed));
      }}
    >
      {problem ? (
        <div className="mb-5">
          <Note kind="bad" live title={t("refused.title")}>
            <p>{t(`refused.${problem.code}` as "refused.unexpected", problem.fill)}</p>
            <p className="mt-1">{t("refused.kept")}</p>
          </Note>
        </div>
      ) : null}
      {quiet ? (
        <p role="status" className="h4">
          {t("start.working", { count: state.count })}
        </p>
      ) : null}
      <input type="hidden" name="slug" value={slug} />
      <input type="hidden" name="key" value={state.key} />
      <div key={state.key}>
        <Field
          name="count"
          label={t("start.count")}
          type="number"
          inputMode="numeric"
          min={1}
          max={500}
          required
          width="small"
          defaultValue={state.count}
        />
        <fieldset className="field mt-4">
          <legend>{t("start.fewer")}</legend>
          <Check type="radio" name="shortfall" value="none" defaultChecked={state.shortfall === "none"}>
            {t("few.none")}
          </Check>
          <Check type="radio" name="shortfall" value="remaining" defaultChecked={state.shortfall === "remaining"}>
            {t("start.remaining")}
          </Check>
        </fieldset>
      </div>
      <p className="muted measure mt-3">{t("start.text")}</p>
      <div className="row mt-4">
        <Button disabled={working || go !== null}>{t("start.goAny")}</Button>
        <a href={`/raffles/${slug}`}>{t("start.back")}</a>
      </div>
    </form>
  );
}
