import type { Reader, Tx } from "@/server/kernel/db";
import type { TokenPurpose } from "./secret-token";
import type { SessionFacts } from "./session";

export interface SessionRecord extends SessionFacts {
  id: string;
  memberId: string;
  device: string;
}

export async function insertSession(tx: Tx, session: SessionRecord): Promise<void> {
  await tx.session.create({ data: session });
}

/** The sessions that are not over, the one used last first. */
export async function listSessions(reader: Reader, memberId: string, now: Date): Promise<SessionRecord[]> {
  return reader.session.findMany({
    where: { memberId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: { lastSeenAt: "desc" },
    take: 100,
  });
}

export async function markSeen(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.session.updateMany({ where: { id, revokedAt: null }, data: { lastSeenAt: at } });
}

export async function markSecondFactor(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.session.updateMany({ where: { id, revokedAt: null }, data: { secondFactorAt: at } });
}

/** Ends one session of this member; false when it is not theirs or over. */
export async function revokeSession(tx: Tx, memberId: string, id: string, at: Date): Promise<boolean> {
  const ended = await tx.session.updateMany({ where: { id, memberId, revokedAt: null }, data: { revokedAt: at } });
  return ended.count === 1;
}

/** Ends all sessions of this member but `exceptId`. Returns how many. */
export async function revokeSessions(tx: Tx, memberId: string, at: Date, exceptId: string | null): Promise<number> {
  const ended = await tx.session.updateMany({
    where: { memberId, revokedAt: null, ...(exceptId ? { id: { not: exceptId } } : {}) },
    data: { revokedAt: at },
  });
  return ended.count;
}

export async function insertToken(
  tx: Tx,
  token: {
    hash: string;
    purpose: TokenPurpose;
    email: string;
    memberId: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await tx.loginToken.create({ data: token });
}

/** Whose token this is while it may be used; reading does not use it up. */
export async function findToken(
  reader: Reader,
  hash: string,
  purpose: TokenPurpose,
  now: Date,
): Promise<{ memberId: string; email: string } | null> {
  const row = await reader.loginToken.findUnique({ where: { hash } });
  if (!row?.memberId || row.purpose !== purpose || row.usedAt || row.expiresAt <= now) return null;
  return { memberId: row.memberId, email: row.email };
}

/** Uses a token up; null when it is unknown, used, over, or for another purpose. One caller of many wins. */
export async function takeToken(
  tx: Tx,
  hash: string,
  purpose: TokenPurpose,
  now: Date,
): Promise<{ memberId: string; email: string } | null> {
  const found = await findToken(tx, hash, purpose, now);
  if (!found) return null;
  const taken = await tx.loginToken.updateMany({ where: { hash, usedAt: null }, data: { usedAt: now } });
  return taken.count === 1 ? found : null;
}

/** Makes the open tokens of a purpose useless, so that only the newest link works. */
export async function endTokens(tx: Tx, memberId: string, purpose: TokenPurpose, at: Date): Promise<void> {
  await tx.loginToken.updateMany({ where: { memberId, purpose, usedAt: null }, data: { usedAt: at } });
}
