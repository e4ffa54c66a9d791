import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import type { PageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { listOwnSyndicates } from "@/server/games/syndicates/show-syndicates";
import { findGame } from "@/server/lotteries/catalogue";
import type { Actor } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";

const OVER: ReadonlySet<string> = new Set(["settled", "cancelled", "failed"]);

/** The syndicates a member has part in, those that still play first; nothing while members' money is closed. */
export async function OwnSyndicates({ context, actor }: { context: PageContext; actor: Actor }) {
  const deps = syndicateServices(context);
  if (!deps || (await loadVenueSettings(context.db)).member_money !== "open") return null;
  const own = (await listOwnSyndicates(deps, actor)).filter((one) => one.isManager || one.ownShares > 0);
  if (own.length === 0) return null;
  const [t, tStates, format] = await Promise.all([
    getTranslations("tickets.syndicates"),
    getTranslations("syndicates"),
    getFormatter(),
  ]);
  const day = (date: string) =>
    format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  const sorted = [...own].sort((one, other) => Number(OVER.has(one.state)) - Number(OVER.has(other.state)));
  return (
    <section className="mt-6" aria-labelledby="syndicates">
      <h2 id="syndicates" className="mb-3">
        {t("title")}
      </h2>
      <div className="tkrows">
        {sorted.map((one) => (
          <div className="tkrow" key={one.id}>
            <div>
              <h3 className="h4">
                <Link href={`/syndicates/${one.slug}`} prefetch={false}>
                  {one.name}
                </Link>
              </h3>
              <p className="small muted">
                {t("draws", {
                  lottery: findGame(one.lotteryGame)?.name ?? one.lotteryGame,
                  count: one.draws.length,
                  first: day(one.draws[0] ?? ""),
                })}
              </p>
            </div>
            <p className="small">{t("shares", { own: one.ownShares, count: one.shareCount })}</p>
            <p className="small">{tStates(`state.${one.state}`)}</p>
          </div>
        ))}
      </div>
    </section>
  );
}
