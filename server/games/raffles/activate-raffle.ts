import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator, AuthorizedOrganiser } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { activationFaults } from "./activation";
import type { DraftFault } from "./draft";
import { findAreaPermissions } from "./law-store";
import type { RaffleDeps } from "./ports";
import { findOwnRaffle, listOwnRaffles, moveRaffle, type OwnRaffle, type OwnRaffleRow } from "./raffle-store";
import { ownRaffle } from "./save-raffle";

export type ActivationAnswer =
  | { ok: true; state: "active" | "pending-activation" }
  | { ok: false; faults: DraftFault[] };

/** What would keep this raffle from being activated now; empty when nothing does. */
export async function findActivationFaults(deps: RaffleDeps, raffle: OwnRaffle): Promise<DraftFault[]> {
  const now = deps.clock.now();
  const { list_mode } = await loadVenueSettings(deps.db);
  const draft =
    list_mode === "per-area" ? { ...raffle.draft, permissions: await findAreaPermissions(deps.db) } : raffle.draft;
  const areas = [raffle.governingAreaId, ...draft.permissions.map(({ areaId }) => areaId)];
  return activationFaults(draft, {
    now,
    laws: await deps.law.governing(deps.db, raffle.governingAreaId, now),
    ageKnown: draft.minimumAge !== null || (await deps.law.isAgeKnown(deps.db, areas, now)),
    organisationStatus: raffle.organisationStatus,
    gatewayReady: raffle.gatewayReady,
    drawMethod: raffle.drawing?.method ?? "beacon",
    freezeSeconds: deps.rounds.freezeSeconds,
  });
}

/**
 * R11: the organisation activates its raffle, or hands it in, as the venue has it. An active raffle is locked and its
 * drawing has a named round. Refused with every reason where the law or the raffle itself does not allow it.
 */
export async function requestActivation(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<ActivationAnswer> {
  const raffle = await ownRaffle(deps, by, raffleId);
  if (raffle.facts.state !== "draft") throw new AppError("changedMeanwhile", 409);
  const faults = await findActivationFaults(deps, raffle);
  if (faults.length > 0) return { ok: false, faults };
  const { activation_mode } = await loadVenueSettings(deps.db);
  if (activation_mode === "organisation") {
    await activate(deps, raffle, "draft", { id: by.actor.memberId, role: "organisation" });
    return { ok: true, state: "active" };
  }
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await moveRaffle(tx, raffle.id, ["draft"], "pending-activation", now))) {
      throw new AppError("changedMeanwhile", 409);
    }
    await audit(
      tx,
      raffle,
      { id: by.actor.memberId, role: "organisation" },
      "hand-in-raffle",
      "pending-activation",
      now,
    );
  });
  return { ok: true, state: "pending-activation" };
}

/** R11, second mode: an administrator activates what was handed in. The same checks are made again. */
export async function approveActivation(
  deps: RaffleDeps,
  by: AuthorizedAdministrator,
  raffleId: string,
): Promise<ActivationAnswer> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  if (!raffle) throw new AppError("raffleNotFound", 404);
  if (raffle.facts.state !== "pending-activation") throw new AppError("changedMeanwhile", 409);
  const faults = await findActivationFaults(deps, raffle);
  if (faults.length > 0) return { ok: false, faults };
  await activate(deps, raffle, "pending-activation", { id: by.actor.memberId, role: "administrator" });
  return { ok: true, state: "active" };
}

/**
 * Sends a raffle that was handed in back to its organisation, with the reason in the log. Throws 422 `reasonNeeded`,
 * `reasonTooLong`.
 */
export async function returnRaffle(
  deps: RaffleDeps,
  by: AuthorizedAdministrator,
  raffleId: string,
  reason: string,
): Promise<void> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  if (!raffle) throw new AppError("raffleNotFound", 404);
  const why = givenReason(reason);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const back = { suspendedReason: why };
    if (!(await moveRaffle(tx, raffle.id, ["pending-activation"], "draft", now, back))) {
      throw new AppError("changedMeanwhile", 409);
    }
    await audit(tx, raffle, { id: by.actor.memberId, role: "administrator" }, "return-raffle", "draft", now, why);
  });
}

/** What was handed in and waits for an administrator. */
export function rafflesHandedIn(deps: RaffleDeps, _by: AuthorizedAdministrator): Promise<OwnRaffleRow[]> {
  return listOwnRaffles(deps.db, { state: "pending-activation" });
}

async function activate(
  deps: RaffleDeps,
  raffle: OwnRaffle,
  from: "draft" | "pending-activation",
  who: { id: string; role: "organisation" | "administrator" },
): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const to = { activatedAt: now, lockedAt: now, suspendedReason: null };
    if (!(await moveRaffle(tx, raffle.id, [from], "active", now, to, raffle.revision))) {
      throw new AppError("changedMeanwhile", 409);
    }
    if (raffle.drawing) await deps.rounds.nameRound(tx, raffle.drawing.id, now);
    await audit(tx, raffle, who, "activate-raffle", "active", now);
  });
  await deps.publishSnapshot();
}

function audit(
  tx: Tx,
  raffle: OwnRaffle,
  who: { id: string; role: "organisation" | "administrator" },
  action: string,
  state: string,
  at: Date,
  reason?: string,
): Promise<void> {
  return writeAudit(tx, {
    at,
    actorId: who.id,
    actorRole: who.role,
    action,
    subject: `raffle:${raffle.id}`,
    areaId: raffle.governingAreaId,
    before: { state: raffle.facts.state },
    after: { state, ...(reason ? { reason } : {}) },
  });
}
