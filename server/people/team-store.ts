import type { Reader, Tx } from "@/server/kernel/db";
import type { Section } from "./team";

export interface TeamMember {
  roleId: string;
  memberId: string;
  name: string;
  email: string;
  sections: Section[];
  hasSecondFactor: boolean;
  since: Date;
}

export interface TeamInvitationRow {
  id: string;
  organisationId: string;
  email: string;
  sections: Section[];
  createdAt: Date;
  expiresAt: Date;
}

/** Everybody who acts for an organisation, the longest there first. */
export async function findTeam(reader: Reader, organisationId: string): Promise<TeamMember[]> {
  const rows = await reader.memberRole.findMany({
    where: { organisationId, kind: "organisation", status: "active" },
    include: { member: true },
    orderBy: { createdAt: "asc" },
  });
  return rows.map((row) => ({
    roleId: row.id,
    memberId: row.memberId,
    name: `${row.member.givenName} ${row.member.familyName}`,
    email: row.member.email,
    sections: row.sections as Section[],
    hasSecondFactor: row.member.totpConfirmedAt !== null,
    since: row.createdAt,
  }));
}

const invitation = (row: {
  id: string;
  organisationId: string;
  email: string;
  sections: string[];
  createdAt: Date;
  expiresAt: Date;
}): TeamInvitationRow => ({ ...row, sections: row.sections as Section[] });

/** Invitations that are neither accepted, withdrawn nor over. */
export async function findInvitations(reader: Reader, organisationId: string, now: Date): Promise<TeamInvitationRow[]> {
  const rows = await reader.teamInvitation.findMany({
    where: { organisationId, endedAt: null, expiresAt: { gt: now } },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(invitation);
}

/** The invitation that a token opens, with the organisation's name; null for one that is over, or none. */
export async function findInvitation(
  reader: Reader,
  tokenHash: string,
  now: Date,
): Promise<(TeamInvitationRow & { organisationName: string }) | null> {
  const row = await reader.teamInvitation.findUnique({ where: { tokenHash }, include: { organisation: true } });
  if (!row || row.endedAt || row.expiresAt <= now) return null;
  return { ...invitation(row), organisationName: row.organisation.name };
}

/** Locks the organisation, so that two changes of its team never pass each other. */
export async function lockTeam(tx: Tx, organisationId: string): Promise<void> {
  await tx.query({ text: "select 1 from organisation where id = $1::uuid for update", values: [organisationId] });
}

/** Ends the open invitation of an address, if there is one, and writes the new one. */
export async function insertInvitation(
  tx: Tx,
  row: TeamInvitationRow & { tokenHash: string; invitedBy: string },
): Promise<void> {
  await tx.teamInvitation.updateMany({
    where: { organisationId: row.organisationId, email: row.email, endedAt: null },
    data: { endedAt: row.createdAt },
  });
  await tx.teamInvitation.create({ data: row });
}

/** Ends an invitation, once: false when it was over already. */
export async function endInvitation(
  tx: Tx,
  where: { id: string; organisationId: string },
  now: Date,
  acceptedBy: string | null,
): Promise<boolean> {
  const { count } = await tx.teamInvitation.updateMany({
    where: { ...where, endedAt: null },
    data: { endedAt: now, acceptedBy },
  });
  return count === 1;
}

/** Gives somebody a role in the team, or the sections of one they hold already. */
export async function writeTeamRole(
  tx: Tx,
  role: { id: string; memberId: string; organisationId: string; sections: Section[]; grantedBy: string; now: Date },
): Promise<void> {
  const { id, memberId, organisationId, sections, grantedBy, now } = role;
  const held = await tx.memberRole.updateMany({
    where: { memberId, organisationId, kind: "organisation", status: "active" },
    data: { sections },
  });
  if (held.count > 0) return;
  await tx.memberRole.create({
    data: { id, memberId, kind: "organisation", organisationId, sections, status: "active", grantedBy, createdAt: now },
  });
}

export async function setSections(tx: Tx, roleId: string, sections: Section[]): Promise<void> {
  await tx.memberRole.update({ where: { id: roleId }, data: { sections } });
}

export async function revokeTeamRole(tx: Tx, roleId: string): Promise<boolean> {
  const { count } = await tx.memberRole.updateMany({
    where: { id: roleId, status: "active" },
    data: { status: "revoked" },
  });
  return count === 1;
}

export async function isEmailConfirmed(reader: Reader, memberId: string): Promise<boolean> {
  return (await reader.member.count({ where: { id: memberId, emailVerifiedAt: { not: null } } })) === 1;
}

/** The organisation's name and the inviter's, for the letter. */
export async function findInvitationFacts(
  reader: Reader,
  invitationId: string,
): Promise<{ email: string; organisation: string; inviter: string; locale: string; isOpen: boolean } | null> {
  const [row] = await reader.query<{
    email: string;
    organisation: string;
    inviter: string;
    locale: string;
    isOpen: boolean;
  }>({
    text: `select i.email, o.name as organisation, m.given_name || ' ' || m.family_name as inviter,
                  coalesce(r.locale, m.locale) as locale, i.ended_at is null as "isOpen"
             from team_invitation i join organisation o on o.id = i.organisation_id
             join member m on m.id = i.invited_by left join member r on r.email = i.email
            where i.id = $1::uuid`,
    values: [invitationId],
  });
  return row ?? null;
}
