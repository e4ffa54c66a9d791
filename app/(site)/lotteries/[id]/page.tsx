import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { DivisionTable } from "@/components/lotteries/division-table";
import { HowToPlay } from "@/components/lotteries/how-to-play";
import { NextDraw } from "@/components/lotteries/next-draw";
import { Results } from "@/components/lotteries/results";
import { RuleHistory } from "@/components/lotteries/rule-history";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { pageContext } from "@/server/api/page";
import { findGame } from "@/server/lotteries/catalogue";
import { RESULTS_ON_PAGE, showGame } from "@/server/lotteries/show-games";
import { CheckLines } from "./check";
import { OpenSyndicates } from "./open-syndicates";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const game = findGame((await params).id);
  const t = await getTranslations("lotteries");
  return game ? { title: game.name, description: t("show", { name: game.name }) } : {};
}

/** A game of the catalogue: how it is played, its chances, what was drawn, and whether a line has won (L1, L4). */
export default async function LotteryPage({ params, searchParams }: Props) {
  const { id } = await params;
  const asked = await searchParams;
  if (!findGame(id)) notFound();
  const [t, format] = await Promise.all([getTranslations("lotteries"), getFormatter()]);
  const context = await pageContext();
  const page = Math.min(500, Math.max(1, Number.parseInt(String(asked.page ?? "1"), 10) || 1));
  const { game, rules, next, results, drawn } = await showGame(context, id, page);
  const now = context.clock.now().toISOString();
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const { closingNote } = rules.schedule;
  return (
    <Page wide title={game.name} trail={[{ href: "/lotteries", text: t("title") }, { text: game.name }]}>
      <nav className="row small mb-5" aria-label={t("onPage")}>
        <a href="#divisions">{t("divisions")}</a>
        <a href="#check">{t("check.title")}</a>
        <a href="#results">{t("results")}</a>
        <a href="#history">{t("historyTitle")}</a>
      </nav>
      <section aria-labelledby="next">
        <h2 id="next" className="mb-3">
          {next.length > 1 ? t("next") : t("nextDraw")}
        </h2>
        {next.length === 0 ? (
          <p className="measure">{t("noDraws", { date: day(rules.validTo ?? now.slice(0, 10)) })}</p>
        ) : null}
        <div className="lotnext">
          {next.map((draw) => (
            <div key={draw.date}>
              <h3 className="h4 mb-1">{day(draw.date)}</h3>
              <NextDraw game={game} draw={draw} now={now} />
            </div>
          ))}
        </div>
      </section>
      <section className="mt-6" aria-labelledby="how">
        <h2 id="how" className="mb-3">
          {t("howTitle")}
        </h2>
        <HowToPlay game={game} rules={rules} />
      </section>
      <section className="mt-6" aria-labelledby="divisions">
        <h2 id="divisions" className="mb-3">
          {t("divisions")}
        </h2>
        <p className="muted measure mb-3">{t("divisionsCaption")}</p>
        <div className="keepwidth">
          <DivisionTable game={game} rules={rules} />
        </div>
      </section>
      <section className="mt-6" id="check" aria-labelledby="check-title">
        <h2 id="check-title" className="mb-2">
          {t("check.title")}
        </h2>
        <CheckLines game={game} rules={rules} asked={asked} lastDate={results[0]?.date ?? next[0]?.date ?? ""} />
      </section>
      <section className="mt-6" aria-labelledby="results">
        <h2 id="results" className="mb-2">
          {t("results")}
        </h2>
        {results.length === 0 ? (
          <Empty title={t("noResults")}>{t("noResultsText")}</Empty>
        ) : (
          <>
            <p className="muted">{t("resultsText", { count: drawn })}</p>
            <Results game={game} results={results} />
            <Pagination
              page={page}
              pageCount={Math.ceil(drawn / RESULTS_ON_PAGE)}
              hrefOf={(to) => `/lotteries/${game.id}?page=${to}#results`}
            />
          </>
        )}
      </section>
      <OpenSyndicates context={context} gameId={game.id} />
      <section className="mt-6" aria-labelledby="history">
        <h2 id="history" className="mb-2">
          {t("historyTitle")}
        </h2>
        <p className="muted mb-3">{t("historyText")}</p>
        <div className="keepwidth">
          <RuleHistory game={game} />
        </div>
      </section>
      <section className="mt-6 measure" aria-labelledby="sources">
        <h2 id="sources" className="mb-2">
          {t("sources")}
        </h2>
        <p className="small">{t("sourcesText", { confidence: game.confidence })}</p>
        {closingNote ? <p className="small">{t("closingNote", { note: closingNote })}</p> : null}
        {rules.price.note ? <p className="small">{t("priceNote", { note: rules.price.note })}</p> : null}
        <ul className="small mt-2" lang="en">
          {game.sources.map((source) => (
            <li key={source}>{source}</li>
          ))}
        </ul>
      </section>
    </Page>
  );
}
