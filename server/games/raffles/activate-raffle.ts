import { keepsAreaPermissions } from "@/server/jurisdiction/list-modes";
import { loadPermissions } from "@/server/jurisdiction/load-rules";
import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { activationFaults } from "./activation";
import type { DraftFault } from "./draft";
import { countFaults } from "./form/form-store";
import { announceActivation } from "./news/campaign-store";
import type { RaffleDeps } from "./ports";
import { moveRaffle, type OwnRaffle } from "./raffle-store";
import { postToDeciders } from "./requests/post-letters";
import { areasToAsk, NOTE_LENGTH, type RequestMode } from "./requests/request";
import {
  endRequest,
  findApprovals,
  findOpenRequest,
  insertApproval,
  insertRequest,
  lockGame,
  openPerArea,
} from "./requests/request-store";
import { ownRaffle } from "./save-raffle";

export type ActivationAnswer =
  | { ok: true; state: "active" | "pending-activation" }
  | { ok: false; faults: DraftFault[] };

/** Who activates, for the audit log. */
export interface Activator {
  id: string;
  role: "organisation" | "administrator" | "regulator";
}

/** The permissions that count for a raffle: its own, or those that the venue takes from elsewhere (J12). */
export async function permissionsOf(
  deps: Pick<RaffleDeps, "db">,
  raffle: OwnRaffle,
): Promise<OwnRaffle["draft"]["permissions"]> {
  const { list_mode } = await loadVenueSettings(deps.db);
  if (list_mode === "per-game") return raffle.draft.permissions;
  return (await loadPermissions(deps.db, raffle.id)).map((one) => ({
    areaId: one.area,
    coverage: one.coverage,
    // What an area's own list permits is permitted by whoever keeps it; there is no other number to show.
    permitNumber: one.permitNumber ?? (keepsAreaPermissions(list_mode) ? one.area : ""),
    validFrom: one.fromMs === null ? null : new Date(one.fromMs),
    validTo: one.untilMs === null ? null : new Date(one.untilMs),
  }));
}

/** What would keep this raffle from being activated now; empty when nothing does. */
export async function findActivationFaults(deps: RaffleDeps, raffle: OwnRaffle): Promise<DraftFault[]> {
  const now = deps.clock.now();
  const draft = { ...raffle.draft, permissions: await permissionsOf(deps, raffle) };
  const areas = [raffle.governingAreaId, ...draft.permissions.map(({ areaId }) => areaId)];
  const faults = activationFaults(draft, {
    now,
    laws: await deps.law.governing(deps.db, raffle.governingAreaId, now),
    ageKnown: draft.minimumAge !== null || (await deps.law.isAgeKnown(deps.db, areas, now)),
    organisationStatus: raffle.organisationStatus,
    gatewayReady: raffle.gatewayReady,
    feeBasisPoints: raffle.feeBasisPoints,
    freezeSeconds: deps.rounds.freezeSeconds,
  });
  // What was typed but is not right stands in the form alone: nobody meant the draft without it.
  const unread = await countFaults(deps.db, raffle.id);
  if (faults.length === 0 && unread > 0)
    faults.push({ field: "form", code: "formUnfinished", params: { count: unread } });
  return faults;
}

/** The note to whoever decides, trimmed. Throws 422 `noteTooLong`. */
function givenNote(text: string): string {
  const note = text.trim();
  if (note.length > NOTE_LENGTH) throw new AppError("noteTooLong", 422, { most: NOTE_LENGTH });
  return note;
}

/**
 * R11: the organisation activates its raffle, or hands it in with a note to whoever gives the word, as the venue has
 * it. An active raffle is locked and its drawing has a named round. Refused with every reason where the law or the
 * raffle itself does not allow it. Of an active raffle whose regulators each speak for their area, it asks again for
 * the areas that are still closed.
 */
export async function requestActivation(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  noteText = "",
): Promise<ActivationAnswer> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const note = givenNote(noteText);
  const approvals = await findApprovals(deps.db, raffleId);
  const asksAgain = approvals.perArea && raffle.facts.state === "active";
  if (raffle.facts.state !== "draft" && !asksAgain) throw new AppError("changedMeanwhile", 409);
  const faults = asksAgain ? [] : await findActivationFaults(deps, raffle);
  if (faults.length > 0) return { ok: false, faults };
  const { activation_mode } = await loadVenueSettings(deps.db);
  if (activation_mode === "organisation" && !asksAgain) {
    await activateNow(deps, raffle, { id: by.actor.memberId, role: "organisation" });
    return { ok: true, state: "active" };
  }
  const mode: RequestMode = asksAgain || activation_mode === "organisation" ? "regulators" : activation_mode;
  const areas = areasToAsk(mode, {
    governingAreaId: raffle.governingAreaId,
    permissions: await permissionsOf(deps, raffle),
    exclusions: raffle.draft.exclusions,
    approved: approvals.areas.map(({ areaId }) => areaId),
  });
  if (areas.length === 0) throw new AppError("nobodyToAsk", 409);
  const now = deps.clock.now();
  const id = newId(now.getTime());
  await deps.db.transaction(async (tx) => {
    if (!asksAgain && !(await moveRaffle(tx, raffle.id, ["draft"], "pending-activation", now, {}, raffle.revision))) {
      throw new AppError("changedMeanwhile", 409);
    }
    const request = { id, raffleId: raffle.id, mode, note, requestedBy: by.actor.memberId, requestedAt: now };
    if (!(await insertRequest(tx, request, areas))) throw new AppError("requestWaiting", 409);
    await postToDeciders(tx, deps.areas, { letter: "handed-in", requestId: id, raffleId: raffle.id }, areas, now);
    const state = asksAgain ? "active" : "pending-activation";
    await auditActivation(tx, raffle, { id: by.actor.memberId, role: "organisation" }, "hand-in-raffle", state, now, {
      mode,
      areas,
      note,
    });
  });
  return { ok: true, state: asksAgain ? "active" : "pending-activation" };
}

/** Takes back what was handed in, before anybody decided. Throws 409 `changedMeanwhile` where nothing waits. */
export async function withdrawRequest(deps: RaffleDeps, by: AuthorizedOrganiser, raffleId: string): Promise<void> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const game = await lockGame(tx, raffleId);
    const request = await findOpenRequest(tx, raffleId);
    if (!game || !request || !(await endRequest(tx, request.id, "withdrawn", now))) {
      throw new AppError("changedMeanwhile", 409);
    }
    if (game.state === "pending-activation") {
      await moveRaffle(tx, raffleId, ["pending-activation"], "draft", now, { suspendedReason: null });
    }
    const state = game.state === "pending-activation" ? "draft" : game.state;
    await auditActivation(tx, raffle, { id: by.actor.memberId, role: "organisation" }, "withdraw-raffle", state, now, {
      request: request.id,
    });
  });
}

async function activateNow(deps: RaffleDeps, raffle: OwnRaffle, who: Activator): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await activateIn(tx, deps, raffle, "draft", raffle.revision, who, now);
  });
  await deps.publishSnapshot();
}

/**
 * The activation itself, in the transaction of whoever gives the word: the raffle is active and locked, its drawing has
 * a named round, and news of it goes out from its start on to those who asked for news and to whom it is open. With
 * `area` only what its regulator speaks for opens. `revision` is the one that was looked at. Throws 409
 * `changedMeanwhile`.
 */
export async function activateIn(
  tx: Tx,
  deps: RaffleDeps,
  raffle: OwnRaffle,
  from: "draft" | "pending-activation",
  revision: number,
  who: Activator,
  now: Date,
  area?: { areaId: string; requestId: string },
): Promise<void> {
  const to = { activatedAt: now, lockedAt: raffle.lockedAt ?? now, suspendedReason: null };
  if (!(await moveRaffle(tx, raffle.id, [from], "active", now, to, revision))) {
    throw new AppError("changedMeanwhile", 409);
  }
  // An early bird's round is named when it falls due; by hand there is none.
  for (const drawing of raffle.drawings) {
    if (drawing.kind !== "early-bird" && drawing.method !== "hand") await deps.rounds.nameRound(tx, drawing.id, now);
  }
  if (area) {
    await openPerArea(tx, raffle.id);
    await openArea(tx, raffle, area, who, now);
  }
  await announceActivation(tx, {
    raffleId: raffle.id,
    organisationId: raffle.organisationId,
    opensAt: raffle.facts.opensAt,
    now,
  });
  await auditActivation(tx, raffle, who, "activate-raffle", "active", now, area);
}

/** Opens one area more of a raffle whose regulators each speak for their own. */
export async function openArea(
  tx: Tx,
  raffle: OwnRaffle,
  area: { areaId: string; requestId: string },
  who: Activator,
  now: Date,
): Promise<void> {
  await insertApproval(tx, { gameId: raffle.id, ...area, approvedBy: who.id, approvedAt: now });
}

/** One line of the audit log about an activation, for the regulators of the area it concerns. */
export function auditActivation(
  tx: Tx,
  raffle: OwnRaffle,
  who: Activator,
  action: string,
  state: string,
  at: Date,
  more: Record<string, unknown> = {},
): Promise<void> {
  const areaId = typeof more.areaId === "string" ? more.areaId : raffle.governingAreaId;
  return writeAudit(tx, {
    at,
    actorId: who.id,
    actorRole: who.role,
    action,
    subject: `raffle:${raffle.id}`,
    areaId,
    before: { state: raffle.facts.state },
    after: { state, ...more },
  });
}
