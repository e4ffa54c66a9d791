import { useFormatter, useTranslations } from "next-intl";
import type { DrawView } from "@/server/draws/draw-view";

/** The steps of a draw, each with its moment once it has happened, and the moment it is due before. */
export function Chain({ view }: { view: DrawView }) {
  const t = useTranslations("draws.chain");
  const format = useFormatter();
  const { times } = view;
  const clock = (at: string) =>
    format.dateTime(new Date(at), { timeZone: view.timeZone, hour: "numeric", minute: "2-digit", second: "2-digit" });
  const day = (at: string) => format.dateTime(new Date(at), { timeZone: view.timeZone, day: "numeric", month: "long" });
  const closed = view.phase !== "open";
  const named = { key: "named", done: times.namedAt !== null, text: times.namedAt ? day(times.namedAt) : "" } as const;
  const triggeredAt = view.trigger?.triggeredAt ?? null;
  const ends = view.trigger
    ? ({ key: "triggered", done: triggeredAt !== null, text: triggeredAt ? clock(triggeredAt) : "" } as const)
    : ({
        key: "closed",
        done: closed,
        text: closed ? clock(times.closesAt) : t("due", { time: clock(times.closesAt) }),
      } as const);
  const byHand = view.method === "hand";
  const begin = byHand ? [ends] : view.trigger || view.renewed ? [ends, named] : [named, ends];
  const decided = byHand
    ? ([{ key: "hand", done: times.drawnAt !== null, text: times.drawnAt ? clock(times.drawnAt) : "" }] as const)
    : ([
        {
          key: "round",
          done: times.drawnAt !== null,
          text: times.drawnAt ? clock(times.drawAt) : times.namedAt ? t("due", { time: clock(times.drawAt) }) : "",
        },
        { key: "seed", done: times.drawnAt !== null, text: times.drawnAt ? clock(times.drawnAt) : "" },
      ] as const);
  const steps = [
    ...begin,
    { key: "frozen", done: times.frozenAt !== null, text: times.frozenAt ? clock(times.frozenAt) : "" },
    ...decided,
    {
      key: "winners",
      done: view.phase === "done",
      text: times.drawnAt ? t("shown", { shown: view.winners.length, count: view.winnerCount }) : "",
    },
  ] as const;
  const now = steps.findIndex((step) => !step.done);
  const stopped = view.phase === "missed" || view.phase === "cancelled";
  return (
    <ol className="chain" aria-label={t("label")}>
      {steps.map((step, at) => (
        <li
          key={step.key}
          className={step.done ? undefined : at === now && !stopped ? "now" : "later"}
          aria-current={at === now && !stopped ? "step" : undefined}
        >
          <b>{t(step.key)}</b>
          <span>{step.done || !stopped ? step.text : t("stopped")}</span>
        </li>
      ))}
    </ol>
  );
}
