import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { CountMap } from "@/components/maps/count-map";
import { StatusBadge } from "@/components/organisation/status-badge";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { overseeGames, type ScopeMode } from "@/server/regulators/oversee-games";
import { regulatorScope } from "./scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("regulator"))("title") };
}

const MODES: ScopeMode[] = ["both", "operated", "offered"];

export default async function RegulatorPage({
  searchParams,
}: {
  searchParams: Promise<{ area?: string; scope?: string; status?: string }>;
}) {
  const t = await getTranslations("regulator");
  const admin = await getTranslations("admin");
  const format = await getFormatter();
  const query = await searchParams;
  const { by, deps, areaName, areas, context } = await regulatorScope("/regulator", query.area);
  const mode = MODES.find((one) => one === query.scope) ?? "both";
  const overview = await overseeGames(deps, by, mode);
  const shown = overview.games.filter(({ status }) => !query.status || status === query.status);
  const open = (overview.counts.active ?? 0) + (overview.counts["ending-today"] ?? 0);
  const counties = Object.values(overview.openByCounty).filter((count) => count > 0).length;
  const link = (change: Record<string, string>) => {
    const params = new URLSearchParams({ area: by.areaId, scope: mode, ...change });
    return `/regulator?${params}`;
  };
  const week = context.clock.now().getTime() + 7 * 86_400_000;
  const draws = overview.games.filter(
    ({ drawAt, status }) => drawAt.getTime() < week && drawAt > context.clock.now() && status !== "drawn",
  ).length;
  return (
    <Page
      wide
      title={t("today", { area: areaName })}
      lead={format.dateTime(context.clock.now(), { dateStyle: "full" })}
    >
      <p className="mb-4">
        <Link href={`/regulator/activation?area=${by.areaId}`}>{admin("part.activation")}</Link>
      </p>
      {areas.length > 1 || areas[0]?.id !== by.areaId ? (
        <p className="row mb-4">
          {t("actFor")}
          {areas.map(({ id, name }) => (
            <Link key={id} href={`/regulator?area=${id}`} aria-current={id === by.areaId ? "true" : undefined}>
              {name}
            </Link>
          ))}
        </p>
      ) : null}
      <dl className="kpi">
        <div>
          <dt>{t("kpi.open", { count: counties })}</dt>
          <dd>{format.number(open)}</dd>
        </div>
        <div>
          <dt>{t("kpi.waiting")}</dt>
          <dd>{format.number(overview.counts["pending-activation"] ?? 0)}</dd>
        </div>
        <div>
          <dt>{t("kpi.draws")}</dt>
          <dd>{format.number(draws)}</dd>
        </div>
        <div>
          <dt>{t("kpi.stopped")}</dt>
          <dd>{format.number(overview.stopped)}</dd>
        </div>
      </dl>
      <p className="row mt-4">
        <ButtonLink kind="line" small href={`/regulator/law?area=${by.areaId}`}>
          {t("law.title")}
        </ButtonLink>
        <ButtonLink kind="line" small href={`/regulator/rounds?area=${by.areaId}`}>
          {(await getTranslations("claims"))("rounds.title")}
        </ButtonLink>
      </p>
      {deps.tree.tierOf(by.areaId) === 1 ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("byCounty")}</h2>
          <CountMap
            stateId={by.areaId}
            counts={overview.openByCounty}
            marked={overview.stoppedCounties}
            markedText={t("stoppedSome")}
            heading={t("byCounty")}
          />
        </section>
      ) : null}
      <section className="mt-6">
        <h2 className="mb-3">{t("games")}</h2>
        <nav className="row mb-3" aria-label={t("scope.label")}>
          {MODES.map((one) => (
            <Link key={one} href={link({ scope: one })} aria-current={one === mode ? "true" : undefined}>
              {t(`scope.${one}`)}
            </Link>
          ))}
        </nav>
        <nav className="row mb-4" aria-label={t("statuses")}>
          <Link href={link({})} aria-current={query.status ? undefined : "true"}>
            {t("all", { count: overview.games.length })}
          </Link>
          {Object.entries(overview.counts).map(([status, count]) => (
            <Link key={status} href={link({ status })} aria-current={query.status === status ? "true" : undefined}>
              {t(`status.${status}`)} {format.number(count)}
            </Link>
          ))}
        </nav>
        {shown.length === 0 ? (
          <Empty title={t("none")}>{t("noneText")}</Empty>
        ) : (
          <Table
            label={t("games")}
            keys={shown.map(({ id }) => id)}
            columns={[
              { heading: t("column.title") },
              { heading: t("column.organisation") },
              { heading: t("column.status") },
              { heading: t("column.sold"), numeric: true },
              { heading: t("column.closes") },
              { heading: t("column.how") },
            ]}
            rows={shown.map((game) => [
              <Link key="title" href={`/regulator/games/${game.id}?area=${by.areaId}`}>
                {game.title}
              </Link>,
              <span key="organisation">{game.organisationName}</span>,
              <StatusBadge key="status" status={game.status} stopped={game.stoppedAt !== null} />,
              format.number(game.issued),
              <When key="closes" at={game.closesAt.toISOString()} timeZone={game.timeZone} />,
              [game.operatedIn ? t("operated") : "", game.offeredInto ? t("offered") : ""].filter(Boolean).join(", "),
            ])}
          />
        )}
      </section>
    </Page>
  );
}
