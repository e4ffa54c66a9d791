import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { forbidsShares } from "@/server/games/syndicates/pools/permit-shares";
import { newId } from "@/server/kernel/ids";
import { CATALOGUE } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { offerPool } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicate-pools.form"))("title"), robots: { index: false } };
}

const DRAWS_SHOWN = 3;

/** S11: where the law forbids fractions of a ticket, and wherever somebody wants it: whole lines under a prize-sharing agreement. */
export default async function NewPoolPage() {
  const [t, words, format] = [
    await getTranslations("syndicate-pools.form"),
    await getTranslations("syndicates"),
    await getFormatter(),
  ];
  const { context, actor } = await pageActor("/syndicates/new/pool");
  const trail = [{ href: "/syndicates", text: words("title") }, { text: t("title") }];
  if (!syndicateServices(context)) {
    return (
      <Page title={t("title")} trail={trail}>
        <Note kind="plain" title={words("unavailable")} />
      </Page>
    );
  }
  const now = context.clock.now();
  const area = await forbidsShares(context.db, actor.memberId, now);
  const draws = CATALOGUE.flatMap((game) =>
    openDraws(game, now, DRAWS_SHOWN).map(({ date }) => ({
      value: `${game.id}|${date}`,
      text: words("form.drawOption", {
        lottery: game.name,
        date: format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "full", timeZone: "UTC" }),
      }),
    })),
  );
  return (
    <Page title={t("title")} lead={area === null ? t("lead") : t("forbidden", { area })} trail={trail}>
      <FieldForm
        action={offerPool}
        submit={t("submit")}
        start={formStart({
          ...{ requestKey: newId(), draw: draws[0]?.value ?? "", draws: "1", least: "2", most: "50", lead: "1" },
        })}
        fields={[
          { kind: "hidden", name: "requestKey" },
          { kind: "text", name: "name", label: t("name"), required: true },
          { kind: "select", name: "draw", label: t("draw"), options: draws },
          {
            ...{ kind: "text", name: "draws", width: "small", inputMode: "numeric" },
            ...{ label: t("draws"), hint: t("drawsHint") },
          },
          {
            ...{ kind: "text", name: "least", width: "small", inputMode: "numeric" },
            ...{ label: t("least"), hint: t("leastHint") },
          },
          { kind: "text", name: "most", width: "small", inputMode: "numeric", label: t("most") },
          { kind: "text", name: "lead", width: "small", inputMode: "numeric", label: t("lead_hours") },
          { kind: "check", name: "public", label: t("public") },
          { kind: "check", name: "terms", label: t("terms") },
        ]}
      />
    </Page>
  );
}
