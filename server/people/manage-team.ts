import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { enqueue } from "@/server/kernel/outbox";
import type { Actor, AuthorizedOrganiser } from "./authority";
import { limitAttempts } from "./limit-attempts";
import type { PeopleDeps } from "./ports";
import { isEmail, normalEmail } from "./registration";
import { newTokenSeed, tokenHash, tokenOf } from "./secret-token";
import { TEAM_LETTER, type TeamLetterJob } from "./send-team-letter";
import { chosenSections, mayUse, type Section } from "./team";
import {
  endInvitation,
  findInvitation,
  findInvitations,
  findTeam,
  insertInvitation,
  isEmailConfirmed,
  lockTeam,
  revokeTeamRole,
  setSections,
  type TeamInvitationRow,
  type TeamMember,
  writeTeamRole,
} from "./team-store";

export const INVITATION_SECONDS = 7 * 24 * 3600;

/** U4: the people who act for an organisation and those who were asked to. */
export async function readTeam(
  deps: Pick<PeopleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
): Promise<{ people: TeamMember[]; invitations: TeamInvitationRow[] }> {
  const [people, invitations] = await Promise.all([
    findTeam(deps.db, by.organisationId),
    findInvitations(deps.db, by.organisationId, deps.clock.now()),
  ]);
  return { people, invitations };
}

function givenSections(names: readonly string[]): Section[] {
  const sections = chosenSections(names);
  if (sections.length === 0) throw new AppError("sectionNeeded", 422);
  return sections;
}

/** Nobody hands on what they were not given themselves. */
function requireOwn(by: AuthorizedOrganiser, sections: readonly Section[]): void {
  const role = by.actor.roles.find((one) => one.kind === "organisation" && one.organisationId === by.organisationId);
  const beyond = sections.find((section) => !mayUse(role?.sections, section));
  if (beyond) throw new AppError("sectionNotYours", 403, { section: beyond });
}

function audit(
  tx: Tx,
  by: AuthorizedOrganiser,
  action: string,
  now: Date,
  change: { before?: unknown; after?: unknown },
) {
  return writeAudit(tx, {
    at: now,
    actorId: by.actor.memberId,
    actorRole: "organisation",
    action,
    subject: `organisation:${by.organisationId}`,
    ...change,
  });
}

/**
 * Asks somebody by mail to join the team with some sections. The answer is the same whether the address has an account
 * or not. A new invitation takes the place of an open one. Throws 422 `malformed`, `sectionNeeded`, 403
 * `sectionNotYours`, 409 `inTeamAlready`, 429 `tooManyAttempts`.
 */
export async function inviteToTeam(
  deps: PeopleDeps,
  by: AuthorizedOrganiser,
  wish: { email: string; sections: readonly string[] },
): Promise<void> {
  const email = normalEmail(wish.email);
  if (!isEmail(email)) throw new AppError("malformed", 422);
  const sections = givenSections(wish.sections);
  requireOwn(by, sections);
  await limitAttempts(deps, "letter", by.actor.memberId, "");
  const now = deps.clock.now();
  const seed = newTokenSeed();
  await deps.db.transaction(async (tx) => {
    await lockTeam(tx, by.organisationId);
    const people = await findTeam(tx, by.organisationId);
    if (people.some((one) => one.email === email)) throw new AppError("inTeamAlready", 409);
    const id = newId(now.getTime());
    await insertInvitation(tx, {
      id,
      organisationId: by.organisationId,
      email,
      sections,
      tokenHash: tokenHash(tokenOf(seed, deps.venueSecret)),
      invitedBy: by.actor.memberId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + INVITATION_SECONDS * 1000),
    });
    const job: TeamLetterJob = { invitationId: id, tokenSeed: seed };
    await enqueue(tx, [{ kind: TEAM_LETTER, payload: job }], now);
    await audit(tx, by, "invite-to-team", now, { after: { email, sections } });
  });
}

/** Takes an invitation back; its link opens nothing from then on. Throws 404 `notFound`. */
export async function withdrawInvitation(
  deps: PeopleDeps,
  by: AuthorizedOrganiser,
  invitationId: string,
): Promise<void> {
  if (!isId(invitationId)) throw new AppError("notFound", 404);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const ended = await endInvitation(tx, { id: invitationId, organisationId: by.organisationId }, now, null);
    if (!ended) throw new AppError("notFound", 404);
    await audit(tx, by, "withdraw-invitation", now, { before: { invitationId } });
  });
}

/** What an invitation's link offers; null where it opens nothing (any more). */
export function readInvitation(deps: Pick<PeopleDeps, "db" | "clock">, token: string) {
  return findInvitation(deps.db, tokenHash(token), deps.clock.now());
}

/**
 * Joins the team whose invitation was sent to the account's own, confirmed address. Throws 404 `notFound` for a link
 * that opens nothing, 403 `invitationNotYours` for somebody else's, 403 `emailNotConfirmed`. Answers the organisation.
 */
export async function acceptInvitation(deps: PeopleDeps, actor: Actor, token: string): Promise<string> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const found = await findInvitation(tx, tokenHash(token), now);
    if (!found) throw new AppError("notFound", 404);
    if (found.email !== actor.email) throw new AppError("invitationNotYours", 403);
    if (!(await isEmailConfirmed(tx, actor.memberId))) throw new AppError("emailNotConfirmed", 403);
    await lockTeam(tx, found.organisationId);
    const { id, organisationId, sections } = found;
    if (!(await endInvitation(tx, { id, organisationId }, now, actor.memberId))) throw new AppError("notFound", 404);
    const roleId = newId(now.getTime());
    await writeTeamRole(tx, {
      id: roleId,
      memberId: actor.memberId,
      organisationId,
      sections,
      grantedBy: actor.memberId,
      now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: actor.memberId,
      actorRole: "organisation",
      action: "join-team",
      subject: `organisation:${organisationId}`,
      after: { sections },
    });
    return organisationId;
  });
}

/**
 * Changes what somebody of the team may use, or takes them off it (`sections` null), from their next click on. Somebody
 * who may use everything always stays: 409 `lastOfTeam`. Throws 404 `notFound`, 422 `sectionNeeded`, 403
 * `sectionNotYours`.
 */
export async function changeTeam(
  deps: PeopleDeps,
  by: AuthorizedOrganiser,
  roleId: string,
  names: readonly string[] | null,
): Promise<void> {
  const sections = names && givenSections(names);
  if (sections) requireOwn(by, sections);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await lockTeam(tx, by.organisationId);
    const people = await findTeam(tx, by.organisationId);
    const one = people.find((person) => person.roleId === roleId);
    if (!one) throw new AppError("notFound", 404);
    // Somebody with fewer sections cannot take away what they could not have given.
    requireOwn(by, one.sections);
    const others = people.filter((person) => person !== one && person.sections.includes("everything"));
    if (others.length === 0 && one.sections.includes("everything") && !sections?.includes("everything")) {
      throw new AppError("lastOfTeam", 409);
    }
    if (sections) await setSections(tx, roleId, sections);
    else if (!(await revokeTeamRole(tx, roleId))) throw new AppError("notFound", 404);
    await audit(tx, by, sections ? "change-team" : "leave-team", now, {
      before: { memberId: one.memberId, sections: one.sections },
      ...(sections ? { after: { memberId: one.memberId, sections } } : {}),
    });
  });
}
