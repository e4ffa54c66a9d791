import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator, AuthorizedRegulator } from "@/server/people/authority";
import {
  type ActivationAnswer,
  type Activator,
  activateIn,
  auditActivation,
  findActivationFaults,
  openArea,
  permissionsOf,
} from "../activate-raffle";
import type { DraftFault } from "../draft";
import { announceActivation } from "../news/campaign-store";
import { type Plan, type PlanPoint, planRaffle, profitCurve } from "../planner";
import type { RaffleDeps } from "../ports";
import { findOwnRaffle, moveRaffle, type OwnRaffle } from "../raffle-store";
import { postToOrganisation } from "./post-letters";
import { type ActivationRequest, type RequestDecision, requestOutcome } from "./request";
import {
  endRequest,
  findOpenRequest,
  findRequests,
  findWaiting,
  keepDecision,
  lockGame,
  type WaitingRequest,
} from "./request-store";

/** Whoever may give the word: an administrator, or the regulator of one area. */
export type Decider = AuthorizedAdministrator | AuthorizedRegulator;

const areaOf = (by: Decider): string | null => ("areaId" in by ? by.areaId : null);
const activatorOf = (by: Decider): Activator => ({
  id: by.actor.memberId,
  role: "areaId" in by ? "regulator" : "administrator",
});

/** What waits for this word, the oldest first; a regulator sees their own area's and those of the areas below it. */
export function waitingRequests(deps: Pick<RaffleDeps, "db">, by: Decider): Promise<WaitingRequest[]> {
  return findWaiting(deps.db, areaOf(by));
}

export interface ActivationReview {
  raffle: OwnRaffle;
  request: ActivationRequest;
  /** The word that is asked of the reader. */
  decision: RequestDecision;
  faults: DraftFault[];
  permissions: OwnRaffle["draft"]["permissions"];
  /** What it is to earn, and its curve; null where nobody knows how many tickets. */
  plan: Plan | null;
  curve: PlanPoint[];
  /** Earlier requests of this raffle with what was said of them, the newest first. */
  earlier: ActivationRequest[];
}

/** A raffle with everything that whoever decides looks at; 404 `notFound` where their word is not asked for. */
export async function reviewActivation(deps: RaffleDeps, by: Decider, raffleId: string): Promise<ActivationReview> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  const requests = raffle ? await findRequests(deps.db, raffleId) : [];
  const request = requests.find(({ state }) => state === "open");
  const decision = request?.decisions.find(({ areaId }) => areaId === areaOf(by));
  if (!raffle || !request || !decision) throw new AppError("notFound", 404);
  const planFacts = { feeBasisPoints: raffle.feeBasisPoints };
  const plan = planRaffle(raffle.draft, planFacts);
  return {
    raffle,
    request,
    decision,
    plan,
    curve: plan ? profitCurve(raffle.draft, planFacts, plan) : [],
    faults: raffle.facts.state === "pending-activation" ? await findActivationFaults(deps, raffle) : [],
    permissions: await permissionsOf(deps, raffle),
    earlier: requests.filter((one) => one !== request),
  };
}

/**
 * What became of the requests for which this word was asked, the newest first, with the raffle's title: where an old
 * link to a review leads. Null where the word was never asked for, or is asked for now.
 */
export async function readOutcome(
  deps: Pick<RaffleDeps, "db">,
  by: Decider,
  raffleId: string,
): Promise<{ title: string; requests: ActivationRequest[] } | null> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  if (!raffle) return null;
  const asked = (await findRequests(deps.db, raffleId)).filter(({ decisions }) =>
    decisions.some(({ areaId }) => areaId === areaOf(by)),
  );
  if (asked.length === 0 || asked.some(({ state }) => state === "open")) return null;
  return { title: raffle.draft.title, requests: asked };
}

/** The same for giving a word: 409 `changedMeanwhile` where theirs was asked for and the request is over by now. */
async function reviewToDecide(deps: RaffleDeps, by: Decider, raffleId: string): Promise<ActivationReview> {
  try {
    return await reviewActivation(deps, by, raffleId);
  } catch (error) {
    const requests = isId(raffleId) ? await findRequests(deps.db, raffleId) : [];
    const wasAsked = requests.some(({ decisions }) => decisions.some(({ areaId }) => areaId === areaOf(by)));
    throw wasAsked ? new AppError("changedMeanwhile", 409) : error;
  }
}

/**
 * R11: gives the word. Where one word decides the raffle is active then; where each regulator speaks for their area,
 * that area opens, the first one makes the raffle active and locks it, and the others stay closed. The same checks are
 * made again; `revision` is what was looked at, and a raffle that changed since is not activated (409
 * `changedMeanwhile`). Without it the present one is meant.
 */
export async function approveActivation(
  deps: RaffleDeps,
  by: Decider,
  raffleId: string,
  revision?: number,
): Promise<ActivationAnswer> {
  const { raffle, decision, request, faults } = await reviewToDecide(deps, by, raffleId);
  if (decision.state !== "waiting") throw new AppError("changedMeanwhile", 409);
  if (faults.length > 0) return { ok: false, faults };
  const now = deps.clock.now();
  const who = activatorOf(by);
  await deps.db.transaction(async (tx) => {
    const game = await lockGame(tx, raffleId);
    const open = await findOpenRequest(tx, raffleId);
    if (!game || open?.id !== request.id) throw new AppError("changedMeanwhile", 409);
    const word = { state: "approved" as const, reason: "", decidedBy: who.id, decidedAt: now };
    if (!(await keepDecision(tx, decision.id, word))) throw new AppError("changedMeanwhile", 409);
    const area =
      request.mode === "regulators" && decision.areaId ? { areaId: decision.areaId, requestId: request.id } : undefined;
    if (game.state === "pending-activation") {
      if (game.revision !== (revision ?? raffle.revision)) throw new AppError("changedMeanwhile", 409);
      await activateIn(tx, deps, raffle, "pending-activation", game.revision, who, now, area);
    } else {
      // Another area's regulator was first: the raffle is active and locked, and one area more opens.
      if (!area || (game.state !== "active" && game.state !== "suspended")) throw new AppError("changedMeanwhile", 409);
      await openArea(tx, raffle, area, who, now);
      const { opensAt } = raffle.facts;
      await announceActivation(tx, { raffleId, organisationId: raffle.organisationId, opensAt, now });
      await auditActivation(tx, raffle, who, "activate-raffle", game.state, now, area);
    }
    await finish(tx, open, decision.id, "approved", now);
    await postToOrganisation(
      tx,
      raffle.organisationId,
      { letter: "approved", requestId: request.id, raffleId, areaId: area?.areaId ?? null },
      now,
    );
  });
  await deps.publishSnapshot();
  return { ok: true, state: "active" };
}

/**
 * R11: says no, with a reason that the organisation is told. Where one word decides the raffle is a draft again; where
 * each area speaks for itself only this one stays closed, and the raffle is a draft again once all have refused.
 * Throws 422 `reasonNeeded`, `reasonTooLong`, 409 `changedMeanwhile`.
 */
export async function refuseActivation(
  deps: RaffleDeps,
  by: Decider,
  raffleId: string,
  reasonText: string,
): Promise<void> {
  const { raffle, decision, request } = await reviewToDecide(deps, by, raffleId);
  const reason = givenReason(reasonText);
  const now = deps.clock.now();
  const who = activatorOf(by);
  await deps.db.transaction(async (tx) => {
    const game = await lockGame(tx, raffleId);
    const open = await findOpenRequest(tx, raffleId);
    if (!game || open?.id !== request.id) throw new AppError("changedMeanwhile", 409);
    const word = { state: "refused" as const, reason, decidedBy: who.id, decidedAt: now };
    if (!(await keepDecision(tx, decision.id, word))) throw new AppError("changedMeanwhile", 409);
    const outcome = await finish(tx, open, decision.id, "refused", now);
    const back = outcome === "refused" && game.state === "pending-activation";
    if (back && !(await moveRaffle(tx, raffleId, ["pending-activation"], "draft", now, { suspendedReason: reason }))) {
      throw new AppError("changedMeanwhile", 409);
    }
    const more = { reason, ...(decision.areaId ? { areaId: decision.areaId } : {}) };
    await auditActivation(tx, raffle, who, "refuse-raffle", back ? "draft" : game.state, now, more);
    await postToOrganisation(
      tx,
      raffle.organisationId,
      { letter: "refused", requestId: request.id, raffleId, areaId: decision.areaId, reason },
      now,
    );
  });
}

/** Ends the request when its last word was given. */
async function finish(
  tx: Parameters<typeof endRequest>[0],
  request: ActivationRequest,
  decisionId: string,
  state: "approved" | "refused",
  now: Date,
): Promise<ReturnType<typeof requestOutcome>> {
  const decisions = request.decisions.map((one) => (one.id === decisionId ? { state } : one));
  const outcome = requestOutcome(decisions);
  if (outcome !== "open") await endRequest(tx, request.id, outcome, now);
  return outcome;
}
