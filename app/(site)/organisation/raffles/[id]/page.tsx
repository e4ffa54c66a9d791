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
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Qr } from "@/components/tickets/qr";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { When } from "@/components/ui/when";
import { readDashboard } from "@/server/games/raffles/dashboard/read-dashboard";
import { amountText } from "@/server/games/raffles/form-values";
import { resume, saveExtraCost, suspend } from "../../actions";
import { faultTexts } from "../../fault-text";
import { raffleScope } from "../../scope";
import { archive, handIn, saveSponsors, withdraw } from "./actions";

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
  const { raffle, status, beside } = view;
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
  const raffleField = { kind: "hidden", name: "raffleId" } as const;
  const start = formStart({ raffleId: id });
  const prizes = draft.drawings.flatMap((drawing, d) =>
    drawing.groups.flatMap((group, g) =>
      group.prizes.map(({ heading, sponsor }, p) => ({
        path: `drawings.${d}.groups.${g}.prizes.${p}`,
        heading,
        sponsor,
      })),
    ),
  );
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
      <section className="mt-6" aria-labelledby="activate">
        <h2 id="activate" className="mb-3">
          {own(live ? "request.settings" : "request.title")}
        </h2>
        {facts.state === "draft" ? (
          <div className="measure">
            <p className="muted mb-3">{view.activatesItself ? t("activate.lead") : own("request.lead")}</p>
            {faults.length > 0 ? (
              <div className="mb-4">
                <Note kind="plain" title={t("activate.notYet")}>
                  <ul className="stack stack--2">
                    {faults.map((fault) => (
                      <li key={fault}>{fault}</li>
                    ))}
                  </ul>
                </Note>
              </div>
            ) : null}
            <FieldForm
              action={handIn}
              start={start}
              submit={view.activatesItself ? t("activate.submit") : own("request.submit")}
              fields={[
                raffleField,
                ...(view.activatesItself
                  ? []
                  : [
                      {
                        kind: "lines" as const,
                        name: "note",
                        label: own("request.note"),
                        hint: own("request.noteHint"),
                        rows: 3,
                      },
                    ]),
              ]}
            />
            <p className="row mt-4">
              {raffle.lockedAt ? null : (
                <ButtonLink kind="line" href={`/organisation/raffles/${id}/edit`}>
                  {t("edit")}
                </ButtonLink>
              )}
              <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
            </p>
          </div>
        ) : null}
        {facts.state === "pending-activation" ? (
          <div className="measure">
            <p className="muted mb-3">{own("request.waits")}</p>
            <FieldForm
              action={withdraw}
              kind="line"
              start={start}
              submit={own("request.withdraw")}
              fields={[raffleField]}
            />
            <p className="row mt-4">
              <Link href={`/organisation/raffles/${id}/edit`}>{t("edit")}</Link>
              <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
            </p>
          </div>
        ) : null}
        {asksAgain ? (
          <div className="measure">
            <p className="muted mb-3">{own("request.againLead")}</p>
            <FieldForm
              action={handIn}
              kind="line"
              start={start}
              submit={own("request.again")}
              fields={[
                raffleField,
                { kind: "lines", name: "note", label: own("request.note"), hint: own("request.noteHint"), rows: 3 },
              ]}
            />
          </div>
        ) : null}
        {live ? (
          <Facts
            facts={[
              { term: t("field.price"), value: <Money minor={draft.priceMinor} currency={currency} /> },
              {
                term: t("field.opensAt"),
                value: <When as="full" at={draft.opensAt.toISOString()} timeZone={timeZone} />,
              },
              {
                term: t("field.closesAt"),
                value: <When as="full" at={draft.closesAt.toISOString()} timeZone={timeZone} />,
              },
              {
                term: t("field.drawAt"),
                value: <When as="full" at={draft.drawAt.toISOString()} timeZone={timeZone} />,
              },
              { term: t("voided"), value: format.number(raffle.voided) },
              { term: own("free"), value: format.number(beside.freeTickets) },
              { term: own("manual"), value: format.number(beside.manualTickets) },
              { term: own("donations"), value: <Money minor={beside.donationsMinor} currency={currency} /> },
              { term: t("rulesVersion"), value: raffle.rulesVersion },
            ]}
          />
        ) : null}
      </section>
      {view.requests.length > 0 ? (
        <section className="mt-6" aria-labelledby="requests">
          <h2 id="requests" className="mb-3">
            {own("request.history")}
          </h2>
          <RequestTable requests={view.requests} areaNames={areaNames} />
        </section>
      ) : null}
      {live ? (
        <section className="mt-6 measure" aria-labelledby="manage">
          <h2 id="manage" className="mb-3">
            {t("do")}
          </h2>
          <p className="row mb-4">
            <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
            {draft.freeEntryAllowed && facts.state === "active" ? (
              <Link href={`/organisation/raffles/${id}/free-entry`}>{t("freeEntry.title")}</Link>
            ) : null}
          </p>
          <FieldForm
            action={saveExtraCost}
            kind="line"
            submit={t("save")}
            start={formStart({ raffleId: id, extraCost: amountText(draft.extraCostMinor) })}
            fields={[
              raffleField,
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
          {facts.state === "archived" ? null : (
            <div className="mt-5">
              <Fold title={own("sponsors.title")}>
                <FieldForm
                  action={saveSponsors}
                  kind="line"
                  submit={t("save")}
                  start={formStart({
                    raffleId: id,
                    sponsors: draft.sponsors.join("\n"),
                    ...Object.fromEntries(prizes.map(({ path, sponsor }) => [`prize-${path}`, sponsor])),
                  })}
                  fields={[
                    raffleField,
                    {
                      kind: "lines",
                      name: "sponsors",
                      label: own("sponsors.raffle"),
                      hint: own("sponsors.hint"),
                      rows: 3,
                    },
                    ...prizes.map(({ path, heading }) => ({
                      kind: "text" as const,
                      name: `prize-${path}`,
                      label: own("sponsors.prize", { heading }),
                    })),
                  ]}
                />
              </Fold>
            </div>
          )}
          {facts.state === "active" ? (
            <div className="mt-5">
              <FieldForm
                action={suspend}
                kind="stop"
                submit={t("suspend")}
                start={start}
                fields={[
                  raffleField,
                  { kind: "text", name: "reason", label: t("field.reason"), hint: t("hint.suspend") },
                ]}
              />
            </div>
          ) : null}
          {facts.state === "suspended" ? (
            <div className="mt-5">
              <FieldForm action={resume} start={start} submit={t("resume")} fields={[raffleField]} />
            </div>
          ) : null}
          {facts.state === "drawn" ? (
            <div className="mt-5">
              <p className="muted mb-3">{own("archive.lead")}</p>
              <FieldForm
                action={archive}
                kind="line"
                start={start}
                submit={own("archive.submit")}
                fields={[raffleField]}
              />
            </div>
          ) : null}
        </section>
      ) : null}
    </Page>
  );
}
