import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { LocalTime } from "@/components/syndicates/local-time";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Progress } from "@/components/ui/progress";
import { Search } from "@/components/ui/search";
import { Sign } from "@/components/ui/sign";
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
  const { q } = await searchParams;
  const words = typeof q === "string" ? q.slice(0, 80) : "";
  const onlooker = onlookerOf(context);
  const [open, own] = deps
    ? await Promise.all([
        listSyndicates(deps, onlooker, words),
        context.actor ? listOwnSyndicates(deps, context.actor) : [],
      ])
    : [[], []];
  const isOver = ({ state }: SyndicateSummary) => ["settled", "cancelled", "failed"].includes(state);
  const [running, over] = [own.filter((one) => !isOver(one)), own.filter(isOver)];
  const place = context.seenPlace?.label ?? "";
  const rows = (some: typeof own) =>
    some.map((one) => (
      <Row key={one.id} one={one}>
        {one.isManager ? t(dueOf(one)) : one.ownShares > 0 ? t("youOwn", { count: one.ownShares }) : t("invited")}
      </Row>
    ));
  return (
    <div className="wrap page">
      <header className="title">
        {onlooker.place ? (
          <Sign state="open" size="big">
            {place ? t("openIn", { place }) : t("open")}
          </Sign>
        ) : null}
        <h1>{t("title")}</h1>
        <p className="by measure">{t("lead")}</p>
      </header>
      {deps ? (
        <>
          <div className="row mb-6">
            <ButtonLink href="/syndicates/new">{t("new")}</ButtonLink>
          </div>
          {running.length > 0 ? (
            <section className="mb-6">
              <h2 className="mb-3">{t("own")}</h2>
              {rows(running)}
            </section>
          ) : null}
          <section className="mb-6">
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
                    <Empty title={t(words ? "noneFound" : "none")}>{t(words ? "noneFoundText" : "noneText")}</Empty>
                  )}
                </div>
              </>
            )}
          </section>
          {over.length > 0 ? (
            <section className="mb-6">
              <h2 className="mb-3">{t("over")}</h2>
              {rows(over)}
            </section>
          ) : null}
        </>
      ) : (
        <Note kind="plain" title={t("unavailable")} />
      )}
    </div>
  );
}

/** What waits for its manager. */
function dueOf({ state, buyer }: SyndicateSummary): "dueDecide" | "dueRecord" | "youManage" {
  if (state === "deciding") return "dueDecide";
  return state === "placing" && buyer === "manager" ? "dueRecord" : "youManage";
}

async function Row({ one, children }: { one: SyndicateSummary; children?: string }) {
  const [t, format] = [await getTranslations("syndicates"), await getFormatter()];
  const pools = await getTranslations("syndicate-pools");
  const lottery = findGame(one.lotteryGame)?.name ?? one.lotteryGame;
  const isSelling = one.state === "open" || one.state === "deciding";
  const taken = one.shareCount - one.left;
  const date = format.dateTime(new Date(`${one.draws[0]}T12:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  return (
    <article className="synd">
      <div>
        <h3 className="h4">
          <Link href={`/syndicates/${one.slug}`} prefetch={false}>
            {one.name}
          </Link>
        </h3>
        <p className="small muted">{t("summary", { lottery, lines: one.lines, draws: one.draws.length, date })}</p>
        {children ? <p className="small">{children}</p> : null}
      </div>
      <div className="small synd__facts">
        {isSelling && one.form === "lines" ? (
          <>
            <p>{pools("row", { lines: one.lines })}</p>
            <p className="muted">{pools("rowKind")}</p>
          </>
        ) : isSelling ? (
          <>
            <Progress
              value={taken}
              max={one.shareCount}
              label={t("page.sharesTaken", { taken, count: one.shareCount })}
            />
            <p>
              {one.left > 0
                ? t("left", { left: one.left, count: one.shareCount })
                : t("full", { count: one.shareCount })}
            </p>
          </>
        ) : (
          <p>{t(one.state === "placing" && one.buyer === "manager" ? "state.recording" : `state.${one.state}`)}</p>
        )}
      </div>
      <div className="small synd__facts">
        {isSelling && one.fromMinor !== null ? (
          <p>{t.rich("aShareFor", { price: () => <Money minor={one.fromMinor!} currency={one.currency} /> })}</p>
        ) : null}
        {isSelling ? (
          <p className="muted">
            {t("closes")} <LocalTime at={one.cutOffAt.toISOString()} timeZone={one.timeZone} />
          </p>
        ) : null}
      </div>
    </article>
  );
}
