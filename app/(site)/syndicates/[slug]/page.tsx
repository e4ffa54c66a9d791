import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { LocalTime } from "@/components/syndicates/local-time";
import { ShareGrid } from "@/components/syndicates/share-grid";
import { ButtonLink } from "@/components/ui/button";
import { Countdown } from "@/components/ui/countdown";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { pageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { type SyndicateView, showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { onlookerOf } from "../onlooker";
import { join } from "./actions";
import { Desk } from "./desk";
import { Numbers } from "./numbers";
import { Payouts } from "./payouts";

type Props = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<{ invitation?: string | string[] }>;
};

export async function generateMetadata(): Promise<Metadata> {
  // What is not public may not stand in a title either; the name is on the page, for whoever may see it.
  return { title: (await getTranslations("syndicates"))("title"), robots: { index: false }, referrer: "no-referrer" };
}

/** A syndicate: its shares, its numbers, its people and its results; for its manager the desk as well (S10). */
export default async function SyndicatePage({ params, searchParams }: Props) {
  const t = await getTranslations("syndicates");
  const context = await pageContext();
  const deps = syndicateServices(context);
  const { slug } = await params;
  const { invitation: given } = await searchParams;
  const invitation = typeof given === "string" && given.length < 200 ? given : null;
  if (!deps) notFound();
  let view: SyndicateView;
  try {
    view = await showSyndicate(deps, slug, { actor: context.actor, onlooker: onlookerOf(context), invitation });
  } catch (error) {
    if (isAppError(error) && error.code === "syndicateNotHere") return <NotHere />;
    if (isAppError(error) && error.code === "notFound") notFound();
    throw error;
  }
  const { syndicate: one, shares, names, isManager } = view;
  const free = shares.filter(({ state }) => state === "offered");
  const fill = { mode: one.mode, manager: names.get(one.managerId) ?? "" };
  const mine = new Set(view.ownShares.map(({ number }) => number));
  const zone = rulesOn(findGame(one.lotteryGame)!, one.draws[0]!)?.schedule.timeZone ?? "America/New_York";
  const until = one.state === "deciding" ? one.decideBy : one.cutOffAt;
  const isCounting = (one.state === "open" || one.state === "deciding") && until > view.now;
  return (
    <Page
      title={one.name}
      lead={t("page.by", fill)}
      trail={[{ href: "/syndicates", text: t("title") }, { text: one.name }]}
      wide
    >
      <div className="mb-5">
        <Note
          kind={one.state === "cancelled" || one.state === "failed" ? "bad" : "plain"}
          title={t(`state.${one.state}`)}
        >
          {one.endedBecause && (one.state === "cancelled" || one.state === "failed") ? (
            <p>{t(`because.${because(one.endedBecause)}`)}</p>
          ) : null}
          {isCounting ? (
            <>
              <p>
                {t(one.state === "open" ? "closes" : "page.answerUntil")}{" "}
                <LocalTime at={until.toISOString()} timeZone={zone} />
              </p>
              <Countdown
                until={until.toISOString()}
                serverNow={view.now.toISOString()}
                label={t(one.state === "open" ? "page.joinEnds" : "page.answerEnds")}
              />
            </>
          ) : null}
        </Note>
      </div>
      <section className="mb-5">
        <h2 className="mb-3">{t("page.sharesTaken", { taken: shares.length - free.length, count: shares.length })}</h2>
        <ShareGrid
          shares={shares.map(({ number, weight, holderId }) => ({
            ...{ number, weight },
            owner: holderId === null ? null : (names.get(holderId) ?? null),
            state: mine.has(number) ? "mine" : holderId === null ? "free" : "sold",
          }))}
        />
      </section>
      {view.isSelling && free.length > 0 ? (
        <Join {...{ view, slug, invitation, isMember: context.actor !== null }} />
      ) : null}
      {isManager ? <Desk view={view} slug={slug} /> : null}
      <Numbers view={view} zone={zone} />
      <Payouts view={view} />
      <Members view={view} />
      <Agreed view={view} slug={slug} />
    </Page>
  );
}

async function NotHere() {
  const t = await getTranslations("syndicates");
  return (
    <Page title={t("page.notHere")} trail={[{ href: "/syndicates", text: t("title") }, { text: t("page.notHere") }]}>
      <p className="mb-4">{t("page.notHereText")}</p>
      <div className="row">
        <ButtonLink href="/syndicates">{t("page.toList")}</ButtonLink>
        <ButtonLink kind="line" href="/place">
          {t("noPlaceDo")}
        </ButtonLink>
      </div>
    </Page>
  );
}

async function Join({
  view,
  slug,
  invitation,
  isMember,
}: {
  view: SyndicateView;
  slug: string;
  invitation: string | null;
  isMember: boolean;
}) {
  const t = await getTranslations("syndicates.page");
  const { syndicate: one, shares } = view;
  const prices = shares.filter(({ state }) => state === "offered").map(({ priceMinor }) => priceMinor);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const here = `/syndicates/${slug}${invitation ? `?invitation=${encodeURIComponent(invitation)}` : ""}`;
  return (
    <section className="mb-5 measure">
      <Panel>
        <h2 className="h3">{t("join")}</h2>
        <p className="mb-4">
          {low === high ? null : `${t("sharesFrom")} `}
          <b>
            <Money minor={low} currency={one.currency} />
          </b>{" "}
          {t("aShare")}
        </p>
        {isMember ? (
          <FieldForm
            action={join}
            submit={t("submit")}
            start={formStart({
              ...{ slug, invitation: invitation ?? "", syndicate: one.gameId, requestKey: newId(), count: "1" },
              version: String(one.conditionsVersion),
            })}
            fields={[
              { kind: "hidden", name: "slug" },
              { kind: "hidden", name: "invitation" },
              { kind: "hidden", name: "syndicate" },
              { kind: "hidden", name: "requestKey" },
              { kind: "hidden", name: "version" },
              { kind: "text", name: "count", label: t("count"), inputMode: "numeric", width: "small", required: true },
              { kind: "check", name: "agree", label: t("agree", { version: one.conditionsVersion }) },
            ]}
          />
        ) : (
          <ButtonLink href={`/login?next=${encodeURIComponent(here)}`}>{t("loginToJoin")}</ButtonLink>
        )}
      </Panel>
    </section>
  );
}

async function Members({ view: { syndicate, shares, names } }: { view: SyndicateView }) {
  const t = await getTranslations("syndicates.page");
  const counts = new Map<string, number>([[syndicate.managerId, 0]]);
  for (const { holderId } of shares) if (holderId) counts.set(holderId, (counts.get(holderId) ?? 0) + 1);
  return (
    <section className="mt-6">
      <h2 className="mb-3">{t("members")}</h2>
      <ul className="mem">
        {[...counts].map(([id, count]) => (
          <li key={id}>
            <span>
              {names.get(id) ?? t("someone")}
              {id === syndicate.managerId ? <span className="muted">, {t("manager")}</span> : null}
            </span>
            <span className="muted num">{t("shareCount", { count })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function Agreed({ view, slug }: { view: SyndicateView; slug: string }) {
  const t = await getTranslations("syndicates");
  const { syndicate: one, shares, ticket } = view;
  const isEqual = shares.every(({ weight }) => weight === shares[0]!.weight);
  const facts = [
    { term: t("page.lottery"), value: findGame(one.lotteryGame)?.name ?? one.lotteryGame },
    { term: t("page.order"), value: t(`mode.${one.mode}`) },
    { term: t("page.price"), value: <Money minor={one.priceMinor} currency={one.currency} /> },
    { term: t("page.divided"), value: t(isEqual ? "page.equally" : "page.byWeight") },
    { term: t("page.ifLeft"), value: t(`rule.${one.unsoldRule}`) },
    ...(ticket
      ? [{ term: t("page.reference"), value: <span className="mono">{ticket.purchase.reference}</span> }]
      : []),
    {
      term: t("page.conditions"),
      value: (
        <span className="digest">
          {t("page.conditionsValue", { version: one.conditionsVersion, digest: view.digest })}
        </span>
      ),
    },
    ...(view.hasStatement
      ? [
          {
            term: t("page.statement"),
            value: (
              <Link href={`/syndicates/${slug}/statement`} prefetch={false}>
                {t("page.statementDo")}
              </Link>
            ),
          },
        ]
      : []),
  ];
  return (
    <section className="mt-6 measure">
      <h2 className="mb-3">{t("page.agreed")}</h2>
      <Facts facts={facts} />
    </section>
  );
}

const BECAUSE = ["manager", "unsold", "manager-short", "sales-closed"] as const;

function because(reason: string): (typeof BECAUSE)[number] | "refused" {
  return BECAUSE.find((one) => one === reason) ?? "refused";
}
