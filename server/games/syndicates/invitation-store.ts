import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { tokenHash } from "@/server/people/secret-token";

export interface Invited {
  memberId: string;
  email: string;
  /** From the address of the page; null where there is none. */
  token: string | null;
}

/** Whether somebody may see and join what is not public: its manager, its members, and whom an invitation is for. */
export async function isInvited(
  reader: Reader,
  syndicate: { gameId: string; managerId: string },
  person: Invited,
): Promise<boolean> {
  if (syndicate.managerId === person.memberId) return true;
  const hash = person.token ? tokenHash(person.token) : null;
  const [row] = await reader.query<{ found: boolean }>({
    text: `select exists (select 1 from syndicate_invitation i where i.syndicate_id = $1::uuid and i.revoked_at is null
                            and (i.member_id = $2::uuid or i.via = 'link' and i.token_hash = $3
                              or i.via = 'email' and i.email = $4 and exists (
                                select 1 from member m where m.id = $2::uuid and m.email_verified_at is not null)))
               or exists (select 1 from syndicate_share s where s.syndicate_id = $1::uuid and s.holder_id = $2::uuid)
               or exists (select 1 from syndicate_owner o where o.syndicate_id = $1::uuid and o.member_id = $2::uuid) as found`,
    values: [syndicate.gameId, person.memberId, hash, person.email],
  });
  return row!.found;
}

/** Whether an address opens the page before anybody has logged in; joining asks again whom the invitation is for. */
export async function opensPage(reader: Reader, syndicateId: string, token: string): Promise<boolean> {
  const count = await reader.syndicateInvitation.count({
    where: { syndicateId, tokenHash: tokenHash(token), revokedAt: null },
  });
  return count > 0;
}

/** Makes a new link; the one before opens nothing any more. */
export async function replaceLink(tx: Tx, syndicateId: string, hash: string, at: Date): Promise<void> {
  await tx.syndicateInvitation.updateMany({
    where: { syndicateId, via: "link", revokedAt: null },
    data: { revokedAt: at },
  });
  await tx.syndicateInvitation.create({
    data: { id: newId(at.getTime()), syndicateId, via: "link", tokenHash: hash, createdAt: at },
  });
}

export interface LinkRow {
  createdAt: Date;
}

export function findLink(reader: Reader, syndicateId: string): Promise<LinkRow | null> {
  return reader.syndicateInvitation.findFirst({
    where: { syndicateId, via: "link", revokedAt: null },
    select: { createdAt: true },
  });
}

export interface NewInvitation {
  id: string;
  via: "email" | "connection";
  email: string | null;
  memberId: string | null;
  tokenSeed: string | null;
  tokenHash: string | null;
}

/** Writes an invitation. False where there is one for the same person. */
export async function insertInvitation(tx: Tx, syndicateId: string, one: NewInvitation, at: Date): Promise<boolean> {
  const { count } = await tx.syndicateInvitation.createMany({
    data: [{ ...one, syndicateId, createdAt: at }],
    skipDuplicates: true,
  });
  return count === 1;
}

export interface LetterInvitation {
  id: string;
  tokenSeed: string | null;
  to: string;
  locale: string;
  /** What its member has said about letters; null where the address is no member's. */
  notify: unknown;
}

/**
 * An invitation as its letter needs it; null where it was taken back, or where whoever it is for has excluded themselves or
 * is no member any more (S12).
 */
export async function findLetterInvitation(reader: Reader, id: string, now: Date): Promise<LetterInvitation | null> {
  const [row] = await reader.query<LetterInvitation & Record<string, unknown>>({
    text: `select i.id::text, i.token_seed as "tokenSeed", coalesce(m.email, i.email) as "to", coalesce(m.locale, 'en') as locale, m.notify
             from syndicate_invitation i left join member m on m.id = i.member_id or m.email = i.email
            where i.id = $1::uuid and i.revoked_at is null
              and (m.id is null or m.status = 'active' and (m.excluded_until is null or m.excluded_until <= $2::timestamptz))`,
    values: [id, now],
  });
  return row ?? null;
}

/** Of these members, those who may be invited: active, and not excluded (S12). */
export async function mayBeInvited(reader: Reader, memberIds: readonly string[], now: Date): Promise<string[]> {
  const rows = await reader.member.findMany({
    where: {
      id: { in: [...memberIds] },
      status: "active",
      OR: [{ excludedUntil: null }, { excludedUntil: { lte: now } }],
    },
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

export interface Guest {
  memberId: string;
  name: string;
  isInvited: boolean;
}

/** Members by name, with whether they were invited to a syndicate or are in it already. */
export async function findGuests(reader: Reader, syndicateId: string, memberIds: readonly string[]): Promise<Guest[]> {
  const rows = await reader.query<Guest & Record<string, unknown>>({
    text: `select m.id::text as "memberId", m.given_name || ' ' || m.family_name as name,
                  exists (select 1 from syndicate_invitation i where i.syndicate_id = $1::uuid and i.revoked_at is null and i.member_id = m.id)
                  or exists (select 1 from syndicate_share s where s.syndicate_id = $1::uuid and s.holder_id = m.id) as "isInvited"
             from member m where m.id = any($2::uuid[]) and m.status <> 'closed' order by m.given_name, m.family_name, m.id`,
    values: [syndicateId, [...memberIds]],
  });
  return rows.map(({ memberId, name, isInvited }) => ({ memberId, name, isInvited }));
}
