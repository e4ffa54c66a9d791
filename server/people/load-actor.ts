import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { type Actor, proveActor } from "./authority";
import { findMemberOfSession, type MemberRecord } from "./member-store";
import { isSecondFactorFresh, isSessionAlive, SEEN_EVERY_SECONDS } from "./session";
import { markSeen } from "./session-store";

/**
 * Who is behind a session id (from the signed cookie), read from the database each time, so that a revoked session, a
 * withdrawn role and a suspended account end at once. Null when nobody is.
 */
export async function loadActor(
  deps: { db: Database; clock: Clock },
  sessionId: string | null,
): Promise<{ actor: Actor; member: MemberRecord } | null> {
  if (!sessionId || !isId(sessionId)) return null;
  const now = deps.clock.now();
  const found = await findMemberOfSession(deps.db, sessionId);
  if (!found || !isSessionAlive(found.session, now) || found.member.status !== "active") return null;
  const { session, member } = found;
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_SECONDS * 1000) {
    await deps.db.transaction((tx) => markSeen(tx, session.id, now));
  }
  const actor = proveActor({
    memberId: member.id,
    sessionId: session.id,
    email: member.email,
    givenName: member.givenName,
    roles: member.roles,
    secondFactor: member.totpConfirmedAt !== null && isSecondFactorFresh(session, now),
  });
  return { actor, member };
}
