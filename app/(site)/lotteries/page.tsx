import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { NextDraw } from "@/components/lotteries/next-draw";
import { Jackpot } from "@/components/lotteries/results";
import { Page } from "@/components/people/page";
import { pageContext } from "@/server/api/page";
import { formatMoney } from "@/server/kernel/money";
import { showGames } from "@/server/lotteries/show-games";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("lotteries");
  return { title: t("title"), description: t("lead") };
}

/** The games of the catalogue (L1). Facts for anybody, wherever they are: docs/lotteries.md says why no gate hides them. */
export default async function LotteriesPage() {
  const [t, format, locale] = await Promise.all([getTranslations("lotteries"), getFormatter(), getLocale()]);
  const context = await pageContext();
  const now = context.clock.now().toISOString();
  const games = await showGames(context);
  const regions = new Intl.DisplayNames([locale], { type: "region" });
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  return (
    <Page wide title={t("title")} lead={t("lead")}>
      <div className="lotgames">
        {games.map(({ game, rules, next, results: [last] }) => (
          <article key={game.id} className="lotgame">
            <div>
              <h2 className="h3">
                <Link href={`/lotteries/${game.id}`} prefetch={false} aria-label={t("show", { name: game.name })}>
                  {game.name}
                </Link>
              </h2>
              <p className="small muted">
                {game.country === "EU" ? t("countries") : regions.of(game.country)} ·{" "}
                {rules.price.linesPerPlay > 1
                  ? t("perPlay", {
                      price: formatMoney(rules.price.perPlayMinor, game.currency, locale),
                      lines: rules.price.linesPerPlay,
                    })
                  : t("perLine", { price: formatMoney(rules.price.perPlayMinor, game.currency, locale) })}
              </p>
              {last ? (
                <p className="small mt-2">
                  {t("lastDraw", { date: day(last.date) })}. <Jackpot game={game} result={last} />
                </p>
              ) : null}
            </div>
            <div>
              {next[0] ? (
                <NextDraw game={game} draw={next[0]} now={now} />
              ) : (
                <p className="small">{t("noDraws", { date: day(rules.validTo ?? now.slice(0, 10)) })}</p>
              )}
            </div>
          </article>
        ))}
      </div>
    </Page>
  );
}
