import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { StatusBadge } from "@/components/organisation/status-badge";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { withAuthority } from "@/server/api/page";
import { overseenGame } from "@/server/regulators/oversee-games";
import { lift, stop } from "../../actions";
import { regulatorScope } from "../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("regulator"))("game") };
}

export default async function OverseenGamePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ area?: string; stopped?: string }>;
}) {
  const t = await getTranslations("regulator");
  const format = await getFormatter();
  const { id } = await params;
  const query = await searchParams;
  const path = `/regulator/games/${id}`;
  const { by, deps, areaName } = await regulatorScope(path, query.area);
  const { game, rules, stops } = await withAuthority(path, () => overseenGame(deps, by, id));
  const name = (areaId: string) => deps.tree.displayName(areaId);
  const ownStop = stops.find((one) => one.areaId === by.areaId && !one.liftedAt);
  const otherStops = stops.filter((one) => one.areaId !== by.areaId && !one.liftedAt);
  const start = { gameId: id, area: by.areaId };
  const hidden = [
    { kind: "hidden", name: "gameId" } as const,
    { kind: "hidden", name: "area" } as const,
    { kind: "hidden", name: "stopId" } as const,
  ];
  return (
    <Page
      wide
      title={game.title}
      lead={<StatusBadge status={game.status} stopped={game.stoppedAt !== null} />}
      trail={[{ href: `/regulator?area=${by.areaId}`, text: areaName }, { text: game.title }]}
    >
      {query.stopped ? (
        <div className="mb-4">
          <Note live title={t("stop.done", { area: areaName })}>
            {t("stop.doneText")}
          </Note>
        </div>
      ) : null}
      <Facts
        facts={[
          { term: t("column.organisation"), value: game.organisationName },
          { term: t("governing"), value: name(game.governingAreaId) },
          { term: t("column.sold"), value: format.number(game.issued) },
          { term: t("opens"), value: <When as="full" at={game.opensAt.toISOString()} timeZone={game.timeZone} /> },
          {
            term: t("column.closes"),
            value: <When as="full" at={game.closesAt.toISOString()} timeZone={game.timeZone} />,
          },
          { term: t("draw"), value: <When as="full" at={game.drawAt.toISOString()} timeZone={game.timeZone} /> },
          { term: t("minimumAge"), value: rules.minimumAge ?? t("byLaw") },
        ]}
      />
      <p className="row mt-4">
        <Link href={`/raffles/${game.slug}`} prefetch={false}>
          {t("publicPage")}
        </Link>
        <Link href={`${path}/tester?area=${by.areaId}`}>{t("tester.title")}</Link>
      </p>
      <h2 className="mt-6 mb-3">{t("lists")}</h2>
      <Table
        label={t("lists")}
        columns={[{ heading: t("area") }, { heading: t("what") }, { heading: t("permit") }]}
        rows={[
          ...rules.permissions.map((one) => [name(one.area), t(`coverage.${one.coverage}`), one.permitNumber ?? "–"]),
          ...rules.exclusions.map((one) => [name(one.area), t(`excluded.${one.cause}`), "–"]),
        ]}
      />
      <h2 className="mt-6 mb-3">{t("stop.title")}</h2>
      <div className="measure">
        {otherStops.map((one) => (
          <div key={one.id} className="mb-4">
            <Note kind="bad" title={t("stop.since", { area: name(one.areaId) })}>
              <p>{one.reason}</p>
              {deps.tree.isWithin(one.areaId, by.areaId) ? (
                <p>
                  <Link href={`${path}?area=${one.areaId}`}>{t("stop.actThere", { area: name(one.areaId) })}</Link>
                </p>
              ) : null}
            </Note>
          </div>
        ))}
        {ownStop ? (
          <>
            <Note kind="bad" title={t("stop.since", { area: areaName })}>
              <p>{ownStop.reason}</p>
              <p>{format.dateTime(ownStop.stoppedAt, { dateStyle: "medium", timeStyle: "short" })}</p>
            </Note>
            <p className="muted mt-3 mb-3">{t("stop.liftLead")}</p>
            <FieldForm
              action={lift}
              kind="line"
              submit={t("stop.lift")}
              start={formStart({ ...start, stopId: ownStop.id })}
              fields={[...hidden, { kind: "text", name: "liftReason", label: t("reason") }]}
            />
          </>
        ) : (
          <>
            <p className="muted mb-3">{t("stop.lead", { area: areaName })}</p>
            <FieldForm
              action={stop}
              kind="stop"
              submit={t("stop.submit", { area: areaName })}
              start={formStart(start)}
              fields={[...hidden, { kind: "text", name: "reason", label: t("reason"), hint: t("stop.reasonHint") }]}
            />
          </>
        )}
      </div>
      {stops.some((one) => one.liftedAt) ? (
        <>
          <h2 className="mt-6 mb-3">{t("stop.earlier")}</h2>
          <Table
            label={t("stop.earlier")}
            columns={[
              { heading: t("area") },
              { heading: t("reason") },
              { heading: t("stop.from") },
              { heading: t("stop.to") },
            ]}
            rows={stops
              .filter((one) => one.liftedAt)
              .map((one) => [
                name(one.areaId),
                one.reason,
                format.dateTime(one.stoppedAt, { dateStyle: "medium", timeStyle: "short" }),
                format.dateTime(one.liftedAt!, { dateStyle: "medium", timeStyle: "short" }),
              ])}
          />
        </>
      ) : null}
    </Page>
  );
}
