import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Pagination } from "@/components/ui/pagination";
import { When } from "@/components/ui/when";
import { pageActor } from "@/server/api/page";
import { formatMoney } from "@/server/kernel/money";
import type { Odds } from "@/server/tickets/odds";
import { type GivenTickets, readGivenTickets, readMyTickets, type TicketGroup } from "@/server/tickets/read-tickets";
import { OwnSyndicates } from "./syndicates";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tickets");
  return { title: t("title"), robots: { index: false } };
}

const PAST_ON_PAGE = 20;

/** Everything a member holds, by raffle: what is still to be drawn, then what was, page by page; and their syndicates. */
export default async function MyTicketsPage({ searchParams }: { searchParams: Promise<{ page?: string }> }) {
  const { context, actor } = await pageActor("/tickets");
  const now = context.clock.now().getTime();
  const [groups, given] = await Promise.all([readMyTickets(context.db, actor), readGivenTickets(context.db, actor)]);
  const t = await getTranslations("tickets");
  const ahead = groups.filter((group) => !group.past);
  const past = groups.filter((group) => group.past);
  const count = ahead.reduce((sum, group) => sum + group.count, 0);
  const pageCount = Math.max(1, Math.ceil(past.length / PAST_ON_PAGE));
  const page = Math.min(pageCount, Math.max(1, Number.parseInt(String((await searchParams).page ?? "1"), 10) || 1));
  const shown = past.slice((page - 1) * PAST_ON_PAGE, page * PAST_ON_PAGE);
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("title")}</h1>
        <p className="by">{count > 0 ? t("summary", { tickets: count, raffles: ahead.length }) : t("summaryNone")}</p>
      </header>
      {groups.length === 0 ? (
        <Empty title={t("none.title")} action={<ButtonLink href="/raffles">{t("none.do")}</ButtonLink>}>
          {t("none.text")}
        </Empty>
      ) : (
        <>
          {ahead.length > 0 ? (
            <section className="mb-5">
              <h2 className="mb-3">{t("ahead")}</h2>
              <div className="tkrows">
                {ahead.map((group) => (
                  <Row key={group.raffleId} group={group} now={now} />
                ))}
              </div>
            </section>
          ) : null}
          <section className="mt-6" id="past">
            <h2 className="mb-3">{t("past")}</h2>
            {past.length > 0 ? (
              <div className="tkrows">
                {shown.map((group) => (
                  <Row key={group.raffleId} group={group} now={now} />
                ))}
                <Pagination page={page} pageCount={pageCount} hrefOf={(to) => `/tickets?page=${to}#past`} />
              </div>
            ) : (
              <Empty title={t("pastNone.title")}>{t("pastNone.text")}</Empty>
            )}
          </section>
        </>
      )}
      {given.length > 0 ? <Given given={given} /> : null}
      <OwnSyndicates context={context} actor={actor} />
    </div>
  );
}

/** What a member bought for others: theirs to look at, the others' to win with (B11). */
async function Given({ given }: { given: GivenTickets[] }) {
  const t = await getTranslations("selling.tickets");
  const tickets = await getTranslations("tickets");
  return (
    <section className="mt-6">
      <h2 className="mb-3">{t("givenTitle")}</h2>
      <div className="tkrows">
        {given.map((one) => (
          <div className="tkrow" key={one.orderId}>
            <div>
              <h3 className="h4">{one.title}</h3>
              <p className="small muted">
                {tickets.rich("drawsAtRich", { time: () => <When at={one.drawAt} timeZone={one.timeZone} /> })}
              </p>
            </div>
            <p className="small">{t("given", { count: one.count, to: one.to })}</p>
            <div className="row">
              <a
                className="btn btn--line btn--small"
                href={`/orders/${one.orderId}`}
                aria-label={t("orderNamed", { title: one.title })}
              >
                {t("order")}
              </a>
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

async function Row({ group, now }: { group: TicketGroup; now: number }) {
  const [t, locale] = await Promise.all([getTranslations("tickets"), getLocale()]);
  const revealEnds = group.drawing?.revealEndsAt ?? null;
  const isTold = group.past && (revealEnds === null || Date.parse(revealEnds) <= now);
  const when = () => <When at={group.drawAt} timeZone={group.timeZone} />;
  const odds = (chance: Odds | null, key: "oddsNow" | "oddsSold") =>
    chance && t(key, { odds: t(chance.exact ? "oneIn" : "aboutOneIn", { count: chance.oneIn }) });
  const chances = [odds(group.oddsWhenSold, "oddsSold"), odds(group.oddsNow, "oddsNow")].filter(Boolean).join(", ");
  return (
    <div className="tkrow">
      <div>
        <h3 className="h4">{group.title}</h3>
        <p className="small muted">
          {group.organisation}. {t.rich(group.past ? "drawnAtRich" : "drawsAtRich", { time: when })}
        </p>
        {chances ? <p className="small">{t("oddsOf", { odds: chances })}</p> : null}
        {group.wins.map((win) => (
          <p className="small" key={`${win.drawingId} ${win.number}`}>
            <strong>
              {t("won", {
                prize: win.amountMinor === null ? win.prize : formatMoney(win.amountMinor, group.currency, locale),
                number: win.number ?? "",
              })}
            </strong>{" "}
            {win.waits ? (
              <a href={`/draws/${win.drawingId}/claim`}>
                {win.claimBy
                  ? t.rich("claimBy", {
                      time: () => <When at={win.claimBy ?? ""} timeZone={group.timeZone} as="date" />,
                    })
                  : t("claim")}
              </a>
            ) : null}
          </p>
        ))}
        {isTold && group.wins.length === 0 ? <p className="small">{t("wonNothing")}</p> : null}
      </div>
      <p className="small">
        <span className="mono">
          {group.firstNumber === null
            ? t("numbersLater")
            : group.lastNumber === null
              ? group.firstNumber
              : t("range", { first: group.firstNumber, last: group.lastNumber.split("-").at(-1) ?? "" })}
        </span>{" "}
        · {t("count", { count: group.count })}
        {group.voided > 0 ? ` · ${t("voided", { count: group.voided })}` : ""}
      </p>
      <div className="row">
        <a
          className="btn btn--line btn--small"
          href={`/tickets/${group.firstTicketId}?all=1`}
          aria-label={t("showNamed", { title: group.title })}
        >
          {t("show")}
        </a>
        {group.past ? null : (
          <a className="small" href={`/tickets/odds/${group.slug}`} aria-label={t("oddsNamed", { title: group.title })}>
            {t("toOdds")}
          </a>
        )}
        {group.drawing && group.drawing.state !== "planned" && group.drawing.state !== "named" ? (
          <a className="small" href={`/draws/${group.drawing.id}`}>
            {t("toDraw")}
          </a>
        ) : null}
      </div>
    </div>
  );
}
