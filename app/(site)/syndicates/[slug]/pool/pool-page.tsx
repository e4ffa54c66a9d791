import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { ClientMessages } from "@/components/shell/client-messages";
import { Balls } from "@/components/syndicates/balls";
import { LocalTime } from "@/components/syndicates/local-time";
import { ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";
import type { PageContext } from "@/server/api/page";
import { type PoolView, showPool } from "@/server/games/syndicates/pools/show-pool";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";
import { formatMoney } from "@/server/kernel/money";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { answer } from "../actions";
import { Invite } from "../invite";
import { Payouts } from "../payouts";
import { PeopleLinks } from "../people-links";
import { Share } from "../share";
import { bring } from "./actions";

/** A pool of whole lines (S11): what it asks for, who brought which lines, what they won; for whoever offers it, invitations. */
export async function PoolPage({
  view,
  slug,
  invitation,
  context,
}: {
  view: SyndicateView;
  slug: string;
  invitation: string | null;
  context: PageContext;
}) {
  const [t, words] = [await getTranslations("syndicate-pools"), await getTranslations("syndicates")];
  const [format, locale] = [await getFormatter(), await getLocale()];
  const { syndicate: one, names, isManager, now } = view;
  const pool = await showPool(context, one);
  const game = findGame(one.lotteryGame);
  const zone = (game && rulesOn(game, one.draws[0]!)?.schedule.timeZone) ?? "America/New_York";
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const isOpen = one.state === "open" && now < one.cutOffAt;
  const manager = names.get(one.managerId) ?? t("someone");
  return (
    <ClientMessages namespaces={["forms", "syndicates.page", "syndicates.share", "syndicates.desk"]}>
      <div className="wrap page">
        <Crumbs trail={[{ href: "/syndicates", text: words("title") }, { text: one.name }]} />
        <header className="title">
          <h1>{one.name}</h1>
          <p className="by measure">{t("by", { lottery: game?.name ?? one.lotteryGame, manager })}</p>
        </header>
        <div className="two">
          <div>
            <Stands view={view} zone={zone} />
            <section className="mt-6">
              <h2 className="mb-3">{t("brought", { lines: pool.lines, most: pool.terms.mostLines })}</h2>
              <Progress
                value={pool.lines}
                max={pool.terms.mostLines}
                label={t("brought", { lines: pool.lines, most: pool.terms.mostLines })}
              />
              <p className="small muted mt-2 mb-4">{t("leastText", { least: pool.terms.leastLines })}</p>
              <Brought view={view} pool={pool} self={context.actor?.memberId ?? null} />
            </section>
            <Payouts view={view} />
            {isManager && isOpen ? (
              <section className="mt-6">
                <Panel>
                  <Invite view={view} slug={slug} context={context} />
                  <h3 className="h4 mt-5">{t("cancel.title")}</h3>
                  <p className="mb-3">{t("cancel.text")}</p>
                  <FieldForm
                    action={answer}
                    kind="stop"
                    submit={t("cancel.submit")}
                    start={formStart({ slug, syndicate: one.gameId, answer: "cancel" })}
                    fields={["slug", "syndicate", "answer"].map((name): FieldSpec => ({ kind: "hidden", name }))}
                  />
                </Panel>
              </section>
            ) : null}
            <section className="mt-6 measure">
              <h2 className="mb-3">{t("how")}</h2>
              <p className="mb-4">{t("howText")}</p>
              <Facts
                facts={[
                  { term: t("draws"), value: one.draws.map(day).join("; ") },
                  { term: t("least"), value: pool.terms.leastLines },
                  { term: t("most"), value: pool.terms.mostLines },
                  {
                    term: t("conditions"),
                    value: (
                      <span className="digest">
                        {t("conditionsValue", { version: one.conditionsVersion, digest: view.digest })}
                      </span>
                    ),
                  },
                ]}
              />
              <PeopleLinks view={view} slug={slug} context={context} />
            </section>
          </div>
          <aside aria-label={t("join.title")}>
            {isOpen && pool.left > 0 ? (
              <Panel>
                <h2 className="h3" id="take">
                  {t("join.title")}
                </h2>
                <p className="mb-4">
                  {t("lineCosts", { amount: formatMoney(pool.terms.lineMinor, one.currency, locale) })}
                </p>
                {context.actor ? (
                  <BringForm view={view} slug={slug} invitation={invitation} />
                ) : (
                  <ButtonLink
                    href={`/login?next=${encodeURIComponent(`/syndicates/${slug}${invitation ? `?invitation=${invitation}` : ""}`)}`}
                  >
                    {t("join.login")}
                  </ButtonLink>
                )}
              </Panel>
            ) : null}
            <Share view={view} slug={slug} address={context.environment.APP_URL} isMayJoin={isOpen && pool.left > 0} />
          </aside>
        </div>
      </div>
      {isOpen && pool.left > 0 ? (
        <section className="bar" aria-label={t("join.title")}>
          <p>
            <b>{formatMoney(pool.terms.lineMinor, one.currency, locale)}</b>
            <small>{t("brought", { lines: pool.lines, most: pool.terms.mostLines })}</small>
          </p>
          <a className="btn" href="#take">
            {t("join.title")}
          </a>
        </section>
      ) : null}
    </ClientMessages>
  );
}

const STATES = ["open", "placing", "playing", "settled", "cancelled", "failed"] as const;
const BECAUSE = ["unsold", "manager"] as const;

/** How it stands: until when lines can be brought, or why nothing was bought. */
async function Stands({ view: { syndicate: one, now }, zone }: { view: SyndicateView; zone: string }) {
  const t = await getTranslations("syndicate-pools.stands");
  const state = STATES.find((known) => known === one.state) ?? "placing";
  const because = BECAUSE.find((known) => known === one.endedBecause) ?? "refused";
  const isOver = state === "cancelled" || state === "failed";
  return (
    <Note kind="plain" title={t(`state.${state}`)}>
      {isOver ? <p>{t(because)}</p> : null}
      {state === "open" && now < one.cutOffAt ? (
        <p>
          {t("ends")} <LocalTime at={one.cutOffAt.toISOString()} timeZone={zone} />
        </p>
      ) : null}
    </Note>
  );
}

async function BringForm({
  view: { syndicate: one },
  slug,
  invitation,
}: {
  view: SyndicateView;
  slug: string;
  invitation: string | null;
}) {
  const t = await getTranslations("syndicate-pools.join");
  const hidden = ["slug", "syndicate", "game", "draw", "requestKey", "version", "invitation"];
  return (
    <FieldForm
      action={bring}
      submit={t("submit")}
      start={formStart({
        ...{ slug, syndicate: one.gameId, game: one.lotteryGame, draw: one.draws[0]!, requestKey: newId() },
        ...{ version: String(one.conditionsVersion), invitation: invitation ?? "", random: "1" },
      })}
      fields={[
        ...hidden.map((name): FieldSpec => ({ kind: "hidden", name })),
        { kind: "lines", name: "own", label: t("own"), hint: t("ownHint"), rows: 3 },
        {
          ...{ kind: "text", name: "random", inputMode: "numeric", width: "small" },
          ...{ label: t("random"), hint: t("randomHint") },
        },
        { kind: "check", name: "agree", label: t("agree", { version: one.conditionsVersion }) },
      ]}
    />
  );
}

async function Brought({ view, pool, self }: { view: SyndicateView; pool: PoolView; self: string | null }) {
  const t = await getTranslations("syndicate-pools");
  const { syndicate: one, names } = view;
  if (pool.contributions.length === 0) return <p className="muted">{t("none")}</p>;
  const rows = pool.contributions.map(({ id, memberId, numbers, ticket, shown, isBack }) => {
    const drawn = (shown?.draws ?? []).filter(({ prizeMinor }) => prizeMinor !== null);
    const wonMinor = drawn.reduce((sum, { prizeMinor }) => sum + (prizeMinor ?? 0), 0);
    const lines = numbers.map((number) => one.entries[number - 1]!);
    return [
      memberId === self ? t("you") : (names.get(memberId) ?? t("someone")),
      <ul key={id} className="stack">
        {lines.map((line, at) => (
          <li key={numbers[at]}>
            <Balls main={line.main} bonus={line.bonus} small />
          </li>
        ))}
      </ul>,
      isBack ? t("back") : (ticket?.reference ?? t("waits")),
      drawn.length > 0 ? <Money key="won" minor={wonMinor} currency={one.currency} /> : "",
    ];
  });
  return (
    <Table
      label={t("lines")}
      columns={[
        { heading: t("member") },
        { heading: t("numbers") },
        { heading: t("ticket") },
        { heading: t("won"), numeric: true },
      ]}
      rows={rows}
    />
  );
}
