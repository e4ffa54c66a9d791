import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { LocalTime } from "@/components/syndicates/local-time";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Search } from "@/components/ui/search";
import { pageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import type { SyndicateSummary } from "@/server/games/syndicates/listing-store";
import { listOwnSyndicates, listSyndicates } from "@/server/games/syndicates/show-syndicates";
import { findGame } from "@/server/lotteries/catalogue";
import { onlookerOf } from "./onlooker";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicates"))("title") };
}

/** The public syndicates that are open where the reader is, and one's own. */
export default async function SyndicatesPage({ searchParams }: { searchParams: Promise<{ q?: string | string[] }> }) {
  const t = await getTranslations("syndicates");
  const context = await pageContext();
  const deps = syndicateServices(context);
  if (!deps) {
    return (
      <Page title={t("title")}>
        <Note kind="plain" title={t("unavailable")} />
      </Page>
    );
  }
  const { q } = await searchParams;
  const words = typeof q === "string" ? q : "";
  const onlooker = onlookerOf(context);
  const [open, own] = await Promise.all([
    listSyndicates(deps, onlooker, words),
    context.actor ? listOwnSyndicates(deps, context.actor) : [],
  ]);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className="row mb-5">
        <ButtonLink href="/syndicates/new">{t("new")}</ButtonLink>
      </div>
      {own.length > 0 ? (
        <section className="mb-5">
          <h2 className="mb-3">{t("own")}</h2>
          {own.map((one) => (
            <Row key={one.id} one={one}>
              {one.isManager
                ? t("youManage")
                : one.ownShares > 0
                  ? t("youOwn", { count: one.ownShares })
                  : t("invited")}
            </Row>
          ))}
        </section>
      ) : null}
      <section>
        <h2 className="mb-3">{t("open")}</h2>
        {onlooker.place === null ? (
          <Empty title={t("noPlace")} action={<ButtonLink href="/place">{t("noPlaceDo")}</ButtonLink>} />
        ) : (
          <>
            <Search action="/syndicates" label={t("search")} button={t("searchDo")} initial={words} />
            <div className="mt-4">
              {open.length > 0 ? (
                open.map((one) => <Row key={one.id} one={one} />)
              ) : (
                <Empty title={t("none")}>{t("noneText")}</Empty>
              )}
            </div>
          </>
        )}
      </section>
    </Page>
  );
}

async function Row({ one, children }: { one: SyndicateSummary; children?: string }) {
  const t = await getTranslations("syndicates");
  const lottery = findGame(one.lotteryGame)?.name ?? one.lotteryGame;
  const isSelling = one.state === "open" || one.state === "deciding";
  return (
    <article className="rule-top mt-3">
      <h3 className="h4 mt-3">
        <Link href={`/syndicates/${one.slug}`}>{one.name}</Link>
      </h3>
      <p className="small muted">{t("summary", { lottery, lines: one.lines, draws: one.draws.length })}</p>
      <p className="small">
        {isSelling && one.left > 0 ? t("left", { left: one.left, count: one.shareCount }) : t(`state.${one.state}`)}
        {isSelling && one.fromMinor !== null ? (
          <>
            {" · "}
            <Money minor={one.fromMinor} currency={one.currency} />
          </>
        ) : null}
        {isSelling ? (
          <>
            {" · "}
            {t("closes")} <LocalTime at={one.cutOffAt.toISOString()} timeZone={one.timeZone} />
          </>
        ) : null}
        {children ? ` · ${children}` : null}
      </p>
    </article>
  );
}
