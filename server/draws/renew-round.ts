import { type AuditFact, writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type {
  AreaScope,
  AuthorizedAdministrator,
  AuthorizedOrganiser,
  AuthorizedRegulator,
} from "@/server/people/authority";
import { announce, postLetters } from "./announce";
import { nameRoundAnew } from "./name-round";
import { ownDrawing } from "./own-drawing";
import type { DrawDeps } from "./ports";
import {
  findRenewal,
  listOpenRenewals,
  listRenewals,
  type RenewalRecord,
  writeApproval,
  writeConfirmation,
  writeRefusal,
  writeRenewal,
} from "./renewal-store";
import { type DrawingRecord, findDrawing, lockForFreeze, ticketHolderIds } from "./store";

/** Whoever may be the second person: another regulator of the area, or an administrator of the venue. */
export type SecondPerson = AuthorizedRegulator | AuthorizedAdministrator;

const LONGEST_AHEAD_MS = 366 * 86_400_000;

/**
 * The organisation asks for another round for a drawing that missed its own. Fails with `drawing_not_found`,
 * `drawing_not_missed`, `renewalOpen` while a request waits, `drawAtWrong` for a time that is not in the coming year,
 * and `reasonNeeded`, `reasonTooLong`.
 */
export async function requestRenewal(
  deps: DrawDeps,
  by: AuthorizedOrganiser,
  drawingId: string,
  asked: { reason: string; drawAt: Date },
): Promise<string> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  if (drawing.state !== "missed") throw new AppError("drawing_not_missed", 409);
  const now = deps.clock.now();
  const reason = givenReason(asked.reason);
  const aheadMs = asked.drawAt.getTime() - now.getTime();
  if (!(aheadMs > 0 && aheadMs < LONGEST_AHEAD_MS)) throw new AppError("drawAtWrong", 422);
  const id = newId(now.getTime());
  await deps.db.transaction(async (tx) => {
    const written = await writeRenewal(tx, {
      id,
      drawingId,
      missedRound: drawing.round,
      reason,
      drawAt: asked.drawAt,
      requestedBy: by.actor.memberId,
      requestedAt: now,
    });
    if (!written) throw new AppError("renewalOpen", 409);
    const who = { id: by.actor.memberId, role: "organisation" as const };
    await audit(tx, drawing, who, "request-round", { reason, drawAt: asked.drawAt }, now);
  });
  return id;
}

function audit(
  tx: Tx,
  drawing: DrawingRecord,
  by: { id: string; role: AuditFact["actorRole"] },
  action: string,
  after: object,
  at: Date,
): Promise<void> {
  return writeAudit(tx, {
    at,
    actorId: by.id,
    actorRole: by.role,
    action,
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    before: { round: drawing.round },
    after,
  });
}

/** The request and its drawing, where it lies in the area that somebody speaks for. Fails with `renewalNotFound`. */
async function requestIn(
  deps: DrawDeps,
  renewalId: string,
  areaId: string | null,
): Promise<{ renewal: RenewalRecord; drawing: DrawingRecord }> {
  const renewal = isId(renewalId) ? await findRenewal(deps.db, renewalId) : null;
  const drawing = renewal && (await findDrawing(deps.db, renewal.drawingId));
  if (!renewal || !drawing || (areaId !== null && drawing.game.governingAreaId !== areaId)) {
    throw new AppError("renewalNotFound", 404);
  }
  return { renewal, drawing };
}

const roleOf = (by: SecondPerson) => ("areaId" in by ? ("regulator" as const) : ("administrator" as const));

/**
 * The regulator of the governing jurisdiction agrees, first. Fails with `renewalNotFound`, `renewalOwn` for whoever
 * asked, and `changedMeanwhile`.
 */
export async function approveRenewal(deps: DrawDeps, by: AuthorizedRegulator, renewalId: string): Promise<void> {
  const { renewal, drawing } = await requestIn(deps, renewalId, by.areaId);
  const who = by.actor.memberId;
  if (renewal.requestedBy === who) throw new AppError("renewalOwn", 403);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await writeApproval(tx, renewalId, who, now))) throw new AppError("changedMeanwhile", 409);
    await audit(tx, drawing, { id: who, role: "regulator" }, "approve-round", { drawAt: renewal.drawAt }, now);
  });
}

/**
 * A second person agrees, and the new round is named in the same transaction, after the freeze as ever. Fails with
 * `renewalNotFound`, `renewalSecondPerson` for whoever approved first or asked, `renewalFirst` before the regulator's
 * word, and `changedMeanwhile`.
 */
export async function confirmRenewal(deps: DrawDeps, by: SecondPerson, renewalId: string): Promise<{ drawAt: Date }> {
  const { renewal, drawing } = await requestIn(deps, renewalId, "areaId" in by ? by.areaId : null);
  const who = by.actor.memberId;
  if (renewal.approvedBy === null) throw new AppError("renewalFirst", 409);
  if (renewal.approvedBy === who || renewal.requestedBy === who) throw new AppError("renewalSecondPerson", 403);
  const now = deps.clock.now();
  const named = await deps.db.transaction(async (tx) => {
    await lockForFreeze(tx, drawing.raffleId, drawing.id);
    if (!(await writeConfirmation(tx, renewalId, who, now))) throw new AppError("changedMeanwhile", 409);
    await audit(tx, drawing, { id: who, role: roleOf(by) }, "confirm-round", { drawAt: renewal.drawAt }, now);
    const role = roleOf(by);
    const round = await nameRoundAnew(tx, deps.beacon.chain, drawing.id, renewal.drawAt, { at: now, id: who, role });
    const holders = await ticketHolderIds(tx, drawing.raffleId);
    await postLetters(tx, "renewed", drawing.id, holders, now, now, renewalId);
    return round;
  });
  await announce(deps.realtime, drawing.id, "moved");
  return named;
}

/** Either of the two says no, with the reason. Fails as the others do, and with `reasonNeeded`, `reasonTooLong`. */
export async function refuseRenewal(
  deps: DrawDeps,
  by: SecondPerson,
  renewalId: string,
  reason: string,
): Promise<void> {
  const { drawing } = await requestIn(deps, renewalId, "areaId" in by ? by.areaId : null);
  const why = givenReason(reason);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await writeRefusal(tx, renewalId, by.actor.memberId, why, now))) throw new AppError("changedMeanwhile", 409);
    await audit(tx, drawing, { id: by.actor.memberId, role: roleOf(by) }, "refuse-round", { reason: why }, now);
  });
}

/** Requests that wait: of an area and those below it or, for an administrator, of all. */
export async function openRenewals(deps: DrawDeps, by: SecondPerson, areas: AreaScope) {
  const all = await listOpenRenewals(deps.db);
  return "areaId" in by ? all.filter(({ areaId }) => areas.isWithin(areaId, by.areaId)) : all;
}

/** Under whose law the drawing of a request is held, so that the authority over it can be proven; null for none. */
export async function areaOfRenewal(deps: DrawDeps, renewalId: string): Promise<string | null> {
  const renewal = isId(renewalId) ? await findRenewal(deps.db, renewalId) : null;
  const drawing = renewal && (await findDrawing(deps.db, renewal.drawingId));
  return drawing?.game.governingAreaId ?? null;
}

/** The requests of a drawing, for its organisation. */
export async function readRenewals(
  deps: DrawDeps,
  by: AuthorizedOrganiser,
  drawingId: string,
): Promise<RenewalRecord[]> {
  await ownDrawing(deps.db, by, drawingId);
  return listRenewals(deps.db, drawingId);
}
