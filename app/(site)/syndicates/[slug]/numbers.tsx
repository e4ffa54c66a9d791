import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Balls } from "@/components/syndicates/balls";
import { LocalTime } from "@/components/syndicates/local-time";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";

/** The ticket's lines, and for each draw what was drawn, what matched and what it won (L3, S7). */
export async function Numbers({
  view: { syndicate: one, ticket, shares },
  zone,
}: {
  view: SyndicateView;
  zone: string;
}) {
  const t = await getTranslations("syndicates.page");
  const [format, locale] = [await getFormatter(), await getLocale()];
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const entries = ticket?.entries ?? one.entries;
  const draws = ticket?.draws ?? [];
  const drawn = draws.filter(({ result }) => result !== null);
  return (
    <section className="mt-6">
      <h2>{t("numbers")}</h2>
      <p className="muted mb-4 measure">{t("numbersText", { lines: entries.length, draws: one.draws.length })}</p>
      {draws.map((draw) => (
        <div key={draw.date} className="mb-4">
          <h3 className="h4 mb-2">{t("drawOf", { date: day(draw.date) })}</h3>
          {draw.postponed ? <p className="small">{t("postponed")}</p> : null}
          {draw.result ? (
            <Balls main={draw.result.main} bonus={draw.result.bonus} />
          ) : (
            <p className="small muted">
              {t("waiting")} {draw.drawAt ? <LocalTime at={draw.drawAt.toISOString()} timeZone={zone} /> : null}
            </p>
          )}
          {draw.lines ? (
            <>
              <p className="small mt-3 mb-2">
                {draw.prizeMinor === null
                  ? t("sumNotKnown", { lines: entries.length })
                  : draw.prizeMinor === 0
                    ? t("sumNothing", { lines: entries.length })
                    : t("sum", {
                        ...{ lines: entries.length, shares: shares.length },
                        amount: formatMoney(draw.prizeMinor, one.currency, locale),
                      })}
              </p>
              <Table
                label={t("drawOf", { date: day(draw.date) })}
                columns={[
                  { heading: t("line"), numeric: true },
                  { heading: t("picked") },
                  { heading: t("matched") },
                  { heading: t("prize"), numeric: true },
                ]}
                rows={entries.map((entry, at) => {
                  const line = draw.lines![at]!;
                  return [
                    at + 1,
                    <Balls
                      key="balls"
                      main={entry.main}
                      bonus={entry.bonus}
                      small
                      hits={new Set(line.matchedMain)}
                      bonusHits={new Set(line.matchedBonus)}
                    />,
                    t("hits", { main: line.matchedMain.length, bonus: line.matchedBonus.length }),
                    line.prizeMinor !== null && line.division !== null ? (
                      <b key="prize" className="won">
                        <Money minor={line.prizeMinor} currency={one.currency} />
                      </b>
                    ) : (
                      (line.inKind ?? t(line.division === null ? "noPrize" : "notKnown"))
                    ),
                  ];
                })}
              />
            </>
          ) : null}
        </div>
      ))}
      {drawn.length === 0 ? (
        <ol className="stack lines">
          {entries.map((entry, at) => (
            <li key={at}>
              <Balls small main={entry.main} bonus={entry.bonus} />
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}
