import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { newsServices } from "@/server/api/news-services";
import { withAuthority } from "@/server/api/page";
import { viewCampaign } from "@/server/games/raffles/news/write-campaign";
import { ownRaffles } from "@/server/games/raffles/suspend-raffle";
import { organiserScope } from "../../scope";
import { saveLetter } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.letters"))("new") };
}

const MOST_RAFFLES = 60;

export default async function WriteLetterPage({
  searchParams,
}: {
  searchParams: Promise<{ of?: string; raffle?: string; id?: string }>;
}) {
  const t = await getTranslations("running.letters");
  const own = await getTranslations("organisation");
  const query = await searchParams;
  const path = "/organisation/letters/new";
  const { by, context, raffles } = await organiserScope(path, query.of);
  const all = (await ownRaffles(raffles, by)).filter(({ facts }) => facts.issued > 0);
  const earlier = query.id
    ? (await withAuthority(path, () => viewCampaign(newsServices(context), by, query.id ?? "", "en"))).campaign
    : null;
  const chosen = earlier ? (earlier.everyRaffle ? ["all"] : earlier.raffleIds) : query.raffle ? [query.raffle] : [];
  return (
    <Page
      title={t("new")}
      lead={t("newLead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/letters?of=${by.organisationId}`, text: t("title") },
        { text: t("new") },
      ]}
    >
      <FieldForm
        action={saveLetter}
        submit={t("toPreview")}
        start={formStart({
          of: by.organisationId,
          id: earlier?.id ?? "",
          kind: earlier?.kind ?? "message",
          raffles: chosen,
          subject: earlier?.subject ?? "",
          body: earlier?.body ?? "",
          repliesToMe: earlier?.replyTo ? "on" : "",
        })}
        fields={[
          { kind: "hidden", name: "of" },
          { kind: "hidden", name: "id" },
          {
            kind: "choices",
            name: "raffles",
            legend: t("toWhom"),
            hint: t("toWhomHint"),
            many: true,
            options: [
              { value: "all", text: t("allRaffles") },
              ...all
                .filter(({ id }, at) => at < MOST_RAFFLES || chosen.includes(id))
                .map(({ id, title }) => ({ value: id, text: title })),
            ],
          },
          {
            kind: "choices",
            name: "kind",
            legend: t("kind"),
            hint: t("kindHint"),
            options: (["message", "notice"] as const).map((kind) => ({ value: kind, text: t(`kindLong.${kind}`) })),
          },
          { kind: "text", name: "subject", label: t("subject") },
          { kind: "lines", name: "body", label: t("body"), hint: t("bodyHint"), rows: 12 },
          { kind: "check", name: "repliesToMe", label: t("repliesToMe", { address: by.actor.email }) },
        ]}
      />
    </Page>
  );
}
