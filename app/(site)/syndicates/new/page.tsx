import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ClientMessages } from "@/components/shell/client-messages";
import { OfferPreview } from "@/components/syndicates/offer-preview";
import { Crumbs } from "@/components/ui/crumbs";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { mayBuyByHand } from "@/server/games/syndicates/permit-hand-purchase";
import { forbidsShares } from "@/server/games/syndicates/pools/permit-shares";
import { MODES, UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { newId } from "@/server/kernel/ids";
import { CATALOGUE } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { offer, preview } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicates.form"))("title"), robots: { index: false } };
}

const DRAWS_SHOWN = 3;
const FORM = "offer";

/** S2: everything that members agree to, on one page, with what it comes to beside it. */
export default async function NewSyndicatePage() {
  const t = await getTranslations("syndicates");
  const pools = await getTranslations("syndicate-pools");
  const format = await getFormatter();
  const { context, actor } = await pageActor("/syndicates/new");
  const trail = [{ href: "/syndicates", text: t("title") }, { text: t("form.title") }];
  if (!syndicateServices(context)) {
    return (
      <Page title={t("form.title")} trail={trail}>
        <Note kind="plain" title={t("unavailable")} />
      </Page>
    );
  }
  const now = context.clock.now();
  // Where the law forbids fractions of a ticket, whole lines are what can be offered (S11).
  if ((await forbidsShares(context.db, actor.memberId, now)) !== null) redirect("/syndicates/new/pool");
  const draws = CATALOGUE.flatMap((game) =>
    openDraws(game, now, DRAWS_SHOWN).map(({ date }) => ({
      value: `${game.id}|${date}`,
      text: t("form.drawOption", {
        lottery: game.name,
        date: format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "full", timeZone: "UTC" }),
      }),
    })),
  );
  const ways = [...MODES, ...((await mayBuyByHand(context, actor.memberId, now)) ? (["hand"] as const) : [])];
  return (
    <ClientMessages namespaces={["forms", "syndicates.preview"]}>
      <div className="wrap page">
        <Crumbs trail={trail} />
        <header className="title">
          <h1>{t("form.title")}</h1>
          <p className="by measure">{t("form.lead")}</p>
          <p className="mt-2">
            <Link href="/syndicates/new/pool">{pools("form.link")}</Link>
          </p>
        </header>
        <div className="two">
          <div id={FORM} className="measure">
            <FieldForm
              action={offer}
              submit={t("form.submit")}
              start={formStart({
                ...{ requestKey: newId(), draw: draws[0]?.value ?? "", draws: "1", lines: "5", shares: "10" },
                ...{ mode: "agreed", unsold: "cancel", lead: "1" },
              })}
              fields={[
                { kind: "hidden", name: "requestKey" },
                { kind: "text", name: "name", label: t("form.name"), hint: t("form.nameHint"), required: true },
                { kind: "select", name: "draw", label: t("form.draw"), options: draws },
                {
                  ...{ kind: "text", name: "lines", width: "small", inputMode: "numeric" },
                  ...{ label: t("form.lines"), hint: t("form.linesHint") },
                },
                { kind: "text", name: "shares", width: "medium", label: t("form.shares"), hint: t("form.sharesHint") },
                { kind: "check", name: "public", label: t("form.public") },
                { kind: "heading", text: t("form.more"), intro: t("form.moreIntro") },
                { kind: "lines", name: "own", label: t("form.own"), hint: t("form.ownHint"), rows: 3 },
                {
                  ...{ kind: "text", name: "draws", width: "small", inputMode: "numeric" },
                  ...{ label: t("form.draws"), hint: t("form.drawsHint") },
                },
                {
                  ...{ kind: "choices", name: "mode", legend: t("form.mode") },
                  options: ways.map((mode) => ({ value: mode, text: t(`mode.${mode}`) })),
                },
                {
                  ...{ kind: "choices", name: "unsold", legend: t("form.unsold") },
                  options: UNSOLD_RULES.map((rule) => ({ value: rule, text: t(`rule.${rule}`) })),
                },
                {
                  ...{ kind: "text", name: "lead", width: "small", inputMode: "numeric" },
                  ...{ label: t("form.lead_hours"), hint: t("form.lead_hoursHint") },
                },
                { kind: "check", name: "terms", label: t("form.terms") },
              ]}
            />
          </div>
          <aside aria-label={t("preview.title")}>
            <OfferPreview formId={FORM} ask={preview} />
          </aside>
        </div>
      </div>
    </ClientMessages>
  );
}
