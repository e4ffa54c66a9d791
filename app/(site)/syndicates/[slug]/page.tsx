import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { cache } from "react";
import { ClientMessages } from "@/components/shell/client-messages";
import { JOIN_FORM } from "@/components/syndicates/join-form";
import { LiveSyndicate } from "@/components/syndicates/live-syndicate";
import { ShareGrid } from "@/components/syndicates/share-grid";
import { ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Sign } from "@/components/ui/sign";
import { pageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { syndicateChannel } from "@/server/games/syndicates/announce";
import { type SyndicateView, showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { isAppError } from "@/server/kernel/errors";
import { formatMoney } from "@/server/kernel/money";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { onlookerOf } from "../onlooker";
import { Agreed } from "./agreed";
import { ByHand } from "./by-hand";
import { Desk } from "./desk";
import { History } from "./history";
import { Join } from "./join";
import { Members } from "./members";
import { Numbers } from "./numbers";
import { Payouts } from "./payouts";
import { PeopleLinks } from "./people-links";
import { PoolPage } from "./pool/pool-page";
import { Share } from "./share";
import { StateNote } from "./state-note";

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ invitation?: string | string[] }>;
};

const tokenOf = (given: string | string[] | undefined) =>
  typeof given === "string" && given.length < 200 ? given : null;

/** Looked up once a request, for the head and for the page. */
const read = cache(async (slug: string, invitation: string | null): Promise<SyndicateView | "elsewhere"> => {
  const context = await pageContext();
  const deps = syndicateServices(context);
  if (!deps) notFound();
  try {
    return await showSyndicate(deps, slug, { actor: context.actor, onlooker: onlookerOf(context), invitation });
  } catch (error) {
    if (isAppError(error) && error.code === "syndicateNotHere") return "elsewhere";
    if (isAppError(error) && error.code === "notFound") notFound();
    throw error;
  }
});

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [t, context, { slug }] = [await getTranslations("syndicates"), await pageContext(), await params];
  const invitation = tokenOf((await searchParams).invitation);
  const quiet: Metadata = { robots: { index: false }, referrer: "no-referrer" };
  const view = await read(slug, invitation);
  // What may not be looked at may not stand in a title either.
  if (view === "elsewhere") return { ...quiet, title: t("title") };
  const query = invitation ? `?invitation=${encodeURIComponent(invitation)}` : "";
  const picture = `${context.environment.APP_URL}/syndicates/${slug}/share.png${query}`;
  const lottery = findGame(view.syndicate.lotteryGame)?.name ?? "";
  const description = t("share.description", { lottery, name: view.syndicate.name });
  return {
    ...quiet,
    title: view.syndicate.name,
    description,
    openGraph: {
      ...{ title: view.syndicate.name, description, siteName: "Drawbridge", type: "website" },
      images: [{ url: picture, width: 1200, height: 630, alt: description }],
    },
    twitter: { card: "summary_large_image" },
  };
}

/** A syndicate: its shares, its numbers, its people and its results; for its manager the desk as well (S10). */
export default async function SyndicatePage({ params, searchParams }: Props) {
  const t = await getTranslations("syndicates");
  const [context, locale, { slug }] = [await pageContext(), await getLocale(), await params];
  const invitation = tokenOf((await searchParams).invitation);
  const view = await read(slug, invitation);
  if (view === "elsewhere") return <NotHere />;
  if (view.syndicate.form === "lines") return <PoolPage {...{ view, slug, invitation, context }} />;
  const { syndicate: one, shares, names, isManager } = view;
  const free = shares.filter(({ state }) => state === "offered");
  const mine = new Set(view.ownShares.map(({ number }) => number));
  const zone = rulesOn(findGame(one.lotteryGame)!, one.draws[0]!)?.schedule.timeZone ?? "America/New_York";
  const mayJoin = view.isSelling && free.length > 0;
  const isEqual = shares.every(({ weight }) => weight === shares[0]!.weight);
  const { environment: env, actor } = context;
  const manager = names.get(one.managerId) ?? t("page.someone");
  const place = context.seenPlace?.label ?? "";
  return (
    <ClientMessages namespaces={["forms", "syndicates.page", "syndicates.join", "syndicates.share", "syndicates.desk"]}>
      <div className="wrap page">
        <Crumbs trail={[{ href: "/syndicates", text: t("title") }, { text: one.name }]} />
        <header className="title">
          <Sign state={view.isOpenHere ? "open" : "closed"} size="big">
            {view.isOpenHere ? (place ? t("page.openIn", { place }) : t("page.openHere")) : t("page.closedHere")}
          </Sign>
          <h1>{one.name}</h1>
          <p className="by measure">
            {t("page.by", {
              ...{ mode: one.buyer === "manager" ? "hand" : one.mode, manager, count: shares.length },
              ...{ lines: one.entries.length, lottery: findGame(one.lotteryGame)?.name ?? one.lotteryGame },
            })}
          </p>
          {invitation && !isManager && mine.size === 0 ? (
            <p className="mt-3">{t("page.invitedBy", { manager })}</p>
          ) : null}
        </header>
        <LiveSyndicate
          {...{ slug, invitation, version: view.version, channel: syndicateChannel(one.gameId) }}
          realtime={{
            ...{ key: env.PUSHER_KEY, cluster: env.PUSHER_CLUSTER, host: env.PUSHER_HOST, port: env.PUSHER_PORT },
            useTLS: env.PUSHER_USE_TLS === "true",
          }}
        />
        <div className="two">
          <div>
            <StateNote view={view} zone={zone} />
            <section className="mt-6" aria-labelledby="shares">
              <div className="head">
                <h2 id="shares">
                  {t("page.sharesTaken", { taken: shares.length - free.length, count: shares.length })}
                </h2>
                {mayJoin ? <p className="small muted">{t("page.pick")}</p> : null}
              </div>
              <ShareGrid
                isEqual={isEqual}
                form={mayJoin && actor ? JOIN_FORM : null}
                shares={shares.map(({ number, weight, holderId, priceMinor }) => ({
                  ...{ number, weight, price: formatMoney(priceMinor, one.currency, locale) },
                  owner: holderId === null ? null : (names.get(holderId) ?? null),
                  state: mine.has(number) ? "mine" : holderId === null ? "free" : "sold",
                }))}
              />
            </section>
            {isManager ? <Desk view={view} slug={slug} context={context} /> : null}
            <ByHand view={view} slug={slug} />
            <Numbers view={view} zone={zone} />
            <Payouts view={view} />
            <Members view={view} slug={slug} />
            <PeopleLinks view={view} slug={slug} context={context} />
            <History view={view} zone={zone} />
          </div>
          <aside aria-label={t(mayJoin ? "page.join" : "page.agreed")}>
            <Join {...{ view, slug, invitation, isMember: actor !== null }} />
            <Agreed view={view} slug={slug} zone={zone} />
            <Share view={view} slug={slug} address={env.APP_URL} isMayJoin={mayJoin} />
          </aside>
        </div>
      </div>
      {mayJoin ? (
        <section className="bar" aria-label={t("page.join")}>
          <p>
            <b>{formatMoney(Math.min(...free.map(({ priceMinor }) => priceMinor)), one.currency, locale)}</b>
            <small>{t("left", { left: free.length, count: shares.length })}</small>
          </p>
          <a className="btn" href="#take">
            {t("page.join")}
          </a>
        </section>
      ) : null}
    </ClientMessages>
  );
}

async function NotHere() {
  const t = await getTranslations("syndicates");
  return (
    <div className="wrap page">
      <Crumbs trail={[{ href: "/syndicates", text: t("title") }, { text: t("page.notHere") }]} />
      <header className="title">
        <h1>{t("page.notHere")}</h1>
      </header>
      <p className="mb-4 measure">{t("page.notHereText")}</p>
      <div className="row">
        <ButtonLink href="/syndicates">{t("page.toList")}</ButtonLink>
        <ButtonLink kind="line" href="/place">
          {t("noPlaceDo")}
        </ButtonLink>
      </div>
    </div>
  );
}
