"use client";

import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import type { DrawView } from "@/server/draws/draw-view";
import { Chain } from "./chain";
import { CheckCertificate } from "./check-certificate";
import { kindOf } from "./drawing-name";
import { Media } from "./media";
import { OtherDrawings } from "./other-drawings";
import { PotFacts } from "./pot-facts";
import { Stage } from "./stage";
import { Transcript } from "./transcript";
import { type RealtimeSettings, useDrawChannel } from "./use-draw-channel";
import { Winners } from "./winners";

/** Seconds between looks while something is waited for that has no fixed moment. */
const WAITING_SECONDS = 3;
const LONGEST_SECONDS = 60;

/** How long until the page should look again, in milliseconds by the server's clock; null when nothing more comes. */
function pauseMs(view: DrawView, serverNowMs: number): number | null {
  const until = (at: string | null) => (at === null ? WAITING_SECONDS * 1000 : Date.parse(at) - serverNowMs + 150);
  const wanted: Record<DrawView["phase"], number | null> = {
    // An early bird falls due by a sale at any moment: the page looks now and then.
    open: view.trigger ? LONGEST_SECONDS * 1000 : until(view.times.closesAt),
    closing: WAITING_SECONDS * 1000,
    waiting: view.method === "hand" ? LONGEST_SECONDS * 250 : until(view.times.drawAt),
    drawing: WAITING_SECONDS * 1000,
    showing: until(view.nextAt),
    done: null,
    missed: null,
    cancelled: null,
  };
  const ms = wanted[view.phase];
  return ms === null ? null : Math.min(Math.max(ms, 300), LONGEST_SECONDS * 1000);
}

/** The transcript by itself, once there is anything in it. */
function Alone({ view }: { view: DrawView }) {
  if (view.transcript.length === 0) return null;
  return (
    <div className="section">
      <Transcript view={view} />
    </div>
  );
}

/**
 * A drawing as it goes on. What is shown comes from the server and follows from the time alone: the page looks again
 * when the next step is due, and sooner when the channel says that something moved.
 */
export function LiveDraw({
  initial,
  ornament,
  realtime,
}: {
  initial: DrawView;
  ornament: ReactNode;
  realtime: RealtimeSettings;
}) {
  const t = useTranslations("draws");
  const format = useFormatter();
  const [view, setView] = useState(initial);
  const [lost, setLost] = useState(false);
  // How far this computer's clock is from the server's; unknown until the page runs here.
  const [offsetMs, setOffsetMs] = useState<number | null>(null);
  const busy = useRef(false);

  const look = useCallback(async () => {
    if (busy.current) return;
    busy.current = true;
    try {
      const answer = await fetch(`/api/draws/${initial.id}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const next = (await answer.json()) as DrawView;
      setView(next);
      setOffsetMs(Date.parse(next.now) - Date.now());
      setLost(false);
    } catch {
      setLost(true);
    } finally {
      busy.current = false;
    }
  }, [initial.id]);

  useEffect(() => {
    setOffsetMs(Date.parse(initial.now) - Date.now());
  }, [initial.now]);

  useEffect(() => {
    if (offsetMs === null) return;
    const pause = lost ? WAITING_SECONDS * 1000 : pauseMs(view, Date.now() + offsetMs);
    if (pause === null) return;
    const timer = setTimeout(look, pause);
    return () => clearTimeout(timer);
  }, [view, lost, offsetMs, look]);

  const over = view.phase === "done" || view.phase === "missed" || view.phase === "cancelled";
  useDrawChannel(initial.id, realtime, look, !over);

  const raffle = view.title ?? view.raffleNumber;
  const alone = view.kind === "main" && view.others.length === 0;
  const count = view.list?.count ?? 0;
  const tickets = { count, number: format.number(count) };
  const kind = t(`kind.${kindOf(view.kind)}`, { position: view.position });
  return (
    <>
      <header className="title">
        <p className="label">{t(`phase.${view.phase}`)}</p>
        <h1>{alone ? t("page.heading", { raffle }) : t("page.kind", { kind, raffle })}</h1>
        <p className="by">
          {!view.list
            ? view.organisation
            : view.organisation
              ? t("page.by", { organisation: view.organisation, ...tickets })
              : t("page.count", tickets)}
        </p>
      </header>
      {lost ? (
        <p className="note note--bad mb-3" role="status">
          {t("page.lost")}
        </p>
      ) : null}
      {view.renewed ? (
        <p className="note mb-3">
          <b>{t("renewed.title")}. </b>
          {view.renewed.missedRound === null
            ? t("renewed.textUnnamed", { reason: view.renewed.reason })
            : t("renewed.text", { round: format.number(view.renewed.missedRound), reason: view.renewed.reason })}
        </p>
      ) : null}
      <Stage view={view} ornament={ornament} offsetMs={offsetMs} />
      <Chain view={view} />
      {view.levels.length > 0 && view.transcript.length === 0 ? (
        <div className="section">
          <Winners view={view} />
        </div>
      ) : view.levels.length > 0 ? (
        <div className="half section">
          <Winners view={view} />
          <Transcript view={view} />
        </div>
      ) : (
        <Alone view={view} />
      )}
      {view.pot ? <PotFacts view={view} /> : null}
      {view.media.length > 0 ? <Media media={view.media} /> : null}
      {view.others.length > 0 ? <OtherDrawings view={view} /> : null}
      <CheckCertificate view={view} />
    </>
  );
}
