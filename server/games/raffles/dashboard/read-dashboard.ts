import type { AuthorizedOrganiser } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { potMinor } from "@/server/tickets/pot";
import { findActivationFaults, permissionsOf } from "../activate-raffle";
import type { DraftFault } from "../draft";
import type { RaffleDeps } from "../ports";
import { localDay, type RaffleStatus, statusOf } from "../raffle";
import type { OwnRaffle } from "../raffle-store";
import { type RafflePlan, readPlan } from "../read-plan";
import { regulatorsOf } from "../requests/post-letters";
import { type ActivationRequest, areasToAsk } from "../requests/request";
import { findApprovals, findRegulators, findRequests } from "../requests/request-store";
import { ownRaffle } from "../save-raffle";
import {
  type AreaSales,
  type BesideTickets,
  besideTickets,
  booksOut,
  type DrawingLine,
  drawingLines,
  salesByArea,
  salesByDay,
  takenNumbers,
} from "./dashboard-store";
import { type NextStep, nextSteps } from "./next-steps";
import { type SeriesDay, salesSeries } from "./sales-series";

export interface Dashboard {
  raffle: OwnRaffle;
  status: RaffleStatus;
  steps: NextStep[];
  /** What keeps a draft from being activated. */
  faults: DraftFault[];
  activatesItself: boolean;
  requests: ActivationRequest[];
  /** Permitted areas whose regulator has not approved; empty where areas do not speak for themselves. */
  closedAreas: string[];
  /** Areas whose word is asked and for which nobody acts here, neither theirs nor one above. */
  voiceless: string[];
  series: SeriesDay[];
  states: AreaSales[];
  /** Of the state with most tickets, by county id. */
  counties: Record<string, number>;
  drawings: DrawingLine[];
  beside: BesideTickets;
  plan: RafflePlan;
  /** What the winners of a 50/50 get at present sales; null for a raffle without a pot. */
  potMinor: number | null;
  /** The numbers of a board that are taken; null for a raffle without a board. */
  taken: number[] | null;
}

/** R12: everything that the page of one raffle shows to whoever runs it. Throws 404 `raffleNotFound`. */
export async function readDashboard(deps: RaffleDeps, by: AuthorizedOrganiser, raffleId: string): Promise<Dashboard> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const now = deps.clock.now();
  const status = statusOf(raffle.facts, now);
  const { draft, facts } = raffle;
  const isDraft = status === "draft";
  const [settings, approvals, requests, byDay, states, drawings, beside, books, plan] = await Promise.all([
    loadVenueSettings(deps.db),
    findApprovals(deps.db, raffleId),
    findRequests(deps.db, raffleId),
    salesByDay(deps.db, raffleId, facts.timeZone),
    salesByArea(deps.db, raffleId, "state"),
    drawingLines(deps.db, raffleId),
    besideTickets(deps.db, raffleId),
    booksOut(deps.db, raffleId),
    readPlan(deps, by, raffleId),
  ]);
  const faults = isDraft ? await findActivationFaults(deps, raffle) : [];
  const top = states.find(({ key }) => key !== "");
  const counties = top ? await salesByArea(deps.db, raffleId, "county", { state: top.key }) : [];
  const open = requests.find(({ state }) => state === "open");
  const closedAreas = approvals.perArea
    ? areasToAsk("regulators", {
        governingAreaId: raffle.governingAreaId,
        permissions: await permissionsOf(deps, raffle),
        exclusions: draft.exclusions,
        approved: approvals.areas.map(({ areaId }) => areaId),
      }).flatMap((areaId) => areaId ?? [])
    : [];
  const waiting = open?.decisions.filter(({ state }) => state === "waiting") ?? [];
  const regulators = waiting.some(({ areaId }) => areaId !== null) ? await findRegulators(deps.db) : [];
  const voiceless = waiting.flatMap(({ areaId }) =>
    areaId !== null && regulatorsOf(regulators, areaId, deps.areas).length === 0 ? areaId : [],
  );
  const due = drawings.filter(
    (one) =>
      one.method === "hand" &&
      !["drawn", "cancelled", "missed"].includes(one.state) &&
      (one.kind === "early-bird" ? one.triggeredAt !== null : now >= facts.closesAt),
  );
  const series = byDay.length === 0 ? [] : salesSeries(byDay, startDay(facts, now), endDay(facts, now));
  return {
    raffle,
    status,
    faults,
    requests,
    closedAreas,
    voiceless,
    series,
    states,
    drawings,
    beside,
    activatesItself: settings.activation_mode === "organisation",
    counties: Object.fromEntries(counties.map(({ key, tickets }) => [key, tickets])),
    plan,
    potMinor: draft.pot ? potMinor(draft.pot, raffle.salesMinor) : null,
    taken: draft.format === "number-board" ? await takenNumbers(deps.db, raffleId) : null,
    steps: nextSteps({
      status,
      participation: draft.participation,
      faults: faults.length,
      activatesItself: settings.activation_mode === "organisation",
      paymentsMissing: draft.priceMinor > 0 && draft.participation !== "offline" && !raffle.gatewayReady,
      refused: isDraft && requests[0]?.state === "refused",
      wordsMissing: waiting.length,
      areasNotAsked: status === "active" || status === "upcoming" ? (open ? 0 : closedAreas.length) : 0,
      stops: raffle.stops.length,
      issued: facts.issued,
      booksOut: books,
      handDue: due.length,
      missed: drawings.filter(({ state }) => state === "missed").length,
      openClaims: drawings.reduce((sum, one) => sum + one.open, 0),
    }),
  };
}

/** A chart begins when sales began and ends today, or when they ended. */
function startDay(facts: OwnRaffle["facts"], now: Date): string {
  return localDay(facts.opensAt < now ? facts.opensAt : now, facts.timeZone);
}

function endDay(facts: OwnRaffle["facts"], now: Date): string {
  return localDay(facts.closesAt < now ? facts.closesAt : now, facts.timeZone);
}
