import Link from "next/link";
import { getTranslations } from "next-intl/server";
import type { PageContext } from "@/server/api/page";
import { findWays } from "@/server/games/syndicates/find-ways";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";

/** Where the people of a syndicate go on: who is in it and who changes, and a prize that has to be claimed by name (S9, B17). */
export async function PeopleLinks({
  view,
  slug,
  context,
}: {
  view: SyndicateView;
  slug: string;
  context: PageContext;
}) {
  if (!context.actor) return null;
  const ways = await findWays(context, context.actor, view.syndicate);
  if (!ways.members && !ways.offer && !ways.claim) return null;
  const [members, claims] = [await getTranslations("syndicate-members"), await getTranslations("syndicate-claims")];
  return (
    <ul className="stack mt-4">
      {ways.members || ways.offer ? (
        <li>
          <Link href={`/syndicates/${slug}/members`} prefetch={false}>
            {ways.offer ? members("linkOffer") : members("link")}
          </Link>
        </li>
      ) : null}
      {ways.claim ? (
        <li>
          <Link href={`/syndicates/${slug}/claim`} prefetch={false}>
            {claims("link")}
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
