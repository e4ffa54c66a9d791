import { getTranslations } from "next-intl/server";
import { formStart } from "@/components/people/form-spec";
import { JoinForm } from "@/components/syndicates/join-form";
import { ButtonLink } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { SHOWS } from "@/server/games/syndicates/display";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";
import { join } from "./actions";

/** What a share costs, how many, and what a member agrees to by paying (S5). */
export async function Join({
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
  const t = await getTranslations("syndicates");
  const { syndicate: one, shares } = view;
  // Empty where joining is over: the form then says only what came of the last press.
  const free = (view.isSelling ? shares : [])
    .filter(({ state }) => state === "offered")
    .map(({ number, weight, priceMinor }) => ({ number, weight, priceMinor }));
  const prices = free.map(({ priceMinor }) => priceMinor);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const here = `/syndicates/${slug}${invitation ? `?invitation=${encodeURIComponent(invitation)}` : ""}`;
  const next = encodeURIComponent(here);
  const weigh = (some: ReadonlyArray<{ weight: number }>) => some.reduce((sum, { weight }) => sum + weight, 0);
  // Whoever is in it already has chosen; it is changed beside the members.
  const asksDisplay = view.ownPerson === null;
  if (!isMember && free.length === 0) return null;
  const price = (
    <div className="buy__price">
      <b>
        <Money minor={free.length > 0 ? low : 0} currency={one.currency} />
      </b>
      <span className="muted">{t(low === high ? "page.aShare" : "page.aShareFrom")}</span>
    </div>
  );
  return (
    <>
      {isMember ? (
        <JoinForm
          action={join}
          currency={one.currency}
          totalWeight={weigh(shares)}
          ownWeight={weigh(view.ownShares)}
          free={free}
          start={formStart({
            ...{ slug, invitation: invitation ?? "", syndicate: one.gameId, requestKey: newId() },
            ...{ version: String(one.conditionsVersion), shows: "nothing", asksDisplay: asksDisplay ? "yes" : "" },
          })}
          fields={[
            ...["slug", "invitation", "syndicate", "requestKey", "version", "asksDisplay"].map((name) => ({
              kind: "hidden" as const,
              name,
            })),
            ...(asksDisplay
              ? [
                  {
                    ...{ kind: "select" as const, name: "shows", label: t("display.label") },
                    options: SHOWS.map((value) => ({ value, text: t(`display.${value}`) })),
                  },
                  { kind: "text" as const, name: "ownName", label: t("display.ownName"), hint: t("display.ownHint") },
                ]
              : []),
            { kind: "check", name: "agree", label: t("page.agree", { version: one.conditionsVersion }) },
          ]}
        >
          {price}
        </JoinForm>
      ) : (
        <div className="panel buy" id="take">
          {price}
          <p className="small mt-4 mb-4">{t("page.loginText")}</p>
          <div className="row">
            <ButtonLink href={`/login?next=${next}`}>{t("page.loginToJoin")}</ButtonLink>
            <ButtonLink kind="line" href={`/register?next=${next}`}>
              {t("page.registerToJoin")}
            </ButtonLink>
          </div>
        </div>
      )}
    </>
  );
}
