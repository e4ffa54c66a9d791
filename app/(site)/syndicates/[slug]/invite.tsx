import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { LinkForm } from "@/components/syndicates/link-form";
import { Fold } from "@/components/ui/fold";
import type { PageContext } from "@/server/api/page";
import { listGuests } from "@/server/games/syndicates/invite";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { findGame } from "@/server/lotteries/catalogue";
import { inviteAddress, inviteAll, inviteChosen, newLink } from "./actions";

/** Invitations (S4): a link to pass on, by email, and to connections, the chosen ones or all. */
export async function Invite({ view, slug, context }: { view: SyndicateView; slug: string; context: PageContext }) {
  const t = await getTranslations("syndicates.desk");
  const share = await getTranslations("syndicates.share");
  const format = await getFormatter();
  const { syndicate: one, linkSince } = view;
  const guests = context.actor ? await listGuests(context, context.actor, one.gameId) : [];
  const hidden: FieldSpec[] = ["slug", "syndicate"].map((name) => ({ kind: "hidden", name }));
  const start = { slug, syndicate: one.gameId };
  const open = guests.filter(({ isInvited }) => !isInvited);
  const lottery = findGame(one.lotteryGame)?.name ?? "";
  return (
    <div className="mt-5">
      <h3 className="h4 mb-2">{t("invite")}</h3>
      <Fold title={t("byLink")} open>
        {linkSince ? (
          <p className="small muted mb-2">
            {t("linkSince", { date: format.dateTime(linkSince, { dateStyle: "long" }) })}
          </p>
        ) : (
          <p className="small muted mb-2">{t("linkText")}</p>
        )}
        <LinkForm
          action={newLink}
          start={formStart(start)}
          submit={t(linkSince ? "linkAgain" : "link")}
          title={one.name}
          text={share("description", { name: one.name, lottery })}
        />
      </Fold>
      <Fold title={t("byEmail")}>
        <FieldForm
          action={inviteAddress}
          kind="line"
          submit={t("emailDo")}
          start={formStart(start)}
          fields={[...hidden, { kind: "text", type: "email", name: "email", label: t("email"), hint: t("emailHint") }]}
        />
      </Fold>
      <Fold title={t("byConnection")}>
        {guests.length === 0 ? (
          <p className="small muted">
            {t("noConnections")} <a href="/account/connections">{t("toConnections")}</a>
          </p>
        ) : open.length === 0 ? (
          <p className="small muted">{t("allInvited")}</p>
        ) : (
          <>
            <FieldForm
              action={inviteChosen}
              kind="line"
              submit={t("chosen")}
              start={formStart(start)}
              fields={[
                ...hidden,
                {
                  ...{ kind: "choices", name: "guests", legend: t("whom"), many: true },
                  options: open.map(({ memberId, name }) => ({ value: memberId, text: name })),
                },
              ]}
            />
            <div className="mt-3">
              <FieldForm
                action={inviteAll}
                kind="line"
                small
                submit={t("connections", { count: open.length })}
                start={formStart(start)}
                fields={hidden}
              />
            </div>
          </>
        )}
      </Fold>
    </div>
  );
}
