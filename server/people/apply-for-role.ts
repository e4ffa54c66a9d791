import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Actor, AuthorizedAdministrator } from "./authority";
import { limitAttempts } from "./limit-attempts";
import {
  decideRole,
  findRole,
  insertOrganisation,
  insertRole,
  type PendingRole,
  pendingRoles,
  setOrganisationStatus,
} from "./organisation-store";
import type { PeopleDeps } from "./ports";
import { addressFaults, type FieldFault, normalText } from "./registration";
import { settleResidence } from "./residence";
import { postLetter } from "./send-letter";
import { loadVenueSettings } from "./set-venue-setting";

export interface OrganisationForm {
  name: string;
  code: string;
  description: string;
  registration: string;
  website: string;
  street: string;
  city: string;
  postalCode: string;
  countyId: string;
  municipalityIds: string[];
}

export type ApplicationAnswer =
  | { ok: true; status: "pending" | "active"; organisationId: string | null }
  | {
      ok: false;
      faults: Partial<Record<keyof OrganisationForm | "areaId", FieldFault | "taken" | "unknownPostalCode">>;
      options: ReturnType<typeof settleResidence> | null;
    };

/**
 * U2: a member applies to act for a new organisation. Its governing jurisdiction is the state it sits in. Waits for an
 * administrator unless the venue activates at once; nothing of it is shown before that. Throws `tooManyAttempts`.
 */
export async function applyAsOrganisation(
  deps: PeopleDeps,
  actor: Actor,
  form: OrganisationForm,
): Promise<ApplicationAnswer> {
  const now = deps.clock.now();
  const faults: Partial<Record<keyof OrganisationForm | "areaId", FieldFault | "taken" | "unknownPostalCode">> = {
    ...addressFaults(form),
  };
  const name = normalText(form.name);
  const code = form.code.trim().toUpperCase();
  const website = form.website.trim();
  if (!name) faults.name = "missing";
  else if (name.length > 120) faults.name = "tooLong";
  if (!code) faults.code = "missing";
  else if (!/^[A-Z]{2,5}$/.test(code)) faults.code = "malformed";
  if (!normalText(form.registration)) faults.registration = "missing";
  else if (form.registration.length > 60) faults.registration = "tooLong";
  if (form.description.length > 4000) faults.description = "tooLong";
  if (website && !isWebAddress(website)) faults.website = "malformed";
  const postal = faults.postalCode ? null : await deps.areas.resolvePostalCode(form.postalCode);
  const settled = settleResidence(postal, form.countyId, form.municipalityIds);
  if (!settled.ok && settled.fault === "unknownPostalCode" && !faults.postalCode)
    faults.postalCode = "unknownPostalCode";
  if (!settled.ok && settled.fault === "chooseCounty") faults.countyId = "missing";
  if (!settled.ok && settled.fault === "chooseMunicipality") faults.municipalityIds = "missing";
  if (Object.keys(faults).length > 0 || !settled.ok) return { ok: false, faults, options: settled };
  await limitAttempts(deps, "application", actor.memberId, "");

  const status = (await loadVenueSettings(deps.db)).approval_mode === "at-once" ? "active" : "pending";
  const organisationId = newId(now.getTime());
  return deps.db.transaction(async (tx): Promise<ApplicationAnswer> => {
    const added = await insertOrganisation(tx, {
      id: organisationId,
      code,
      name,
      description: form.description.trim(),
      website: website || null,
      registration: normalText(form.registration),
      status,
      street: normalText(form.street),
      city: normalText(form.city),
      postalCode: form.postalCode.trim(),
      governingAreaId: settled.subdivisionId,
      areaIds: [settled.country, settled.subdivisionId, ...settled.countyIds, ...settled.municipalityIds],
      createdAt: now,
    });
    if (!added) return { ok: false, faults: { code: "taken" }, options: settled };
    await apply(tx, actor, { kind: "organisation", organisationId, areaId: null }, status, now);
    return { ok: true, status, organisationId };
  });
}

/** U2: a member applies to act for an area as its regulator. Always waits for an administrator. Throws `tooManyAttempts`. */
export async function applyAsRegulator(deps: PeopleDeps, actor: Actor, areaId: string): Promise<ApplicationAnswer> {
  const now = deps.clock.now();
  if (!areaId || !(await deps.areas.areaName(areaId)))
    return { ok: false, faults: { areaId: "missing" }, options: null };
  await limitAttempts(deps, "application", actor.memberId, "");
  return deps.db.transaction(async (tx) => {
    await apply(tx, actor, { kind: "regulator", organisationId: null, areaId }, "pending", now);
    return { ok: true, status: "pending" as const, organisationId: null };
  });
}

async function apply(
  tx: Tx,
  actor: Actor,
  role: { kind: "organisation" | "regulator"; organisationId: string | null; areaId: string | null },
  status: "pending" | "active",
  now: Date,
): Promise<void> {
  const id = newId(now.getTime());
  const added = await insertRole(tx, { id, memberId: actor.memberId, ...role, status, reason: null, createdAt: now });
  if (!added) throw new AppError("roleHeldAlready", 409);
  await writeAudit(tx, {
    at: now,
    actorId: actor.memberId,
    actorRole: "participant",
    action: `apply-as-${role.kind}`,
    subject: `role:${id}`,
    areaId: role.areaId,
    after: { ...role, status },
  });
}

/** The applications that wait for a decision. */
export function waitingApplications(deps: PeopleDeps, _by: AuthorizedAdministrator): Promise<PendingRole[]> {
  return pendingRoles(deps.db);
}

/** An administrator's word on an application, with a reason where it is refused. Throws 409 `changedMeanwhile`. */
export async function decideApplication(
  deps: PeopleDeps,
  by: AuthorizedAdministrator,
  roleId: string,
  word: "approve" | "refuse",
  reason: string,
): Promise<void> {
  const now = deps.clock.now();
  const why = normalText(reason).slice(0, 1000);
  if (word === "refuse" && !why) throw new AppError("reasonNeeded", 422);
  await deps.db.transaction(async (tx) => {
    const role = isId(roleId) ? await findRole(tx, roleId) : null;
    if (!role) throw new AppError("notFound", 404);
    if (role.memberId === by.actor.memberId) throw new AppError("anotherPersonNeeded", 403);
    const status = word === "approve" ? ("active" as const) : ("refused" as const);
    if (!(await decideRole(tx, roleId, { status, reason: why || null, grantedBy: by.actor.memberId }))) {
      throw new AppError("changedMeanwhile", 409);
    }
    if (word === "approve" && role.organisationId) {
      await setOrganisationStatus(tx, role.organisationId, ["pending"], "active");
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "administrator",
      action: `application-${status}`,
      subject: `role:${roleId}`,
      areaId: role.areaId,
      before: { status: role.status },
      after: { status, reason: why },
    });
    const outcome = word === "approve" ? ("approved" as const) : ("refused" as const);
    await postLetter(tx, { letter: "role-decided", memberId: role.memberId, outcome, reason: why }, now);
  });
}

function isWebAddress(text: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(text).protocol) && text.length <= 200;
  } catch {
    return false;
  }
}
