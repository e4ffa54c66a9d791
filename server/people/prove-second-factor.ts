import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "./authority";
import { needsSecondFactor } from "./authority";
import { forgiveAttempt, limitAttempts } from "./limit-attempts";
import {
  confirmSecret,
  findMember,
  keepUnconfirmedSecret,
  type MemberRecord,
  removeSecondFactor,
  replaceRecoveryCodes,
  takeRecoveryCode,
  takeTotpStep,
} from "./member-store";
import type { PeopleDeps } from "./ports";
import { acceptedTotpStep, newTotpSecret, totpAddress } from "./second-factor";
import { newRecoveryCodes, recoveryCodeHash } from "./secret-token";
import { markSecondFactor, revokeSessions } from "./session-store";

/** The secret to be put into an authenticator, made at the first call and the same until it is confirmed. */
export async function prepareSecondFactor(
  deps: PeopleDeps,
  actor: Actor,
): Promise<{ secret: string; address: string } | { confirmedAt: Date }> {
  const member = await self(deps, actor);
  if (member.totpConfirmedAt) return { confirmedAt: member.totpConfirmedAt };
  let secret = member.totpSecret;
  if (!secret) {
    const fresh = newTotpSecret();
    const kept = await deps.db.transaction((tx) => keepUnconfirmedSecret(tx, member.id, fresh));
    if (!kept) throw new AppError("changedMeanwhile", 409);
    secret = fresh;
  }
  return { secret, address: totpAddress(secret, member.email) };
}

/**
 * Confirms the authenticator by its first code; this session has then shown the second factor, every other one ends.
 * Returns the recovery codes, which are shown this once. Throws 422 `wrongCode`, 409 `changedMeanwhile`.
 */
export async function confirmSecondFactor(deps: PeopleDeps, actor: Actor, code: string): Promise<string[]> {
  await limitAttempts(deps, "secondFactor", actor.memberId, "");
  const member = await self(deps, actor);
  const now = deps.clock.now();
  if (!member.totpSecret || member.totpConfirmedAt) throw new AppError("changedMeanwhile", 409);
  const step = acceptedTotpStep(member.totpSecret, code, now.getTime(), null);
  if (step === null) throw new AppError("wrongCode", 422);
  const fresh = await newCodes(member.id, now);
  return deps.db.transaction(async (tx) => {
    if (!(await confirmSecret(tx, member.id, step, now))) throw new AppError("changedMeanwhile", 409);
    await markSecondFactor(tx, actor.sessionId, now);
    await revokeSessions(tx, member.id, now, actor.sessionId);
    await writeAudit(tx, entry(member.id, "set-up-second-factor", now));
    await replaceRecoveryCodes(tx, member.id, fresh.rows);
    return fresh.codes;
  });
}

/** Shows the second factor in this session: a code of the authenticator, or a recovery code. Throws 422 `wrongCode`. */
export async function proveSecondFactor(deps: PeopleDeps, actor: Actor, code: string): Promise<void> {
  await limitAttempts(deps, "secondFactor", actor.memberId, "");
  const member = await self(deps, actor);
  const now = deps.clock.now();
  if (!member.totpSecret || !member.totpConfirmedAt) throw new AppError("secondFactorMissing", 409);
  const step = acceptedTotpStep(member.totpSecret, code, now.getTime(), member.totpLastStep);
  const written = step === null ? await recoveryCodeHash(member.id, code.slice(0, 100)) : null;
  await deps.db.transaction(async (tx) => {
    const right =
      step !== null
        ? await takeTotpStep(tx, member.id, step)
        : written !== null && (await takeRecoveryCode(tx, member.id, written, now));
    if (!right) throw new AppError("wrongCode", 422);
    await markSecondFactor(tx, actor.sessionId, now);
    await writeAudit(tx, entry(member.id, step !== null ? "prove-second-factor" : "use-recovery-code", now));
  });
  await forgiveAttempt(deps, "secondFactor", actor.memberId);
}

/** New recovery codes in place of the old ones, for somebody who has shown the second factor in this session. */
export async function renewRecoveryCodes(deps: PeopleDeps, actor: Actor): Promise<string[]> {
  if (!actor.secondFactor) throw new AppError("secondFactorNeeded", 403);
  const now = deps.clock.now();
  const fresh = await newCodes(actor.memberId, now);
  return deps.db.transaction(async (tx) => {
    await writeAudit(tx, entry(actor.memberId, "renew-recovery-codes", now));
    await replaceRecoveryCodes(tx, actor.memberId, fresh.rows);
    return fresh.codes;
  });
}

/** Switches the second factor off, where no role asks for it. Throws 409 `secondFactorKept` where one does. */
export async function dropSecondFactor(deps: PeopleDeps, actor: Actor): Promise<void> {
  if (!actor.secondFactor) throw new AppError("secondFactorNeeded", 403);
  if (needsSecondFactor(actor.roles)) throw new AppError("secondFactorKept", 409);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await removeSecondFactor(tx, actor.memberId);
    await writeAudit(tx, entry(actor.memberId, "drop-second-factor", now));
  });
}

/** Codes and the rows that keep their hashes; made before the transaction, since hashing takes its time. */
async function newCodes(
  memberId: string,
  now: Date,
): Promise<{ codes: string[]; rows: { id: string; hash: string }[] }> {
  const codes = newRecoveryCodes();
  const rows: { id: string; hash: string }[] = [];
  // One after the other: all at once would take the memory of ten.
  for (const code of codes) rows.push({ id: newId(now.getTime()), hash: await recoveryCodeHash(memberId, code) });
  return { codes, rows };
}

async function self(deps: PeopleDeps, actor: Actor): Promise<MemberRecord> {
  const member = await findMember(deps.db, actor.memberId);
  if (!member) throw new AppError("loginNeeded", 401);
  return member;
}

function entry(memberId: string, action: string, at: Date) {
  return { at, actorId: memberId, actorRole: "participant" as const, action, subject: `member:${memberId}` };
}
