import { AppError } from "@/server/kernel/errors";
import { mayUse, SECTIONS, type Section } from "./team";

export type RoleKind = "participant" | "organisation" | "regulator" | "administrator";

export interface Role {
  id: string;
  kind: RoleKind;
  organisationId: string | null;
  areaId: string | null;
  status: "pending" | "active" | "refused" | "revoked";
  /** Of an organisation: what of it this person may use (U4); left out, everything. */
  sections?: readonly Section[];
}

declare const proven: unique symbol;

/** Somebody whose session was found alive in the database. Made by {@link proveActor} alone. */
export interface Actor {
  readonly [proven]: "actor";
  readonly memberId: string;
  readonly sessionId: string;
  readonly email: string;
  readonly givenName: string;
  readonly roles: readonly Role[];
  /** Whether the second factor was shown in this session, not too long ago. */
  readonly secondFactor: boolean;
}

/** May act for one organisation, in the section that was asked for. */
export interface AuthorizedOrganiser {
  readonly [proven]: "organiser";
  readonly actor: Actor;
  readonly organisationId: string;
}

/** May act for one area and all areas below it. */
export interface AuthorizedRegulator {
  readonly [proven]: "regulator";
  readonly actor: Actor;
  readonly areaId: string;
}

/** May act for the venue. */
export interface AuthorizedAdministrator {
  readonly [proven]: "administrator";
  readonly actor: Actor;
}

/** What the area graph has to answer here: whether `areaId` is `aboveId` or lies below it. */
export interface AreaScope {
  isWithin(areaId: string, aboveId: string): boolean;
}

/** The roles that handle others' money or data, and so ask for the second factor (U3). */
export const PRIVILEGED: ReadonlySet<RoleKind> = new Set(["organisation", "regulator", "administrator"]);

/** The only maker of actors; the caller has found the session alive and the member active. */
export function proveActor(facts: Omit<Actor, typeof proven>): Actor {
  return Object.freeze({ ...facts, roles: Object.freeze([...facts.roles]) }) as Actor;
}

function activeRoles(actor: Actor, kind: RoleKind): Role[] {
  return actor.roles.filter((role) => role.kind === kind && role.status === "active");
}

/** Throws 403 `secondFactorNeeded` until the second factor was shown in this session. */
export function requireSecondFactor(actor: Actor): void {
  if (!actor.secondFactor) throw new AppError("secondFactorNeeded", 403);
}

/** The one who is logged in, or 401 `loginNeeded`. */
export function requireActor(actor: Actor | null): Actor {
  if (!actor) throw new AppError("loginNeeded", 401);
  return actor;
}

/**
 * The right to act for an organisation, in one of its sections where one is named (U4). What the actor may not know
 * exists is answered with 404, so that ids cannot be tried out. Throws `secondFactorNeeded` for its own people before
 * they have shown it, and 403 `sectionNotYours` for a section that they were not given.
 */
export function authoriseOrganiser(
  actor: Actor | null,
  organisationId: string,
  section: Section | null = null,
): AuthorizedOrganiser {
  const somebody = requireActor(actor);
  const role = activeRoles(somebody, "organisation").find((one) => one.organisationId === organisationId);
  if (!role) throw new AppError("notFound", 404);
  requireSecondFactor(somebody);
  if (section && !mayUse(role.sections, section)) throw new AppError("sectionNotYours", 403, { section });
  return Object.freeze({ actor: somebody, organisationId }) as AuthorizedOrganiser;
}

/** The sections of an organisation that somebody may use; empty for one that is not theirs. */
export function sectionsOf(actor: Actor, organisationId: string): readonly Section[] {
  const role = activeRoles(actor, "organisation").find((one) => one.organisationId === organisationId);
  return role ? SECTIONS.filter((section) => mayUse(role.sections, section)) : [];
}

/**
 * The right to act for an area: held by its regulator and by the regulators of all areas above it. The result speaks
 * for `areaId` itself, never for more than was asked.
 */
export function authoriseRegulator(actor: Actor | null, areaId: string, scope: AreaScope): AuthorizedRegulator {
  const somebody = requireActor(actor);
  const holds = activeRoles(somebody, "regulator").some((role) => role.areaId && scope.isWithin(areaId, role.areaId));
  if (!holds) throw new AppError("notFound", 404);
  requireSecondFactor(somebody);
  return Object.freeze({ actor: somebody, areaId }) as AuthorizedRegulator;
}

/** The right to act for the venue. */
export function authoriseAdministrator(actor: Actor | null): AuthorizedAdministrator {
  const somebody = requireActor(actor);
  if (activeRoles(somebody, "administrator").length === 0) throw new AppError("notFound", 404);
  requireSecondFactor(somebody);
  return Object.freeze({ actor: somebody }) as AuthorizedAdministrator;
}

/** Whether any of the roles asks for a second factor. */
export function needsSecondFactor(roles: readonly Role[]): boolean {
  return roles.some((role) => PRIVILEGED.has(role.kind) && role.status === "active");
}

/** The organisations or areas somebody may switch between. */
export function scopesOf(actor: Actor): { organisationIds: string[]; areaIds: string[]; administrator: boolean } {
  return {
    organisationIds: activeRoles(actor, "organisation").flatMap((role) => role.organisationId ?? []),
    areaIds: activeRoles(actor, "regulator").flatMap((role) => role.areaId ?? []),
    administrator: activeRoles(actor, "administrator").length > 0,
  };
}
