import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { NewMember } from "./member-store";

/**
 * Makes the account of somebody whom an organisation enters, a participant who has yet to agree to the venue's terms, with
 * its line in the audit log: one statement, a transaction of its own, because a file has thousands. False when the address
 * is taken, whoever was first.
 */
export async function insertEntered(
  db: Database,
  member: NewMember,
  entered: { roleId: string; by: string; organisationId: string },
): Promise<boolean> {
  const { residence, createdAt: at } = member;
  const rows = await db.query<{ id: string }>({
    name: "insert_entered",
    text: `with made as (
             insert into member (id, email, title, given_name, family_name, birth_date, phone, locale, street, city, postal_code, country,
                                 subdivision_id, county_ids, municipality_ids, notify, terms_due, created_at)
             values ($1::uuid, $2, $3, $4, $5, $6::date, $7, $8, $9, $10, $11, $12, $13, $14::text[], $15::text[], $16::jsonb, true, $17::timestamptz)
             on conflict (email) do nothing returning id),
           role as (
             insert into member_role (id, member_id, kind, created_at) select $18::uuid, id, 'participant', $17::timestamptz from made returning id),
           told as (
             insert into audit_entry (at, actor_id, actor_role, action, subject, after)
             select $17::timestamptz, $19::uuid, 'organisation', 'enter-member', 'member:' || id, $20::jsonb from made returning id)
           select id::text from made`,
    values: [
      member.id,
      member.email,
      member.title,
      member.givenName,
      member.familyName,
      member.birthDate.toISOString().slice(0, 10),
      member.phone,
      member.locale,
      residence.street,
      residence.city,
      residence.postalCode,
      residence.country,
      residence.subdivisionId,
      residence.countyIds,
      residence.municipalityIds,
      JSON.stringify(member.notify),
      at,
      entered.roleId,
      entered.by,
      JSON.stringify({
        organisationId: entered.organisationId,
        subdivisionId: residence.subdivisionId,
        countyIds: residence.countyIds,
        municipalityIds: residence.municipalityIds,
      }),
    ],
  });
  return rows.length === 1;
}

export async function areTermsDue(reader: Reader, memberId: string): Promise<boolean> {
  const member = await reader.member.findUnique({ where: { id: memberId }, select: { termsDue: true } });
  return member?.termsDue === true;
}

/** Clears the mark; false when it was cleared before. */
export async function settleTerms(tx: Tx, memberId: string): Promise<boolean> {
  return (
    (await tx.member.updateMany({ where: { id: memberId, termsDue: true }, data: { termsDue: false } })).count === 1
  );
}

/** Removes an account that was made for an entry which was then refused: nothing hangs on it, and nobody was told of it. */
export async function removeUntouched(tx: Tx, memberId: string): Promise<boolean> {
  const untouched = {
    id: memberId,
    termsDue: true,
    orders: { none: {} },
    tickets: { none: {} },
    agreements: { none: {} },
  };
  const found = await tx.member.findFirst({ where: untouched, select: { id: true } });
  if (!found || (await tx.loginToken.count({ where: { memberId } })) > 0) return false;
  await tx.memberRole.deleteMany({ where: { memberId } });
  return (await tx.member.deleteMany({ where: untouched })).count === 1;
}

/**
 * Posts the letter that opens an account, with its token, unless one is on its way: one statement, because a file has
 * thousands. `payload` is the job of the letter.
 */
export async function postAccountLetter(
  db: Database,
  letter: {
    member: { id: string; email: string };
    tokenHash: string;
    expiresAt: Date;
    outboxId: string;
    kind: string;
    payload: unknown;
    now: Date;
  },
): Promise<boolean> {
  const rows = await db.query<{ id: string }>({
    name: "post_account_letter",
    text: `with token as (
             insert into login_token (hash, purpose, email, member_id, created_at, expires_at)
             select $1, 'open-account', $2, $3::uuid, $4::timestamptz, $5::timestamptz
              where not exists (select 1 from login_token where member_id = $3::uuid and purpose = 'open-account' and used_at is null and expires_at > $4)
             returning hash)
           insert into outbox (id, kind, payload, created_at, next_at)
           select $6::uuid, $7, $8::jsonb, $4::timestamptz, $4::timestamptz from token returning id::text`,
    values: [
      letter.tokenHash,
      letter.member.email,
      letter.member.id,
      letter.now,
      letter.expiresAt,
      letter.outboxId,
      letter.kind,
      JSON.stringify(letter.payload),
    ],
  });
  return rows.length === 1;
}
