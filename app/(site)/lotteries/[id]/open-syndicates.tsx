import Link from "next/link";
import { getLocale, getTranslations } from "next-intl/server";
import type { PageContext } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { listSyndicates } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";
import { loadVenueSettings } from "@/server/people/set-venue-setting";

const SHOWN = 5;

/**
 * The syndicates of a lottery that are open where the reader is: the one part of the page that offers something, and so
 * the one that goes through the access filter. Nothing at all while members' money is closed.
 */
export async function OpenSyndicates({ context, gameId }: { context: PageContext; gameId: string }) {
  const deps = syndicateServices(context);
  if (!deps || (await loadVenueSettings(context.db)).member_money !== "open") return null;
  const [t, locale] = await Promise.all([getTranslations("lotteries.play"), getLocale()]);
  const { seenPlace } = context;
  const onlooker = {
    place: seenPlace && { alternatives: seenPlace.alternatives },
    age: seenPlace?.ageAtLeast ?? null,
  };
  const open = (await listSyndicates(deps, onlooker, "")).filter((one) => one.lotteryGame === gameId);
  return (
    <section className="mt-6" aria-labelledby="play">
      <h2 id="play" className="mb-3">
        {t("title")}
      </h2>
      {open.length === 0 ? <p className="muted">{t("none")}</p> : null}
      <ul className="stack">
        {open.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <Link href={`/syndicates/${one.slug}`} prefetch={false}>
              {one.name}
            </Link>{" "}
            <span className="small muted">
              {t("left", {
                left: one.left,
                count: one.shareCount,
                price: formatMoney(one.fromMinor ?? 0, one.currency, locale),
              })}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-3">
        <Link href="/syndicates" prefetch={false}>
          {t("all")}
        </Link>
      </p>
    </section>
  );
}
