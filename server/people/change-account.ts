import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { listSignatures, type Signature } from "./agreement-store";
import type { Actor } from "./authority";
import { limitAttempts } from "./limit-attempts";
import { countRecoveryCodes, findMember, updatePassword, updateProfile, updateResidence } from "./member-store";
import { hashPassword, type PasswordFault, passwordFault, verifyPassword } from "./password";
import type { PeopleDeps } from "./ports";
import { addressFaults, type FormFaults, normalText, type RegistrationForm } from "./registration";
import { type ResidenceFault, type ResidenceOptions, sameAreas, settleResidence } from "./residence";
import { listSessions, revokeSession, revokeSessions, type SessionRecord } from "./session-store";

export interface ProfileForm {
  phone: string;
  locale: string;
  showWinnerAs: string;
}

/**
 * Changes what a member may change freely. Names and the date of birth are not among it: they are what tickets and
 * the law know somebody by. Throws 422 `malformed`.
 */
export async function changeProfile(deps: PeopleDeps, actor: Actor, form: ProfileForm): Promise<void> {
  const member = await self(deps, actor);
  const phone = normalText(form.phone);
  if (phone && !/^[+()\d\s.-]{5,30}$/.test(phone)) throw new AppError("malformed", 422, { field: "phone" });
  if (!["name", "area", "private"].includes(form.showWinnerAs)) {
    throw new AppError("malformed", 422, { field: "showWinnerAs" });
  }
  const change = {
    title: member.title,
    givenName: member.givenName,
    familyName: member.familyName,
    phone: phone || null,
    locale: form.locale === "es" ? "es" : "en",
    showWinnerAs: form.showWinnerAs,
  };
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await updateProfile(tx, member.id, change);
    await writeAudit(tx, {
      ...entry(actor, "change-profile", now),
      before: { phone: member.phone, locale: member.locale, showWinnerAs: member.showWinnerAs },
      after: { phone: change.phone, locale: change.locale, showWinnerAs: change.showWinnerAs },
    });
  });
}

export interface ResidenceForm {
  street: string;
  city: string;
  postalCode: string;
  countyId: string;
  municipalityIds: string[];
}

export type ResidenceChange =
  | { ok: true; residenceRevision: number; releasedHolds: number }
  | {
      ok: false;
      faults: FormFaults<Pick<RegistrationForm, "street" | "city" | "postalCode">>;
      residenceFault: ResidenceFault | null;
      options: ResidenceOptions | null;
      underAge: { minimumAge: number; areaName: string } | null;
    };

/**
 * J11: moves a member. The new residence counts at once, for listings and for open holds: those it no longer allows
 * are released before this returns. Refused under the minimum age of the new residence. Throws 409 `changedMeanwhile`.
 */
export async function changeResidence(deps: PeopleDeps, actor: Actor, form: ResidenceForm): Promise<ResidenceChange> {
  const member = await self(deps, actor);
  const now = deps.clock.now();
  const faults = addressFaults(form);
  const postal = faults.postalCode ? null : await deps.areas.resolvePostalCode(form.postalCode);
  const settled = settleResidence(postal, form.countyId, form.municipalityIds);
  const refusal = {
    ok: false as const,
    faults,
    residenceFault: faults.postalCode || settled.ok ? null : settled.fault,
    options: postal && !settled.ok ? settled.options : null,
    underAge: null as { minimumAge: number; areaName: string } | null,
  };
  if (Object.keys(faults).length > 0 || !settled.ok) return refusal;
  const age = await deps.ages.ofResidence(settled, member.birthDate, now);
  if (age && !age.reached) return { ...refusal, underAge: { minimumAge: age.minimumAge, areaName: age.areaName } };
  const { ok: _, ...areas } = settled;
  const residence = {
    ...areas,
    street: normalText(form.street),
    city: normalText(form.city),
    postalCode: form.postalCode.trim(),
  };
  const revision = await deps.db.transaction(async (tx) => {
    const next = await updateResidence(tx, member.id, member.residenceRevision, residence);
    if (next === null) throw new AppError("changedMeanwhile", 409);
    await writeAudit(tx, { ...entry(actor, "change-residence", now), before: member.residence, after: residence });
    return next;
  });
  const releasedHolds = sameAreas(member.residence, residence)
    ? 0
    : await deps.holds.reviewAfterResidenceChange(member.id);
  return { ok: true, residenceRevision: revision, releasedHolds };
}

/** Changes the password, by the present one; every other session ends. Throws 422 `wrongPassword`. */
export async function changePassword(
  deps: PeopleDeps,
  actor: Actor,
  present: string,
  wanted: string,
): Promise<{ fault: PasswordFault } | { endedSessions: number }> {
  await limitAttempts(deps, "login", actor.email, "");
  const member = await self(deps, actor);
  if (!(await verifyPassword(present, member.passwordHash))) throw new AppError("wrongPassword", 422);
  const fault = passwordFault(wanted, member.email);
  if (fault) return { fault };
  const passwordHash = await hashPassword(wanted);
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    await updatePassword(tx, member.id, passwordHash);
    const endedSessions = await revokeSessions(tx, member.id, now, actor.sessionId);
    await writeAudit(tx, entry(actor, "change-password", now));
    return { endedSessions };
  });
}

/** The member's sessions that are not over, the present one marked. */
export async function ownSessions(
  deps: PeopleDeps,
  actor: Actor,
): Promise<Array<SessionRecord & { isPresent: boolean }>> {
  const sessions = await listSessions(deps.db, actor.memberId, deps.clock.now());
  return sessions.map((session) => ({ ...session, isPresent: session.id === actor.sessionId }));
}

/** Ends one of the member's own sessions; somebody else's is 404 `notFound`. */
export async function endSession(deps: PeopleDeps, actor: Actor, sessionId: string): Promise<void> {
  if (!isId(sessionId)) throw new AppError("notFound", 404);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await revokeSession(tx, actor.memberId, sessionId, now))) throw new AppError("notFound", 404);
    await writeAudit(tx, entry(actor, "end-session", now));
  });
}

/** Ends every session but the present one. */
export async function endOtherSessions(deps: PeopleDeps, actor: Actor): Promise<number> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const ended = await revokeSessions(tx, actor.memberId, now, actor.sessionId);
    await writeAudit(tx, entry(actor, "end-other-sessions", now));
    return ended;
  });
}

/** What a member has signed. */
export function ownAgreements(deps: PeopleDeps, actor: Actor): Promise<Signature[]> {
  return listSignatures(deps.db, actor.memberId);
}

export function ownRecoveryCodesLeft(deps: PeopleDeps, actor: Actor): Promise<number> {
  return countRecoveryCodes(deps.db, actor.memberId);
}

async function self(deps: PeopleDeps, actor: Actor) {
  const member = await findMember(deps.db, actor.memberId);
  if (!member) throw new AppError("loginNeeded", 401);
  return member;
}

function entry(actor: Actor, action: string, at: Date) {
  return {
    at,
    actorId: actor.memberId,
    actorRole: "participant" as const,
    action,
    subject: `member:${actor.memberId}`,
  };
}
