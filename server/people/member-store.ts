import type { Database, Reader, Tx } from "@/server/kernel/db";
import { array, inGroups } from "@/server/kernel/groups";
import type { Role, RoleKind } from "./authority";
import type { Residence } from "./residence";
import type { SessionFacts } from "./session";
import type { Section } from "./team";

/** A member as the account pages and use cases know them; the password and secrets stay in this file's callers' hands. */
export interface MemberRecord {
  id: string;
  number: number;
  email: string;
  emailVerifiedAt: Date | null;
  passwordHash: string | null;
  title: string | null;
  givenName: string;
  familyName: string;
  birthDate: Date; // midnight UTC of the calendar day
  phone: string | null;
  locale: string;
  residence: Residence;
  residenceRevision: number;
  totpSecret: string | null;
  totpConfirmedAt: Date | null;
  totpLastStep: bigint | null;
  showWinnerAs: string;
  notify: Record<string, boolean>;
  status: string;
  createdAt: Date;
  roles: Role[];
}

export interface NewMember {
  id: string;
  email: string;
  passwordHash: string | null;
  title: string | null;
  givenName: string;
  familyName: string;
  birthDate: Date;
  phone: string | null;
  locale: string;
  residence: Residence;
  notify: Record<string, boolean>;
  createdAt: Date;
}

const withRoles = { roles: { orderBy: { createdAt: "asc" as const } } };

type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function findRow(reader: Reader, where: { id: string } | { email: string }) {
  return reader.member.findUnique({ where, include: withRoles });
}

function toRecord(row: Row): MemberRecord {
  return {
    id: row.id,
    number: row.number,
    email: row.email,
    emailVerifiedAt: row.emailVerifiedAt,
    passwordHash: row.passwordHash,
    title: row.title,
    givenName: row.givenName,
    familyName: row.familyName,
    birthDate: row.birthDate,
    phone: row.phone,
    locale: row.locale,
    residence: {
      street: row.street,
      city: row.city,
      postalCode: row.postalCode,
      country: row.country,
      subdivisionId: row.subdivisionId,
      countyIds: row.countyIds,
      municipalityIds: row.municipalityIds,
    },
    residenceRevision: row.residenceRevision,
    totpSecret: row.totpSecret,
    totpConfirmedAt: row.totpConfirmedAt,
    totpLastStep: row.totpLastStep,
    showWinnerAs: row.showWinnerAs,
    notify: (row.notify ?? {}) as Record<string, boolean>,
    status: row.status,
    createdAt: row.createdAt,
    roles: row.roles.map((role) => ({
      id: role.id,
      kind: role.kind as RoleKind,
      organisationId: role.organisationId,
      areaId: role.areaId,
      status: role.status as Role["status"],
      sections: role.sections as Section[],
    })),
  };
}

interface SessionOfMember {
  session: SessionFacts & { id: string };
  member: MemberRecord;
}

/** The columns as the statement names them; what Prisma would have converted is converted below. */
type SessionRow = Omit<MemberRecord, "birthDate" | "totpLastStep" | "residence"> &
  Residence &
  Omit<SessionFacts, "createdAt"> & {
    sessionId: string;
    sessionCreatedAt: Date;
    birthDate: string;
    totpLastStep: string | null;
  };

const SESSION = `s.id::text as "sessionId", s.created_at as "sessionCreatedAt", s.last_seen_at as "lastSeenAt",
                  s.expires_at as "expiresAt", s.revoked_at as "revokedAt", s.second_factor_at as "secondFactorAt",
                  m.id::text, m.number, m.email, m.email_verified_at as "emailVerifiedAt", m.password_hash as "passwordHash",
                  m.title, m.given_name as "givenName", m.family_name as "familyName", m.birth_date::text as "birthDate",
                  m.phone, m.locale, m.street, m.city, m.postal_code as "postalCode", m.country,
                  m.subdivision_id as "subdivisionId", m.county_ids as "countyIds", m.municipality_ids as "municipalityIds",
                  m.residence_revision as "residenceRevision", m.totp_secret as "totpSecret",
                  m.totp_confirmed_at as "totpConfirmedAt", m.totp_last_step::text as "totpLastStep",
                  m.show_winner_as as "showWinnerAs", m.notify, m.status, m.created_at as "createdAt",
                  (select coalesce(json_agg(json_build_object('id', r.id, 'kind', r.kind, 'organisationId', r.organisation_id,
                             'areaId', r.area_id, 'status', r.status, 'sections', r.sections) order by r.created_at), '[]')
                     from member_role r where r.member_id = m.id) as roles`;

/**
 * A session and whose it is: it stands before every answer to somebody who is logged in, so requests that arrive together
 * ask in one statement. Null for a session that there is not; whether it is alive is the caller's to judge.
 */
export const findMemberOfSession: (db: Database, sessionId: string) => Promise<SessionOfMember | null> = inGroups(
  async (db, ids) => {
    const rows = await db.query<SessionRow>({
      name: "members_of_sessions",
      text: `select ${SESSION} from session s join member m on m.id = s.member_id where s.id = any(${array(1, "uuid")})`,
      values: [[...new Set(ids)]],
    });
    const found = new Map(rows.map((row) => [row.sessionId, row]));
    return ids.map((id) => sessionOf(found.get(id.toLowerCase())));
  },
);

function sessionOf(row: SessionRow | undefined): SessionOfMember | null {
  if (!row) return null;
  const { sessionId: id, sessionCreatedAt: createdAt, lastSeenAt, expiresAt, revokedAt, secondFactorAt, ...rest } = row;
  const { street, city, postalCode, country, subdivisionId, countyIds, municipalityIds, ...member } = rest;
  return {
    session: { id, createdAt, lastSeenAt, expiresAt, revokedAt, secondFactorAt },
    member: {
      ...member,
      birthDate: new Date(`${member.birthDate}T00:00:00Z`),
      totpLastStep: member.totpLastStep === null ? null : BigInt(member.totpLastStep),
      notify: member.notify ?? {},
      residence: { street, city, postalCode, country, subdivisionId, countyIds, municipalityIds },
    },
  };
}

export async function findMember(reader: Reader, id: string): Promise<MemberRecord | null> {
  const row = await findRow(reader, { id });
  return row && toRecord(row);
}

/** `email` in its normal form. */
export async function findMemberByEmail(reader: Reader, email: string): Promise<MemberRecord | null> {
  const row = await findRow(reader, { email });
  return row && toRecord(row);
}

/** Adds a member who is a participant. False when the address is taken, whoever was first. */
export async function insertMember(tx: Tx, member: NewMember, participantRoleId: string): Promise<boolean> {
  const { residence, ...rest } = member;
  const added = await tx.member.createMany({ data: [{ ...rest, ...residence }], skipDuplicates: true });
  if (added.count === 0) return false;
  await tx.memberRole.create({
    data: { id: participantRoleId, memberId: member.id, kind: "participant", createdAt: member.createdAt },
  });
  return true;
}

export async function updateProfile(
  tx: Tx,
  id: string,
  change: {
    title: string | null;
    givenName: string;
    familyName: string;
    phone: string | null;
    locale: string;
    showWinnerAs: string;
  },
): Promise<void> {
  await tx.member.update({ where: { id }, data: change });
}

/** Moves somebody and counts the revision up. Returns the new revision, or null when another change was first. */
export async function updateResidence(
  tx: Tx,
  id: string,
  fromRevision: number,
  residence: Residence,
): Promise<number | null> {
  const changed = await tx.member.updateMany({
    where: { id, residenceRevision: fromRevision },
    data: { ...residence, residenceRevision: fromRevision + 1 },
  });
  return changed.count === 1 ? fromRevision + 1 : null;
}

export async function updatePassword(tx: Tx, id: string, passwordHash: string): Promise<void> {
  await tx.member.update({ where: { id }, data: { passwordHash } });
}

export async function markEmailVerified(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.member.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: at } });
}

export async function updateBirthDate(tx: Tx, id: string, birthDate: Date): Promise<void> {
  await tx.member.update({ where: { id }, data: { birthDate, residenceRevision: { increment: 1 } } });
}

/** Keeps a secret that is not confirmed yet; never replaces a confirmed one. */
export async function keepUnconfirmedSecret(tx: Tx, id: string, secret: string): Promise<boolean> {
  const kept = await tx.member.updateMany({ where: { id, totpConfirmedAt: null }, data: { totpSecret: secret } });
  return kept.count === 1;
}

export async function confirmSecret(tx: Tx, id: string, step: bigint, at: Date): Promise<boolean> {
  const confirmed = await tx.member.updateMany({
    where: { id, totpConfirmedAt: null, totpSecret: { not: null } },
    data: { totpConfirmedAt: at, totpLastStep: step },
  });
  return confirmed.count === 1;
}

/** Uses up a time step; false when it, or a later one, was used already, even at the same moment on another server. */
export async function takeTotpStep(tx: Tx, id: string, step: bigint): Promise<boolean> {
  const taken = await tx.member.updateMany({
    where: { id, OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] },
    data: { totpLastStep: step },
  });
  return taken.count === 1;
}

export async function removeSecondFactor(tx: Tx, id: string): Promise<void> {
  await tx.member.update({ where: { id }, data: { totpSecret: null, totpConfirmedAt: null, totpLastStep: null } });
  await tx.recoveryCode.deleteMany({ where: { memberId: id } });
}

export async function replaceRecoveryCodes(tx: Tx, memberId: string, codes: Array<{ id: string; hash: string }>) {
  await tx.recoveryCode.deleteMany({ where: { memberId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ ...code, memberId })) });
}

/** Uses up a recovery code; false when there is none such or it was used. */
export async function takeRecoveryCode(tx: Tx, memberId: string, hash: string, at: Date): Promise<boolean> {
  const taken = await tx.recoveryCode.updateMany({ where: { memberId, hash, usedAt: null }, data: { usedAt: at } });
  return taken.count === 1;
}

export function countRecoveryCodes(reader: Reader, memberId: string): Promise<number> {
  return reader.recoveryCode.count({ where: { memberId, usedAt: null } });
}
