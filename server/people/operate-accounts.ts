import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { findMemberByEmail, type MemberRecord, removeSecondFactor } from "./member-store";
import { setMemberStatus } from "./operator-store";
import { insertRole } from "./organisation-store";
import { revokeSessions } from "./session-store";

interface Deps {
  db: Database;
  clock: Clock;
}

// For whoever has the machine itself: they hold the database's password and need no authority inside the venue. The
// first administrator is made this way. Each act leaves its audit line in the venue's own name.

async function memberOf(deps: Deps, email: string): Promise<MemberRecord> {
  const member = await findMemberByEmail(deps.db, email.trim().toLowerCase());
  if (!member) throw new AppError("notFound", 404);
  return member;
}

/** Gives a member a further role at once. Throws 404 `notFound`, 409 `roleHeldAlready`. */
export async function grantRole(
  deps: Deps,
  email: string,
  role: { kind: "organisation" | "regulator" | "administrator"; organisationId: string | null; areaId: string | null },
): Promise<void> {
  const member = await memberOf(deps, email);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const id = newId(now.getTime());
    const row = { id, memberId: member.id, ...role, status: "active" as const, reason: null, createdAt: now };
    if (!(await insertRole(tx, row))) throw new AppError("roleHeldAlready", 409);
    await writeAudit(tx, {
      at: now,
      actorId: null,
      actorRole: "venue",
      action: "grant-role",
      subject: `role:${id}`,
      areaId: role.areaId,
      after: { memberId: member.id, ...role },
    });
  });
}

/** Suspends a member, ending every session at once, or lets them back. */
export async function changeStatus(deps: Deps, email: string, status: "active" | "suspended"): Promise<void> {
  const member = await memberOf(deps, email);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await setMemberStatus(tx, member.id, status);
    if (status === "suspended") await revokeSessions(tx, member.id, now, null);
    await writeAudit(tx, {
      at: now,
      actorId: null,
      actorRole: "venue",
      action: status === "suspended" ? "suspend-member" : "restore-member",
      subject: `member:${member.id}`,
      before: { status: member.status },
      after: { status },
    });
  });
}

/** For somebody who lost telephone and recovery codes: the next login sets the second factor up anew. */
export async function resetSecondFactor(deps: Deps, email: string): Promise<void> {
  const member = await memberOf(deps, email);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await removeSecondFactor(tx, member.id);
    await revokeSessions(tx, member.id, now, null);
    await writeAudit(tx, {
      at: now,
      actorId: null,
      actorRole: "venue",
      action: "reset-second-factor",
      subject: `member:${member.id}`,
    });
  });
}
