import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { LocalTime } from "@/components/syndicates/local-time";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { mayRecord } from "@/server/games/syndicates/record-ticket";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";
import { payIn } from "./actions";

/** A ticket that the manager buys by hand: what is to be done, its record with the picture, and a prize that is to be paid in (S2, S8). */
export async function ByHand({ view, slug }: { view: SyndicateView; slug: string }) {
  const { syndicate: one, isManager, ownShares, handTicket, ticket, now } = view;
  if (one.buyer !== "manager") return null;
  const t = await getTranslations("syndicates.hand");
  const [format, locale] = [await getFormatter(), await getLocale()];
  const isWithin = isManager || ownShares.length > 0;
  const owed = (ticket?.draws ?? []).filter(({ claim }) => claim?.state === "requested");
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const hidden: FieldSpec[] = ["slug", "syndicate", "date"].map((name) => ({ kind: "hidden", name }));
  return (
    <section className="mt-6" aria-labelledby="hand">
      <h2 id="hand">{t("title")}</h2>
      <p className="muted measure mb-4">{t("lead")}</p>
      {isManager && mayRecord(one, now) === "yes" ? (
        <Panel>
          <h3 className="h4 mb-2">{t("buyNow")}</h3>
          <p className="measure mb-4">{t("buyNowText")}</p>
          <div className="row">
            <ButtonLink href={`/syndicates/${slug}/ticket`}>{t("record")}</ButtonLink>
            <a className="btn btn--line" href={`/syndicates/${slug}/entry-form`}>
              {t("print")}
            </a>
          </div>
        </Panel>
      ) : null}
      {handTicket && isWithin ? (
        <figure className="slip">
          {/* biome-ignore lint/performance/noImgElement: it is private, and made for whoever asks */}
          <img
            src={`/syndicates/${slug}/ticket/picture`}
            width={handTicket.width}
            height={handTicket.height}
            alt={t("picture")}
            loading="lazy"
          />
          <figcaption className="small muted">
            {t("recorded")} <LocalTime at={handTicket.recordedAt.toISOString()} timeZone="UTC" />
          </figcaption>
        </figure>
      ) : null}
      {owed.map((draw) => {
        const paidMinor = draw.claim?.paidMinor ?? 0;
        const leftMinor = draw.prizeMinor === null ? null : Math.max(0, draw.prizeMinor - paidMinor);
        const amount = leftMinor === null ? null : formatMoney(leftMinor, one.currency, locale);
        const known = paidMinor > 0 ? "owedMore" : "owedText";
        return (
          <div key={draw.date} className="mt-4">
            <Note kind="plain" title={t("owed", { date: day(draw.date) })}>
              <p className="mb-4">{amount ? t(known, { amount }) : t("owedUnknown")}</p>
              {isManager ? (
                <FieldForm
                  action={payIn}
                  submit={t("payIn")}
                  start={formStart({
                    ...{ slug, syndicate: one.gameId, date: draw.date },
                    amount: leftMinor === null ? "" : (leftMinor / 100).toFixed(2),
                  })}
                  fields={[
                    ...hidden,
                    {
                      ...{ kind: "text", name: "amount", label: t("amount"), hint: t("amountHint") },
                      ...{ inputMode: "decimal", width: "small", required: true },
                    },
                  ]}
                />
              ) : null}
            </Note>
          </div>
        );
      })}
    </section>
  );
}
