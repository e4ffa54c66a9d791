import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Table } from "@/components/ui/table";
import { gamesToTest } from "@/server/regulators/list-games-to-test";
import { adminScope } from "../scope";
import { type TesterQuery, TesterView } from "./view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.tester") };
}

export default async function TesterPage({ searchParams }: { searchParams: Promise<TesterQuery> }) {
  const t = await getTranslations("admin");
  const words = await getTranslations("regulator");
  const query = await searchParams;
  const { by, deps, context } = await adminScope("/admin/tester");
  const games = await gamesToTest(deps, by);
  const game = games.find(({ id }) => id === query.game);
  const trail = [
    { href: "/admin", text: t("title") },
    { href: "/admin/tester", text: t("part.tester") },
  ];
  if (!game) {
    return (
      <Page wide title={t("part.tester")} lead={t("about.tester")} trail={trail}>
        <Table
          label={t("part.tester")}
          columns={[
            { heading: words("column.title") },
            { heading: words("column.organisation") },
            { heading: words("governing") },
          ]}
          rows={games.map((one) => [
            <Link key="title" href={`/admin/tester?game=${one.id}`}>
              {one.title}
            </Link>,
            one.organisationName,
            deps.tree.displayName(one.governingAreaId),
          ])}
        />
      </Page>
    );
  }
  return (
    <Page wide title={t("part.tester")} lead={game.title} trail={[...trail, { text: game.title }]}>
      <TesterView
        by={by}
        deps={deps}
        people={context.people}
        gameId={game.id}
        query={{ state: game.governingAreaId, ...query }}
        keep={{ game: game.id }}
      />
    </Page>
  );
}
