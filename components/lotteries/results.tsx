import { useFormatter, useTranslations } from "next-intl";
import { Balls } from "@/components/syndicates/balls";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { rulesOn } from "@/server/lotteries/catalogue";
import type { LotteryGame } from "@/server/lotteries/game";
import type { DrawnResult } from "@/server/lotteries/show-games";

/** What was drawn, draw by draw, with winners and prizes of the divisions as far as a source has said them. */
export function Results({ game, results }: { game: LotteryGame; results: readonly DrawnResult[] }) {
  return results.map((result) => <One key={result.date} game={game} result={result} />);
}

function One({ game, result }: { game: LotteryGame; result: DrawnResult }) {
  const t = useTranslations("lotteries");
  const format = useFormatter();
  const day = format.dateTime(new Date(`${result.date}T12:00:00Z`), { dateStyle: "full", timeZone: "UTC" });
  const divisions = rulesOn(game, result.date)?.divisions ?? [];
  const rows = divisions
    .filter(({ division }) => result.winners[division] !== undefined || result.prizesMinor[division] !== undefined)
    .map(({ division, label }) => {
      const winners = result.winners[division];
      const prize = result.prizesMinor[division];
      return [
        t("divisionNumber", { number: division, label }),
        winners === undefined ? t("notKnown") : format.number(winners),
        prize === undefined ? (
          <span key="prize" className="muted">
            {t(winners === 0 ? "notWon" : "notKnown")}
          </span>
        ) : (
          <Money key="prize" minor={prize} currency={game.currency} />
        ),
      ];
    });
  const numeric = true;
  return (
    <article className="rule-top mt-4">
      <h3 className="h4 mt-3 mb-2">{day}</h3>
      <Balls main={result.main} bonus={result.bonus} />
      <p className="small mt-2">
        <Jackpot game={game} result={result} />
        {result.multiplier === null ? "" : ` ${t("multiplierDrawn", { multiplier: result.multiplier })}`}
      </p>
      <p className="caption muted">
        {t("source", { source: result.source })}
        {result.revision > 1 ? ` ${t("corrected")}` : ""}
      </p>
      {rows.length > 0 ? (
        <div className="mt-2">
          <Fold title={t("winnersOf", { date: day })}>
            <Table
              label={t("winnersOf", { date: day })}
              columns={[
                { heading: t("division") },
                { heading: t("winners"), numeric },
                { heading: t("prizeOfLine"), numeric },
              ]}
              rows={rows}
            />
          </Fold>
        </div>
      ) : null}
    </article>
  );
}

/** What the highest division came to, as far as it was said. */
export function Jackpot({ game, result }: { game: LotteryGame; result: DrawnResult }) {
  const t = useTranslations("lotteries");
  const amount = result.prizesMinor[1];
  if (result.winners[1] === 0) return t("jackpot.notWon");
  if (amount === undefined) return t("jackpot.unknown");
  return t.rich("jackpot.won", {
    winners: result.winners[1] ?? 0,
    amount: () => <Money minor={amount} currency={game.currency} />,
  });
}
