import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { CountMap } from "@/components/maps/count-map";
import { PlanChart } from "@/components/organisation/plan-chart";
import { PlanSheet } from "@/components/organisation/plan-sheet";
import { CopyLink } from "@/components/organisation/running/copy-link";
import { DrawingTable } from "@/components/organisation/running/drawing-table";
import { NextSteps } from "@/components/organisation/running/next-steps";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { RequestTable } from "@/components/organisation/running/request-table";
import { SalesChart } from "@/components/organisation/running/sales-chart";
import { StatusBadge } from "@/components/organisation/status-badge";
import { Page } from "@/components/people/page";
import { Qr } from "@/components/tickets/qr";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { readDashboard } from "@/server/games/raffles/dashboard/read-dashboard";
import { faultTexts } from "../../fault-text";
import { raffleScope } from "../../scope";
import { ActivationSection } from "./activation-section";
import { ManageSection } from "./manage-section";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("raffle") };
}

export default async function OwnRafflePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ saved?: string; activated?: string; withdrawn?: string; locked?: string }>;
}) {
  const t = await getTranslations("organisation");
  const own = await getTranslations("running");
  const format = await getFormatter();
  const { id } = await params;
  const query = await searchParams;
  const { by, raffles, context } = await raffleScope(`/organisation/raffles/${id}`, id);
  const view = await readDashboard(raffles, by, id);
  const { raffle, status } = view;
  const { plan, curve, actual } = view.plan;
  const { draft, facts } = raffle;
  const { currency, timeZone } = draft;
  const areaName = async (areaId: string) => (await context.people.areas.areaName(areaId)) ?? areaId;
  const stops = await Promise.all(raffle.stops.map(async (stop) => ({ ...stop, name: await areaName(stop.areaId) })));
  const closedAreas = await Promise.all(view.closedAreas.map(areaName));
  const voiceless = await Promise.all(view.voiceless.map(areaName));
  const named = view.requests.flatMap(({ decisions }) => decisions.flatMap(({ areaId }) => areaId ?? []));
  const areaNames = new Map(
    await Promise.all([...new Set(named)].map(async (areaId) => [areaId, await areaName(areaId)] as const)),
  );
  const faults = await faultTexts(view.faults, draft);
  const open = view.requests.find(({ state }) => state === "open");
  const live = facts.state !== "draft" && facts.state !== "pending-activation";
  const asksAgain = facts.state === "active" && closedAreas.length > 0 && !open;
  const topState = view.states.find(({ key }) => key !== "");
  const address = `${context.environment.APP_URL}/raffles/${raffle.slug}`;
  const sold = facts.issued - raffle.voided;
  return (
    <Page
      wide
      title={draft.title}
      lead={<StatusBadge status={status} stopped={stops.length > 0} />}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: t("title") }, { text: draft.title }]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="" />
      {query.locked && raffle.lockedAt ? (
        <div className="mb-4">
          <Note kind="bad" live title={own("lockedMeanwhile")}>
            <p>{own("lockedMeanwhileText")}</p>
          </Note>
        </div>
      ) : null}
      {query.saved || query.withdrawn ? (
        <div className="mb-4">
          <Note live title={query.saved ? t("saved") : own("request.withdrawn")} />
        </div>
      ) : null}
      {query.activated ? (
        <div className="mb-4">
          <Note live title={facts.state === "active" && !open ? t("activate.done") : own("request.handedIn")} />
        </div>
      ) : null}
      {raffle.suspendedReason ? (
        <div className="mb-4">
          <Note kind="plain" title={facts.state === "draft" ? own("request.refused") : t("suspendedBecause")}>
            {raffle.suspendedReason}
          </Note>
        </div>
      ) : null}
      <div id="stops">
        {stops.map((stop) => (
          <div key={stop.areaId} className="mb-4">
            <Note kind="bad" title={t("stoppedIn", { area: stop.name })}>
              {stop.reason}
            </Note>
          </div>
        ))}
      </div>
      {closedAreas.length > 0 ? (
        <div className="mb-4">
          <Note kind="plain" title={own("request.closedAreas", { count: closedAreas.length })}>
            {format.list(closedAreas)}
          </Note>
        </div>
      ) : null}
      {voiceless.length > 0 ? (
        <div className="mb-4">
          <Note kind="plain" title={own("request.voiceless", { count: voiceless.length })}>
            <p>{format.list(voiceless)}</p>
            <p>{own("request.voicelessText")}</p>
          </Note>
        </div>
      ) : null}
      <section className="mb-6" aria-labelledby="next">
        <h2 id="next" className="mb-3">
          {own("steps.heading")}
        </h2>
        <NextSteps steps={view.steps} raffleId={id} organisationId={by.organisationId} />
      </section>
      <dl className="kpi">
        <div>
          <dt>{t("kpi.sold")}</dt>
          <dd>{format.number(sold)}</dd>
        </div>
        <div>
          <dt>{t("kpi.participants")}</dt>
          <dd>{format.number(raffle.participants)}</dd>
        </div>
        <div>
          <dt>{t("kpi.sales")}</dt>
          <dd>
            <Money minor={raffle.salesMinor} currency={currency} />
          </dd>
        </div>
        <div>
          {view.potMinor !== null ? (
            <>
              <dt>{own("pot")}</dt>
              <dd>
                <Money minor={view.potMinor} currency={currency} />
              </dd>
            </>
          ) : (
            <>
              <dt>{own("left")}</dt>
              <dd>{draft.ticketCap === null ? "–" : format.number(draft.ticketCap - facts.issued)}</dd>
            </>
          )}
        </div>
      </dl>
      <section className="mt-6" aria-labelledby="sales">
        <h2 id="sales" className="mb-3">
          {own("chart.title")}
        </h2>
        {view.series.length === 0 ? (
          <Empty title={own("chart.none")}>{own("chart.noneText")}</Empty>
        ) : (
          <SalesChart
            series={view.series}
            currency={currency}
            breakEven={plan?.breakEvenTickets ?? null}
            cap={draft.ticketCap}
          />
        )}
      </section>
      {topState ? (
        <section className="mt-6" aria-labelledby="where">
          <h2 id="where" className="mb-3">
            {own("where.title")}
          </h2>
          <p className="muted measure mb-3">
            {own("where.lead", { tickets: topState.tickets, state: topState.name, states: view.states.length })}{" "}
            <Link href={`/organisation/raffles/${id}/participants`}>{own("where.all")}</Link>
          </p>
          <div className="map-half">
            <CountMap
              stateId={topState.key}
              counts={view.counties}
              heading={own("chart.tickets")}
              linkOf={(county) => `/organisation/raffles/${id}/participants?state=${topState.key}&county=${county}`}
            />
          </div>
        </section>
      ) : null}
      <section className="mt-6" aria-labelledby="plan">
        <h2 id="plan" className="mb-3">
          {own("plan.title")}
        </h2>
        {plan ? (
          <>
            <p className="muted measure mb-3">{own(actual ? "plan.leadBoth" : "plan.lead")}</p>
            <PlanChart plan={plan} curve={curve} currency={currency} soldTickets={actual?.tickets} />
            <PlanSheet plan={plan} currency={currency} actual={actual ?? undefined} />
          </>
        ) : (
          <p className="muted">{own("review.noPlan")}</p>
        )}
      </section>
      <section className="mt-6" aria-labelledby="drawings">
        <h2 id="drawings" className="mb-3">
          {own("drawings.title")}
        </h2>
        <DrawingTable
          drawings={view.drawings}
          issued={facts.issued}
          timeZone={timeZone}
          tray={draft.format === "tricky-tray"}
        />
      </section>
      {view.taken && draft.ticketCap !== null && draft.ticketCap <= 1000 ? (
        <section className="mt-6" aria-labelledby="board">
          <h2 id="board" className="mb-3">
            {own("board.title")}
          </h2>
          <p className="muted mb-3">{own("board.lead", { taken: view.taken.length, all: draft.ticketCap })}</p>
          <ol className="numbers">
            {Array.from({ length: draft.ticketCap }, (_, at) => at + 1).map((number) => (
              <li key={number} className={view.taken?.includes(number) ? "is-taken" : undefined}>
                {number}
                {view.taken?.includes(number) ? <span className="vh"> {own("board.taken")}</span> : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      {live && facts.state !== "archived" ? (
        <section className="mt-6" aria-labelledby="share">
          <h2 id="share" className="mb-3">
            {own("share.title")}
          </h2>
          <p className="muted measure mb-3">{own("share.lead")}</p>
          <CopyLink url={address} label={own("share.link")} copy={own("share.copy")} copied={own("share.copied")} />
          <p className="row mt-3">
            <Link href={`/raffles/${raffle.slug}`} prefetch={false}>
              {t("publicPage")}
            </Link>
            <Link href={`/organisation/letters/new?raffle=${id}&of=${by.organisationId}`}>{own("share.write")}</Link>
          </p>
          <div className="qr-small mt-3">
            <Qr text={address} label={own("share.code")} />
          </div>
        </section>
      ) : null}
      <ActivationSection view={view} faults={faults} asksAgain={asksAgain} />
      {view.requests.length > 0 ? (
        <section className="mt-6" aria-labelledby="requests">
          <h2 id="requests" className="mb-3">
            {own("request.history")}
          </h2>
          <RequestTable requests={view.requests} areaNames={areaNames} />
        </section>
      ) : null}
      {live ? <ManageSection raffle={raffle} /> : null}
    </Page>
  );
}
