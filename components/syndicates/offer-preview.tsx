"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Facts } from "@/components/ui/facts";
import { LocalTime } from "./local-time";

export interface OfferPreviewAnswer {
  facts: Array<{ term: string; value: string }>;
  cutOff: { at: string; timeZone: string } | null;
  /** What keeps it from being offered as it is typed; null where nothing does. */
  problem: string | null;
}

const PAUSE_MS = 400;

/**
 * What members would read, while it is typed: the ticket's price, what a share costs, when joining ends. Watches the form with this id;
 * without scripts it is not there, and the form says the same when it is sent.
 */
export function OfferPreview({
  formId,
  ask,
}: {
  formId: string;
  ask: (data: FormData) => Promise<OfferPreviewAnswer | null>;
}) {
  const t = useTranslations("syndicates.preview");
  const [answer, setAnswer] = useState<OfferPreviewAnswer | null>(null);
  const turn = useRef(0);
  useEffect(() => {
    const box = document.getElementById(formId);
    if (!box) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const form = box.querySelector("form");
      if (!form) return;
      const mine = ++turn.current;
      ask(new FormData(form))
        .then((said) => {
          // An answer to what was typed before is not shown over a newer one.
          if (mine === turn.current && said) setAnswer(said);
        })
        .catch(() => {}); // the form itself says what is wrong
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE_MS);
    };
    look();
    box.addEventListener("input", soon);
    box.addEventListener("change", soon);
    return () => {
      clearTimeout(timer);
      box.removeEventListener("input", soon);
      box.removeEventListener("change", soon);
    };
  }, [formId, ask]);
  return (
    <div className="panel" aria-live="polite">
      <h2 className="h4 mb-3">{t("title")}</h2>
      {answer === null ? <p className="small muted">{t("waiting")}</p> : null}
      {answer?.problem ? <p className="small mb-3">{answer.problem}</p> : null}
      {answer && answer.facts.length > 0 ? (
        <Facts
          tight
          facts={[
            ...answer.facts,
            ...(answer.cutOff
              ? [{ term: t("cutOff"), value: <LocalTime at={answer.cutOff.at} timeZone={answer.cutOff.timeZone} /> }]
              : []),
          ]}
        />
      ) : null}
      <p className="caption muted mt-3">{t("foot")}</p>
    </div>
  );
}
