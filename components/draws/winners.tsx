import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Table } from "@/components/ui/table";
import type { DrawView } from "@/server/draws/draw-view";
import { formatMoney } from "@/server/kernel/money";

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

/** What the holder lets be seen, and what became of the prize since. */
function Holder({ winner }: { winner: DrawView["winners"][number] }) {
  const t = useTranslations("draws.winners");
  const notes = [winner.came === "called" ? t("called") : "", winner.forfeited ? t("forfeited") : ""].filter(Boolean);
  return (
    <>
      {winner.shownAs || t("private")}
      {notes.length > 0 ? (
        <>
          <br />
          <span className="small muted">{notes.join(", ")}</span>
        </>
      ) : null}
    </>
  );
}

/** Winners shown so far, from the last prize to the first, and what is still to come. */
export function Winners({ view }: { view: DrawView }) {
  const t = useTranslations("draws");
  const locale = useLocale();
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
    const whatOf = (winner: (typeof shown)[number]) =>
      winner.amountMinor === null || !view.pot
        ? (winner.prize ?? heading)
        : t("winners.amount", { amount: formatMoney(winner.amountMinor, view.pot.currency, locale) });
    const lines: Array<{ key: string; cells: ReactNode[] }> = shown.map((winner) => ({
      key: String(winner.rank),
      cells: [
        prize(whatOf(winner)),
        <TicketNumber key="t" ticket={winner.ticket} />,
        <Holder key="w" winner={winner} />,
      ],
    }));
    const missing = level.quantity - shown.filter(({ came }) => came === "drawn").length;
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
      {view.phase === "done" && view.winners.length > 0 ? (
        <p className="mt-3">
          <a href={`/draws/${view.id}/claim`}>{t("winners.claim")}</a>
        </p>
      ) : null}
    </section>
  );
}
