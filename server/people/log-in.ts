import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { forgiveAttempt, limitAttempts } from "./limit-attempts";
import { findMember, findMemberByEmail, markEmailVerified, updatePassword } from "./member-store";
import { hashPassword, isHashOutdated, type PasswordFault, passwordFault, verifyPassword } from "./password";
import type { PeopleDeps } from "./ports";
import { normalEmail } from "./registration";
import { tokenHash } from "./secret-token";
import { findToken, revokeSession, revokeSessions, takeToken } from "./session-store";
import { type StartedSession, startSession } from "./start-session";

export interface Client {
  /** The network address attempts are counted by; empty where it is not known. */
  origin: string;
  userAgent: string;
}

/**
 * Login by password. Throws 401 `wrongLogin`, the same for an unknown address, a wrong password and a suspended
 * account, and 429 `tooManyAttempts`.
 */
export async function logInByPassword(
  deps: PeopleDeps,
  email: string,
  password: string,
  client: Client,
): Promise<StartedSession> {
  const address = normalEmail(email);
  await limitAttempts(deps, "login", address, client.origin);
  const member = await findMemberByEmail(deps.db, address);
  const right = await verifyPassword(password, member?.passwordHash ?? null);
  if (!member || !right || member.status !== "active") throw new AppError("wrongLogin", 401);
  await forgiveAttempt(deps, "login", address);
  if (member.passwordHash && isHashOutdated(member.passwordHash)) {
    const renewed = await hashPassword(password);
    await deps.db.transaction((tx) => updatePassword(tx, member.id, renewed));
  }
  return begin(deps, member.id, client, "log-in-by-password");
}

/** Login by the link of a letter, once. Throws 410 `linkOver`. The link also proves the address. */
export async function logInByLink(deps: PeopleDeps, token: string, client: Client): Promise<StartedSession> {
  await limitAttempts(deps, "token", "", client.origin);
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const taken = await takeToken(tx, tokenHash(token), "login", now);
    const member = taken && (await findMember(tx, taken.memberId));
    if (!taken || member?.status !== "active" || member.email !== taken.email) throw new AppError("linkOver", 410);
    await markEmailVerified(tx, member.id, now);
    await writeAudit(tx, entry(member.id, "log-in-by-link", now));
    return startSession(tx, member.id, client.userAgent, now);
  });
}

/** Proves an address by the link of a letter. True when it is proven now or was before by this link's account. */
export async function confirmEmail(deps: PeopleDeps, token: string, client: Client): Promise<boolean> {
  await limitAttempts(deps, "token", "", client.origin);
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const taken = await takeToken(tx, tokenHash(token), "verify-email", now);
    const member = taken && (await findMember(tx, taken.memberId));
    if (!taken || !member || member.email !== taken.email) return false;
    await markEmailVerified(tx, member.id, now);
    await writeAudit(tx, entry(member.id, "confirm-email", now));
    return true;
  });
}

/** Whether the link to a new password still works; looking does not use it up. */
export async function isRecoveryLinkGood(deps: PeopleDeps, token: string): Promise<boolean> {
  return (await findToken(deps.db, tokenHash(token), "recover", deps.clock.now())) !== null;
}

/**
 * Sets a new password by the link of a letter, ends every session, and begins one. The second factor stays what it
 * was: a mailbox alone does not open what it guards. Throws 410 `linkOver`; returns the password's fault if it has one.
 */
export async function recoverAccount(
  deps: PeopleDeps,
  token: string,
  password: string,
  client: Client,
): Promise<{ fault: PasswordFault } | { session: StartedSession }> {
  await limitAttempts(deps, "token", "", client.origin);
  const now = deps.clock.now();
  const found = await findToken(deps.db, tokenHash(token), "recover", now);
  if (!found) throw new AppError("linkOver", 410);
  const fault = passwordFault(password, found.email);
  if (fault) return { fault };
  const passwordHash = await hashPassword(password);
  return deps.db.transaction(async (tx) => {
    const taken = await takeToken(tx, tokenHash(token), "recover", now);
    const member = taken && (await findMember(tx, taken.memberId));
    if (!taken || member?.status !== "active" || member.email !== taken.email) throw new AppError("linkOver", 410);
    await updatePassword(tx, member.id, passwordHash);
    await markEmailVerified(tx, member.id, now);
    await revokeSessions(tx, member.id, now, null);
    await writeAudit(tx, entry(member.id, "recover-account", now));
    return { session: await startSession(tx, member.id, client.userAgent, now) };
  });
}

/** Ends this session. */
export async function logOut(deps: Pick<PeopleDeps, "db" | "clock">, memberId: string, sessionId: string) {
  await deps.db.transaction((tx) => revokeSession(tx, memberId, sessionId, deps.clock.now()));
}

function begin(deps: PeopleDeps, memberId: string, client: Client, action: string): Promise<StartedSession> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    await writeAudit(tx, entry(memberId, action, now));
    return startSession(tx, memberId, client.userAgent, now);
  });
}

function entry(memberId: string, action: string, at: Date) {
  return { at, actorId: memberId, actorRole: "participant" as const, action, subject: `member:${memberId}` };
}
