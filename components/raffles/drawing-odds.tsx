import { useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import { prizeGroups } from "@/server/games/raffles/prize-groups";
import { drawingLabel, prizeLabel } from "@/server/games/raffles/prize-labels";
import type { PublicDrawing, PublicRaffle } from "@/server/games/raffles/public-raffle-store";
import { oddsOfWinning } from "@/server/tickets/odds";

/**
 * One ticket's odds in each drawing when all tickets are sold. An early bird that waits for a count draws among so
 * many; how many there will be on a date, or on one prize of a tray, nobody knows.
 */
export function DrawingOdds({ raffle }: { raffle: PublicRaffle }) {
  const t = useTranslations("structures");
  const detail = useTranslations("raffles.detail");
  const { ticketCap: cap } = raffle;
  const isTray = raffle.drawings.some(({ kind }) => kind === "pool");
  if (isTray) return <p className="measure">{t("page.oddsTray")}</p>;
  const held = raffle.drawings.filter(({ state, prizes }) => state !== "cancelled" && prizes.length > 0);
  const entriesOf = (drawing: PublicDrawing) => {
    if (drawing.kind !== "early-bird") return cap;
    return drawing.triggerAt ? null : drawing.triggerCount;
  };
  if (held.length === 0 || held.every((drawing) => entriesOf(drawing) === null)) {
    return <p className="measure">{detail("oddsNoCap")}</p>;
  }
  const oneIn = (winners: number, entries: number | null): string => {
    const odds = entries === null ? null : oddsOfWinning(1, winners, entries);
    if (!odds) return t("page.oddsUnknown");
    return detail(odds.exact ? "oneIn" : "aboutOneIn", { count: odds.oneIn });
  };
  const rows = held.flatMap((drawing) => {
    const kind = drawing.kind === "early-bird" ? ("early-bird" as const) : ("main" as const);
    const name = drawingLabel(t, kind, drawing.position);
    const groups = prizeGroups(drawing.prizes);
    const counts = groups.map((group) => group.choices[0]?.quantity ?? 1);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const entries = entriesOf(drawing);
    const prefix = held.length > 1 ? `${name}: ` : "";
    return [
      ...groups.map((group, at) => [`${prefix}${prizeLabel(t, group.position)}`, oneIn(counts[at]!, entries)]),
      ...(groups.length > 1 ? [[`${prefix}${detail("anyPrize")}`, oneIn(all, entries)]] : []),
    ];
  });
  return (
    <Table
      label={t("page.oddsTable")}
      caption={cap === null ? t("page.oddsCaption") : detail("oddsCaption", { cap })}
      columns={[{ heading: detail("oddsFor") }, { heading: detail("oddsOne"), numeric: true }]}
      rows={rows}
    />
  );
}
