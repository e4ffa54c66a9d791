import { useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import type { DrawView } from "@/server/draws/draw-view";

/** The number with its last part set off; the rest is left out where there is little room. */
function TicketNumber({ ticket }: { ticket: string }) {
  const cut = ticket.lastIndexOf("-") + 1;
  return (
    <span className="mono nowrap">
      <span className="hide-s">{ticket.slice(0, cut)}</span>
      <b>{ticket.slice(cut)}</b>
    </span>
  );
}

/** Winners shown so far, from the last prize to the first, and what is still to come. */
export function Winners({ view }: { view: DrawView }) {
  const t = useTranslations("draws");
  const levels = [...view.levels].reverse();
  const rows = levels.flatMap((level) => {
    const shown = view.winners.filter((winner) => winner.level === level.position);
    const onStage = view.stage && !view.stage.complete && view.stage.level === level.position;
    const prize = (note: string) => (
      <>
        {t("prize", { position: level.position })}
        <br />
        <span className="small muted">{note}</span>
      </>
    );
    const heading = level.prizes.join(" / ");
    const lines = shown.map((winner) => ({
      key: String(winner.rank),
      cells: [prize(heading), <TicketNumber key="t" ticket={winner.ticket} />, winner.shownAs || t("winners.private")],
    }));
    const missing = level.quantity - shown.length;
    if (missing > 0) {
      lines.push({
        key: `l${level.position}`,
        cells: [
          prize(onStage ? t("winners.now") : heading),
          onStage && view.stage ? (
            <span key="t" className="mono nowrap">
              <b>{view.stage.shown.padEnd(view.stage.digits, "·")}</b>
            </span>
          ) : (
            <span key="t" className="muted">
              {view.phase === "done" || view.phase === "missed"
                ? t("winners.none", { count: missing })
                : t("winners.toCome", { count: missing })}
            </span>
          ),
          "",
        ],
      });
    }
    return lines;
  });
  return (
    <section aria-labelledby="win">
      <h2 id="win" className="mb-2">
        {view.phase === "done" ? t("winners.title") : t("winners.soFar")}
      </h2>
      <Table
        label={t("winners.table")}
        columns={[{ heading: t("winners.prize") }, { heading: t("winners.ticket") }, { heading: t("winners.who") }]}
        rows={rows.map(({ cells }) => cells)}
        keys={rows.map(({ key }) => key)}
      />
    </section>
  );
}
