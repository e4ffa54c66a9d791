import { getTranslations } from "next-intl/server";
import { ShareLink } from "@/components/syndicates/share-link";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { findGame } from "@/server/lotteries/catalogue";

/** The page's own address to pass on, where anybody may join (S10, A1). What is not public is passed on from the manager's desk. */
export async function Share({
  view,
  slug,
  address,
  isMayJoin,
}: {
  view: SyndicateView;
  slug: string;
  address: string;
  isMayJoin: boolean;
}) {
  if (!view.syndicate.isPublic || !isMayJoin) return null;
  const t = await getTranslations("syndicates.share");
  const { name, lotteryGame } = view.syndicate;
  return (
    <section className="mt-5" aria-labelledby="share">
      <h2 id="share" className="h4 mb-2">
        {t("title")}
      </h2>
      <ShareLink
        url={`${address}/syndicates/${slug}`}
        title={name}
        text={t("description", { name, lottery: findGame(lotteryGame)?.name ?? "" })}
      />
    </section>
  );
}
