import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Note } from "@/components/ui/note";
import { When } from "@/components/ui/when";
import type { PageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import type { HistoryRow } from "@/server/games/account-history/history";
import type { WonPrize } from "@/server/games/account-history/history-store";
import { readHistory } from "@/server/games/account-history/read-history";
import { listOwnSyndicates } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";
import type { Actor } from "@/server/people/authority";
import type { TicketGroup } from "@/server/tickets/read-tickets";

/** What of a member's is in play, what they won and have to claim, and what they paid this year (U8). */
export async function Overview({
  context,
  actor,
  groups,
  withSyndicates,
}: {
  context: PageContext;
  actor: Actor;
  groups: readonly TicketGroup[];
  withSyndicates: boolean;
}) {
  const syndicates = withSyndicates ? syndicateServices(context) : null;
  const [own, history] = await Promise.all([
    syndicates ? listOwnSyndicates(syndicates, actor) : [],
    readHistory(context, actor, {}),
  ]);
  const waiting = history.prizes.filter(({ state }) => state === "unclaimed");
  return (
    <>
      {waiting.length > 0 ? <Claims prizes={waiting} timeZone={history.timeZone} /> : null}
      <section className="mb-5">
        <InPlay groups={groups.filter(({ past }) => !past)} syndicates={own.length} />
      </section>
      <section className="mb-5">
        <Year totals={history.totals} hasPrizes={history.prizes.length > 0} />
      </section>
    </>
  );
}

async function Claims({ prizes, timeZone }: { prizes: readonly WonPrize[]; timeZone: string }) {
  const [t, format, locale] = await Promise.all([getTranslations("account"), getFormatter(), getLocale()]);
  const what = (one: WonPrize) =>
    one.amountMinor === null
      ? one.prize
      : t("history.pot", { amount: formatMoney(one.amountMinor, one.currency, locale) });
  return (
    <div className="mb-5">
      <Note title={t("overview.wins")}>
        <ul className="stack stack--2">
          {prizes.map((one) => (
            <li key={`${one.drawingId} ${one.number}`}>
              <Link href={`/draws/${one.drawingId}/claim`}>{t("overview.toPrize", { prize: what(one) })}</Link>{" "}
              <span className="small">
                {one.title}.{" "}
                {one.claimBy
                  ? t("overview.claimBy", { date: format.dateTime(one.claimBy, { dateStyle: "long", timeZone }) })
                  : ""}
              </span>
            </li>
          ))}
        </ul>
      </Note>
    </div>
  );
}

async function InPlay({ groups, syndicates }: { groups: readonly TicketGroup[]; syndicates: number }) {
  const t = await getTranslations("account.overview");
  const tickets = groups.reduce((sum, { count }) => sum + count, 0);
  const [next] = groups;
  return (
    <>
      <h2 className="mb-2">{t("playing")}</h2>
      <p>{tickets > 0 ? t("playingText", { tickets, raffles: groups.length }) : t("playingNone")}</p>
      {next ? (
        <p className="small">
          {t.rich("next", { title: next.title, time: () => <When at={next.drawAt} timeZone={next.timeZone} /> })}
        </p>
      ) : null}
      {syndicates > 0 ? (
        <p>
          {t("syndicates", { count: syndicates })} <Link href="/syndicates">{t("toSyndicates")}</Link>
        </p>
      ) : null}
      <p className="mt-2">
        <Link href="/tickets">{t("tickets")}</Link>
      </p>
    </>
  );
}

async function Year({ totals, hasPrizes }: { totals: readonly HistoryRow[]; hasPrizes: boolean }) {
  const [t, locale] = await Promise.all([getTranslations("account.overview"), getLocale()]);
  const money = (minor: bigint, currency: string) => formatMoney(Number(minor), currency, locale);
  return (
    <>
      <h2 className="mb-2">{t("year")}</h2>
      {totals.length === 0 ? <p>{t("yearNone")}</p> : null}
      {totals.map(({ currency, columns: { spent, donated, covered, returned, won } }) => (
        <p key={currency}>
          {t("yearText", {
            paid: money(spent + donated + covered, currency),
            back: money(returned + won, currency),
          })}
        </p>
      ))}
      <p className="mt-2">
        <Link href="/account/history">{hasPrizes ? t("historyPrizes") : t("history")}</Link>
      </p>
    </>
  );
}
