import { getTranslations } from "next-intl/server";
import { TimeLeft } from "@/components/lotteries/time-left";
import { LocalTime } from "@/components/syndicates/local-time";
import { Note } from "@/components/ui/note";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";

const BECAUSE = ["manager", "unsold", "manager-short", "sales-closed", "not-recorded"] as const;

function because(reason: string): (typeof BECAUSE)[number] | "refused" {
  return BECAUSE.find((one) => one === reason) ?? "refused";
}

/** How it stands, and until when what is to be done may be done: in the reader's own zone, with the time that is left. */
export async function StateNote({ view, zone }: { view: SyndicateView; zone: string }) {
  const t = await getTranslations("syndicates");
  const { syndicate: one, now } = view;
  const isOver = one.state === "cancelled" || one.state === "failed";
  if (isOver) {
    return (
      <Note kind="plain" title={t(`state.${one.state}`)}>
        {one.endedBecause ? <p>{t(`because.${because(one.endedBecause)}`)}</p> : null}
      </Note>
    );
  }
  const isByHand = one.buyer === "manager" && one.state === "placing";
  const isOwed =
    one.buyer === "manager" && (view.ticket?.draws ?? []).some(({ claim }) => claim?.state === "requested");
  const next = view.ticket?.draws.find(({ result }) => result === null);
  const end =
    one.state === "open"
      ? { at: one.cutOffAt, label: t("closes") }
      : one.state === "deciding"
        ? { at: one.decideBy, label: t("page.answerUntil") }
        : isByHand
          ? { at: one.salesCloseAt, label: t("page.recordUntil") }
          : one.state === "playing" && next?.drawAt
            ? { at: next.drawAt, label: t("page.drawnAt") }
            : null;
  const isAhead = end !== null && end.at > now;
  return (
    <div className="hold">
      <div>
        <p className="strong">{t(isByHand ? "state.recording" : isOwed ? "state.owed" : `state.${one.state}`)}</p>
        {isAhead ? (
          <p className="small muted">
            {end.label} <LocalTime at={end.at.toISOString()} timeZone={zone} />
          </p>
        ) : null}
      </div>
      {isAhead ? (
        <p className="clock clock--small">
          <TimeLeft until={end.at.toISOString()} serverNow={now.toISOString()} />
        </p>
      ) : null}
    </div>
  );
}
