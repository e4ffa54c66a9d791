import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import type { DrawView } from "@/server/draws/draw-view";

/** The winner that stands on the stage when the show is over: the first prize's. */
function lastShown(view: DrawView) {
  const winner = view.winners.filter(({ came }) => came === "drawn").at(-1);
  if (!winner) return null;
  const parts = winner.ticket.split("-");
  return { ...winner, lead: parts.length > 2 ? `${parts.slice(0, 2).join("-")}-` : "", tail: parts.at(-1)! };
}

function Reel({ lead, shown, digits, label }: { lead: string; shown: string; digits: number; label: string }) {
  const cells = Array.from({ length: digits }, (_, at) => shown[at] ?? null);
  return (
    <div className="reel" role="img" aria-label={label}>
      {lead ? (
        <span className="pre" aria-hidden="true">
          {lead}
        </span>
      ) : null}
      {cells.map((digit, at) =>
        digit !== null ? (
          <span key={at}>{digit}</span>
        ) : at === shown.length ? (
          <span key={at} className="next">
            <i />
          </span>
        ) : (
          <span key={at} className="wait">
            ·
          </span>
        ),
      )}
    </div>
  );
}

/** Minutes and seconds until a moment by the server's clock; what it is called stands beside it. */
function Remaining({ until, offsetMs, done }: { until: string; offsetMs: number | null; done: string }) {
  const [nowMs, setNowMs] = useState<number | null>(null);
  useEffect(() => {
    if (offsetMs === null) return;
    const tick = () => setNowMs(Date.now() + offsetMs);
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [offsetMs]);
  if (nowMs === null) return <p className="what num">···</p>;
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - nowMs) / 1000));
  const text =
    seconds === 0
      ? done
      : [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
          .map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0")))
          .join(":");
  return (
    <p className="what num" role="timer">
      {text}
    </p>
  );
}

/** The stage of a draw: what happens now, in large. */
export function Stage({ view, ornament, offsetMs }: { view: DrawView; ornament: ReactNode; offsetMs: number | null }) {
  const t = useTranslations("draws");
  const format = useFormatter();
  const time = (at: string) =>
    format.dateTime(new Date(at), {
      timeZone: view.timeZone,
      hour: "numeric",
      minute: "2-digit",
      second: "2-digit",
    });
  const prizeAt = (position: number) => {
    const level = view.levels.find((one) => one.position === position);
    return { title: t("prize", { position }), what: level?.prizes.join(" / ") ?? "" };
  };
  const day = (at: string) =>
    format.dateTime(new Date(at), { timeZone: view.timeZone, dateStyle: "long", timeStyle: "short" });

  const frame = (heading: string, body: ReactNode) => (
    <section className="stage" aria-labelledby="now" aria-live="polite" data-phase={view.phase}>
      {ornament}
      <h2 id="now">{heading}</h2>
      {body}
    </section>
  );

  if (view.phase === "showing" && view.stage) {
    const { stage } = view;
    const { title, what } = prizeAt(stage.level);
    const digits = stage.shown === "" ? t("stage.noDigits") : stage.shown.split("").join(" ");
    return frame(
      title,
      <>
        <p className="what">{what}</p>
        <Reel
          lead={stage.lead}
          shown={stage.shown}
          digits={stage.digits}
          label={
            stage.complete
              ? t("stage.whole", { ticket: stage.ticket! })
              : t("stage.partly", { digits, left: stage.digits - stage.shown.length })
          }
        />
        <p className="small">
          {stage.complete
            ? t("stage.winner", { ticket: stage.ticket! })
            : stage.left !== null && view.nextAt
              ? t("stage.left", { count: stage.left, number: format.number(stage.left), time: time(view.nextAt) })
              : null}
        </p>
      </>,
    );
  }
  if (view.phase === "showing") {
    return frame(t("stage.curtain"), <p className="what">{t("stage.curtainText")}</p>);
  }
  if (view.phase === "done") {
    const winner = lastShown(view);
    if (!winner) return frame(t("stage.nobody"), <p className="what">{t("stage.nobodyText")}</p>);
    const { title, what } = prizeAt(winner.level);
    return frame(
      title,
      <>
        <p className="what">{what}</p>
        <Reel
          lead={winner.lead}
          shown={winner.tail}
          digits={winner.tail.length}
          label={t("stage.whole", { ticket: winner.ticket })}
        />
        <p className="small">{t("stage.winner", { ticket: winner.ticket })}</p>
      </>,
    );
  }
  if (view.phase === "open" && view.trigger) {
    const { count, at } = view.trigger;
    const number = count === null ? "" : format.number(count);
    const words =
      count !== null && at !== null
        ? t("stage.openEarlyBoth", { number, time: day(at) })
        : count !== null
          ? t("stage.openEarlyCount", { count, number })
          : t("stage.openEarlyAt", { time: at === null ? "" : day(at) });
    return frame(t("stage.openEarly"), <p className="what">{words}</p>);
  }
  if (view.method === "hand" && (view.phase === "waiting" || view.phase === "drawing")) {
    return frame(t(`stage.${view.phase}Hand`), <p className="what">{t("stage.handText")}</p>);
  }
  if (view.phase === "cancelled" && view.endedReason === "lapsed") {
    return frame(t("stage.lapsed"), <p className="what">{t("stage.lapsedText")}</p>);
  }
  if (view.phase === "closing" && view.trigger) {
    const words = view.delayed ? t(`delay.${view.delayed}`) : t("stage.closingEarlyText");
    return frame(t("stage.closingEarly"), <p className="what">{words}</p>);
  }
  if (view.phase === "open" || view.phase === "waiting") {
    // Further off than half a day a time alone could be any day's.
    const isFar = Date.parse(view.times.drawAt) - Date.parse(view.now) > 12 * 3_600_000;
    const until = view.phase === "open" ? view.times.closesAt : view.times.drawAt;
    return frame(
      t(`stage.${view.phase}`),
      <>
        <Remaining until={until} offsetMs={offsetMs} done={t("stage.now")} />
        <p className="small">
          {view.beacon
            ? isFar
              ? t("stage.decidesOn", { round: format.number(view.beacon.round), time: day(view.times.drawAt) })
              : t("stage.decides", { round: format.number(view.beacon.round), time: time(view.times.drawAt) })
            : null}
        </p>
      </>,
    );
  }
  const said = view.delayed ? t(`delay.${view.delayed}`) : t(`stage.${view.phase}Text`);
  return frame(t(`stage.${view.phase}`), <p className="what">{said}</p>);
}
