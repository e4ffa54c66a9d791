import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { withAuthority } from "@/server/api/page";
import { overseenGame } from "@/server/regulators/oversee-games";
import { type TesterQuery, TesterView } from "../../../../admin/tester/view";
import { regulatorScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("regulator"))("tester.title") };
}

export default async function RegulatorTesterPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<TesterQuery & { area?: string }>;
}) {
  const t = await getTranslations("regulator");
  const { id } = await params;
  const query = await searchParams;
  const path = `/regulator/games/${id}/tester`;
  const { by, deps, areaName, context } = await regulatorScope(path, query.area);
  const { game } = await withAuthority(path, () => overseenGame(deps, by, id));
  const state = deps.tree.tierOf(by.areaId) === 1 ? by.areaId : undefined;
  return (
    <Page
      wide
      title={t("tester.title")}
      lead={game.title}
      trail={[
        { href: `/regulator?area=${by.areaId}`, text: areaName },
        { href: `/regulator/games/${id}?area=${by.areaId}`, text: game.title },
        { text: t("tester.title") },
      ]}
    >
      <TesterView
        by={by}
        deps={deps}
        people={context.people}
        gameId={id}
        query={{ state, ...query }}
        keep={{ area: by.areaId }}
      />
    </Page>
  );
}
