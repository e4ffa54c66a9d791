import type { Database } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import { type AuthorizedOrganiser, authoriseOrganiser, proveActor } from "./authority";
import { findMember } from "./member-store";

/**
 * The authority of somebody who asked for work that goes on without them: proven when they asked, and checked against
 * their account and roles as they are now. Null once they may no longer act for the organisation.
 */
export async function resumeOrganiser(
  deps: { db: Database },
  asked: { memberId: string; organisationId: string; workId: string },
): Promise<AuthorizedOrganiser | null> {
  const member = await findMember(deps.db, asked.memberId);
  if (member?.status !== "active") return null;
  const { email, givenName, roles } = member;
  // The second factor was shown when the work was asked for; the work's own id stands where a session's would.
  const actor = proveActor({
    memberId: member.id,
    sessionId: asked.workId,
    email,
    givenName,
    roles,
    secondFactor: true,
  });
  try {
    return authoriseOrganiser(actor, asked.organisationId);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
