import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { regulatorServices } from "@/server/api/raffle-services";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { type TesterQuery, TesterView } from "../../../../admin/tester/view";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("regulator"))("tester.title") };
}

export default async function OrganisationTesterPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<TesterQuery>;
}) {
  const t = await getTranslations("regulator");
  const own = await getTranslations("organisation");
  const { id } = await params;
  const { by, raffles, context } = await raffleScope(`/organisation/raffles/${id}/tester`, id);
  const raffle = await ownRaffle(raffles, by, id);
  return (
    <Page
      wide
      title={t("tester.title")}
      lead={raffle.draft.title}
      trail={[
        { href: "/organisation", text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("tester.title") },
      ]}
    >
      <TesterView
        by={by}
        deps={await regulatorServices(context)}
        people={context.people}
        gameId={id}
        query={{ state: raffle.governingAreaId, ...(await searchParams) }}
        keep={{}}
      />
    </Page>
  );
}
