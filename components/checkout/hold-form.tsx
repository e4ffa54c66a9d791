"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { startTransition, useActionState, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Field } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import type { SaleChoices } from "@/server/tickets/read-choices";
import { ChoosePrice } from "./choose-price";
import type { HoldState } from "./form-state";
import { GiftFields } from "./gift-fields";
import { NumberBoard } from "./number-board";
import { TrayPlaces } from "./tray-places";

/** As many as one order may have. */
const MOST = 500;

/** Numbers of which the last answer said that somebody else has them. */
function takenOf(problem: HoldState["problem"]): number[] {
  return problem?.code === "numbersTaken" ? String(problem.fill.numbers).split(", ").map(Number) : [];
}

/**
 * Sets tickets aside: by itself on arriving with a count from the raffle's page, and by its button without scripts or
 * after a refusal. A page load alone changes nothing.
 */
export function HoldForm({
  slug,
  initial,
  choices,
  auto,
  act,
}: {
  slug: string;
  initial: HoldState;
  /** What there is to choose of this raffle. */
  choices: SaleChoices;
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
  const selling = useTranslations("selling");
  const { board } = choices;
  const tray = choices.format === "tricky-tray";
  const most = Math.max(1, choices.mayHave ?? MOST);
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
        {choices.levels.length > 0 ? <ChoosePrice choices={choices} chosen={state.typed.level} /> : null}
        {board ? (
          <NumberBoard
            size={board.size}
            sold={board.sold}
            held={[...board.held, ...takenOf(problem)]}
            initial={state.typed.picks}
            count={state.count}
            most={most}
          />
        ) : null}
        {tray ? <TrayPlaces choices={choices} initial={state.typed.places} most={most} /> : null}
        {tray ? null : (
          <Field
            name="count"
            label={
              board ? selling("board.count") : choices.levels.length > 0 ? selling("price.many") : t("start.count")
            }
            type="number"
            inputMode="numeric"
            min={1}
            max={most}
            required
            width="small"
            defaultValue={Math.min(state.count, most)}
          />
        )}
        {choices.giftsAllowed ? (
          <div className="mt-4">
            <GiftFields email={state.typed.giftEmail} message={state.typed.giftMessage} />
          </div>
        ) : null}
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
