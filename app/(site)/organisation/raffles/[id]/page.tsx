import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { StatusBadge } from "@/components/organisation/status-badge";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { prizesOf } from "@/server/games/raffles/drawing-rules";
import { amountText } from "@/server/games/raffles/form-values";
import { statusOf } from "@/server/games/raffles/raffle";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { activate, resume, saveExtraCost, suspend } from "../../actions";
import { raffleScope } from "../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("raffle") };
}

export default async function OwnRafflePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ saved?: string; activated?: string }>;
}) {
  const t = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const query = await searchParams;
  const { by, raffles, context } = await raffleScope(`/organisation/raffles/${id}`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const { draft, facts } = raffle;
  const status = statusOf(facts, context.clock.now());
  const areaName = async (areaId: string) => (await context.people.areas.areaName(areaId)) ?? areaId;
  const permissions = await Promise.all(
    draft.permissions.map(async (one) => [
      await areaName(one.areaId),
      t(`coverage.${one.coverage}`),
      one.permitNumber ? (
        <span key="permit" className="mono">
          {one.permitNumber}
        </span>
      ) : (
        "–"
      ),
    ]),
  );
  const exclusions = await Promise.all(draft.exclusions.map(async (one) => [await areaName(one), t("excluded"), "–"]));
  const stops = await Promise.all(raffle.stops.map(async (stop) => ({ ...stop, name: await areaName(stop.areaId) })));
  const one = { kind: "hidden", name: "raffleId" } as const;
  const prizes = prizesOf(draft);
  const cost = prizes.reduce((sum, { prize, group }) => sum + prize.costMinor * group.quantity, 0);
  return (
    <Page
      title={draft.title}
      lead={<StatusBadge status={status} stopped={stops.length > 0} />}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: t("title") }, { text: draft.title }]}
    >
      {query.saved ? (
        <div className="mb-4">
          <Note live title={t("saved")} />
        </div>
      ) : null}
      {query.activated ? (
        <div className="mb-4">
          <Note live title={facts.state === "active" ? t("activate.done") : t("activate.handedIn")} />
        </div>
      ) : null}
      {raffle.suspendedReason ? (
        <div className="mb-4">
          <Note kind="plain" title={facts.state === "draft" ? t("returned") : t("suspendedBecause")}>
            {raffle.suspendedReason}
          </Note>
        </div>
      ) : null}
      {stops.map((stop) => (
        <div key={stop.areaId} className="mb-4">
          <Note kind="bad" title={t("stoppedIn", { area: stop.name })}>
            {stop.reason}
          </Note>
        </div>
      ))}
      <dl className="kpi">
        <div>
          <dt>{t("kpi.sold")}</dt>
          <dd>{format.number(facts.issued)}</dd>
        </div>
        <div>
          <dt>{t("kpi.participants")}</dt>
          <dd>{format.number(raffle.participants)}</dd>
        </div>
        <div>
          <dt>{t("kpi.sales")}</dt>
          <dd>
            <Money minor={raffle.salesMinor} currency={draft.currency} />
          </dd>
        </div>
        <div>
          <dt>{t("kpi.costs")}</dt>
          <dd>
            <Money minor={cost + draft.extraCostMinor} currency={draft.currency} />
          </dd>
        </div>
      </dl>
      <div className="mt-5">
        <Facts
          facts={[
            { term: t("field.price"), value: <Money minor={draft.priceMinor} currency={draft.currency} /> },
            {
              term: t("field.ticketCap"),
              value: draft.ticketCap === null ? t("noCap") : format.number(draft.ticketCap),
            },
            { term: t("voided"), value: format.number(raffle.voided) },
            {
              term: t("field.opensAt"),
              value: <When as="full" at={draft.opensAt.toISOString()} timeZone={draft.timeZone} />,
            },
            {
              term: t("field.closesAt"),
              value: <When as="full" at={draft.closesAt.toISOString()} timeZone={draft.timeZone} />,
            },
            {
              term: t("field.drawAt"),
              value: <When as="full" at={draft.drawAt.toISOString()} timeZone={draft.timeZone} />,
            },
            {
              term: t("round"),
              value: raffle.drawing?.round ? <span className="mono">{raffle.drawing.round}</span> : t("roundLater"),
            },
            { term: t("rulesVersion"), value: raffle.rulesVersion },
          ]}
        />
      </div>
      <h2 className="mt-6 mb-3">{t("part.where")}</h2>
      <Table
        label={t("part.where")}
        columns={[{ heading: t("field.area") }, { heading: t("field.coverage") }, { heading: t("field.permitNumber") }]}
        rows={[...permissions, ...exclusions]}
      />
      <h2 className="mt-6 mb-3">{t("field.prizes")}</h2>
      <Table
        label={t("field.prizes")}
        columns={[
          { heading: t("field.heading") },
          { heading: t("field.quantity"), numeric: true },
          { heading: t("field.value"), numeric: true },
          { heading: t("field.cost"), numeric: true },
        ]}
        rows={prizes.map(({ prize, group }) => [
          prize.heading,
          group.quantity,
          <Money key="value" minor={prize.valueMinor} currency={draft.currency} />,
          <Money key="cost" minor={prize.costMinor} currency={draft.currency} />,
        ])}
      />
      <h2 className="mt-6 mb-3">{t("do")}</h2>
      {facts.state === "draft" ? (
        <>
          <p className="muted mb-3">{t("activate.lead")}</p>
          <FieldForm
            action={activate}
            start={formStart({ raffleId: id })}
            submit={t("activate.submit")}
            fields={[one]}
          />
        </>
      ) : null}
      {facts.state === "pending-activation" ? <p className="muted mb-3">{t("activate.waits")}</p> : null}
      <div className="row mt-4 mb-4">
        {raffle.lockedAt ? null : (
          <ButtonLink kind="line" href={`/organisation/raffles/${id}/edit`}>
            {t("edit")}
          </ButtonLink>
        )}
        {facts.state === "active" ? <Link href={`/raffles/${raffle.slug}`}>{t("publicPage")}</Link> : null}
        {raffle.drawing?.round ? <Link href={`/draws/${raffle.drawing.id}`}>{t("drawPage")}</Link> : null}
        {draft.freeEntryAllowed && facts.state === "active" ? (
          <Link href={`/organisation/raffles/${id}/free-entry`}>{t("freeEntry.title")}</Link>
        ) : null}
        <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
      </div>
      {raffle.lockedAt ? (
        <FieldForm
          action={saveExtraCost}
          kind="line"
          submit={t("save")}
          start={formStart({ raffleId: id, extraCost: amountText(draft.extraCostMinor) })}
          fields={[
            one,
            {
              kind: "text",
              name: "extraCost",
              label: t("field.extraCost"),
              hint: t("hint.locked"),
              inputMode: "decimal",
              width: "small",
            },
          ]}
        />
      ) : null}
      {facts.state === "active" ? (
        <div className="mt-5">
          <FieldForm
            action={suspend}
            kind="stop"
            submit={t("suspend")}
            start={formStart({ raffleId: id })}
            fields={[one, { kind: "text", name: "reason", label: t("field.reason"), hint: t("hint.suspend") }]}
          />
        </div>
      ) : null}
      {facts.state === "suspended" ? (
        <FieldForm action={resume} start={formStart({ raffleId: id })} submit={t("resume")} fields={[one]} />
      ) : null}
    </Page>
  );
}
