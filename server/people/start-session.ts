import type { Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { deviceName, SESSION_SECONDS } from "./session";
import { insertSession } from "./session-store";

/** A login that has just begun: what the browser's cookie has to name. */
export interface StartedSession {
  sessionId: string;
  memberId: string;
}

/** Begins a session of a member who has proven who they are. The second factor comes afterwards. */
export async function startSession(tx: Tx, memberId: string, userAgent: string, now: Date): Promise<StartedSession> {
  const sessionId = newId(now.getTime());
  await insertSession(tx, {
    id: sessionId,
    memberId,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
    revokedAt: null,
    secondFactorAt: null,
    device: deviceName(userAgent),
  });
  return { sessionId, memberId };
}
