import type { Reader, Tx } from "@/server/kernel/db";

export type ConnectionState = "asked" | "accepted" | "declined" | "removed";

/** A pair of members that asked, seen from one of them. Of the other no more is here than they opened to this one. */
export interface ConnectionRow {
  id: string;
  state: "asked" | "accepted";
  /** Whether this member asked. */
  mine: boolean;
  /** The other's name: once both are connected, or where the other asked, and so opened it. */
  name: string | null;
  /** What this member typed to find the other. */
  email: string | null;
  askedAt: Date;
}

/** A member's connections and open questions, the newest question first, then by name. */
export function findConnections(reader: Reader, memberId: string): Promise<ConnectionRow[]> {
  return reader.query<ConnectionRow & Record<string, unknown>>({
    text: `select c.id::text as id, c.state, c.asker_id = $1::uuid as mine, c.asked_at as "askedAt",
                  case when c.asker_id = $1::uuid then c.email end as email,
                  case when c.state = 'accepted' or c.asker_id <> $1::uuid then m.given_name || ' ' || m.family_name
                       when c.via = 'link' then m.given_name || ' ' || left(m.family_name, 1) || '.' end as name
             from connection c
             left join member m on m.id = case when c.asker_id = $1::uuid then c.other_id else c.asker_id end
            where $1::uuid in (c.asker_id, c.other_id) and c.state in ('asked', 'accepted')
              and (c.state = 'accepted' or c.asker_id = $1::uuid
                   or not exists (select 1 from member_block b where b.member_id = $1::uuid and b.blocked_id = c.asker_id))
            order by c.state = 'accepted', case when c.state = 'asked' then c.asked_at end desc, name, c.id limit 2000`,
    values: [memberId],
  });
}

export interface Pair {
  id: string;
  askerId: string;
  /** Null for a question to an address that nobody has proven yet. */
  otherId: string | null;
  state: ConnectionState;
}

/** The living question or connection between two members, whoever asked; locked until the transaction ends. */
export async function lockPair(tx: Tx, one: string, other: string): Promise<Pair | null> {
  const [row] = await tx.query<Pair & Record<string, unknown>>({
    text: `select id::text as id, asker_id::text as "askerId", other_id::text as "otherId", state from connection
            where state in ('asked', 'accepted') and least(asker_id, other_id) = least($1::uuid, $2::uuid)
              and greatest(asker_id, other_id) = greatest($1::uuid, $2::uuid) for update`,
    values: [one, other],
  });
  return row ?? null;
}

/** One living question or connection of a member's, locked; null where it is not theirs. */
export async function lockConnection(tx: Tx, id: string, memberId: string): Promise<Pair | null> {
  const [row] = await tx.query<Pair & Record<string, unknown>>({
    text: `select id::text as id, asker_id::text as "askerId", other_id::text as "otherId", state from connection
            where id = $1::uuid and state in ('asked', 'accepted') and $2::uuid in (asker_id, other_id) for update`,
    values: [id, memberId],
  });
  return row ?? null;
}

/** False when the pair has a question or connection already, written at the same moment. */
export async function insertQuestion(
  tx: Tx,
  row: {
    id: string;
    askerId: string;
    otherId: string | null;
    via: "email" | "link";
    email: string | null;
    askedAt: Date;
  },
): Promise<boolean> {
  const { count } = await tx.connection.createMany({ data: [row], skipDuplicates: true });
  return count === 1;
}

export async function setConnectionState(tx: Tx, id: string, state: ConnectionState, now: Date): Promise<void> {
  await tx.connection.update({ where: { id }, data: { state, answeredAt: now } });
}

/** Whether either of the two blocks the other. */
export async function isBlocked(reader: Reader, one: string, other: string): Promise<boolean> {
  const count = await reader.memberBlock.count({
    where: {
      OR: [
        { memberId: one, blockedId: other },
        { memberId: other, blockedId: one },
      ],
    },
  });
  return count > 0;
}

export async function insertBlock(tx: Tx, memberId: string, blockedId: string, now: Date): Promise<void> {
  await tx.memberBlock.createMany({ data: [{ memberId, blockedId, createdAt: now }], skipDuplicates: true });
}

export interface BlockedMember {
  memberId: string;
  name: string;
  since: Date;
}

export async function findBlocked(reader: Reader, memberId: string): Promise<BlockedMember[]> {
  const rows = await reader.memberBlock.findMany({
    where: { memberId },
    include: { blocked: true },
    orderBy: { createdAt: "desc" },
  });
  return rows.map((row) => ({
    memberId: row.blockedId,
    name: `${row.blocked.givenName} ${row.blocked.familyName}`,
    since: row.createdAt,
  }));
}

export async function deleteBlock(tx: Tx, memberId: string, blockedId: string): Promise<boolean> {
  return (await tx.memberBlock.deleteMany({ where: { memberId, blockedId } })).count === 1;
}

/** Writes a member's link; the one before it opens nothing from then on. */
export async function writeLink(tx: Tx, memberId: string, tokenHash: string, now: Date): Promise<void> {
  await tx.connectionLink.upsert({
    where: { memberId },
    create: { memberId, tokenHash, createdAt: now },
    update: { tokenHash, createdAt: now },
  });
}

export async function deleteLink(tx: Tx, memberId: string): Promise<void> {
  await tx.connectionLink.deleteMany({ where: { memberId } });
}

export async function findLink(reader: Reader, memberId: string): Promise<{ createdAt: Date } | null> {
  return reader.connectionLink.findUnique({ where: { memberId }, select: { createdAt: true } });
}

/** Whose link a token is, as its owner opened it: given name and first letter of the family name. */
export async function findLinkOwner(
  reader: Reader,
  tokenHash: string,
): Promise<{ memberId: string; name: string } | null> {
  const row = await reader.connectionLink.findUnique({ where: { tokenHash }, include: { member: true } });
  if (row?.member.status !== "active") return null;
  return { memberId: row.memberId, name: `${row.member.givenName} ${row.member.familyName.slice(0, 1)}.` };
}

/** The two of a question, for the letter; null once it was answered. */
export async function findQuestion(
  reader: Reader,
  id: string,
): Promise<{ to: string; locale: string; notify: unknown; asker: string } | null> {
  const row = await reader.connection.findUnique({ where: { id }, include: { asker: true, other: true } });
  if (row?.state !== "asked" || !row.other) return null;
  return {
    to: row.other.email,
    locale: row.other.locale,
    notify: row.other.notify,
    asker: `${row.asker.givenName} ${row.asker.familyName}`,
  };
}

/**
 * Hands questions that waited for an address to the member who has proven it, but for those of people they block or
 * know already.
 */
export async function adoptQuestions(tx: Tx, memberId: string): Promise<number> {
  const rows = await tx.query({
    text: `update connection c set other_id = $1::uuid from member m
            where m.id = $1::uuid and m.email_verified_at is not null and c.email = m.email and c.other_id is null
              and c.state = 'asked' and c.asker_id <> $1::uuid
              and not exists (select 1 from member_block b where (b.member_id, b.blocked_id) in (($1::uuid, c.asker_id), (c.asker_id, $1::uuid)))
              and not exists (select 1 from connection o where o.state in ('asked', 'accepted')
                               and least(o.asker_id, o.other_id) = least(c.asker_id, $1::uuid)
                               and greatest(o.asker_id, o.other_id) = greatest(c.asker_id, $1::uuid)
                               and o.other_id is not null)
           returning c.id`,
    values: [memberId],
  });
  return rows.length;
}

/** The members somebody is connected with, for invitations. */
export async function findConnectedIds(reader: Reader, memberId: string): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select (case when asker_id = $1::uuid then other_id else asker_id end)::text as id from connection
            where state = 'accepted' and $1::uuid in (asker_id, other_id)`,
    values: [memberId],
  });
  return rows.map(({ id }) => id);
}
