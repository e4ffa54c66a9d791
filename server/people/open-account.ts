import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { insertSignature } from "./agreement-store";
import { settleTerms } from "./entered-member-store";
import { limitAttempts } from "./limit-attempts";
import type { Client } from "./log-in";
import { findMember, markEmailVerified, updatePassword } from "./member-store";
import { hashPassword, type PasswordFault, passwordFault } from "./password";
import type { PeopleDeps } from "./ports";
import { sameName } from "./registration";
import { tokenHash } from "./secret-token";
import { findToken, takeToken } from "./session-store";
import { type StartedSession, startSession } from "./start-session";
import { VENUE_TERMS, VENUE_TERMS_VERSION } from "./venue-terms";

/** Whose account a letter opens: the name to sign with. Null where the link is over. */
export async function accountToOpen(deps: PeopleDeps, token: string): Promise<{ name: string; locale: string } | null> {
  const found = await findToken(deps.db, tokenHash(token), "open-account", deps.clock.now());
  const member = found && (await findMember(deps.db, found.memberId));
  return member ? { name: `${member.givenName} ${member.familyName}`, locale: member.locale } : null;
}

/**
 * The first login to an account that an organisation made: its person agrees to the venue's terms, chooses a password,
 * and proves the address by the link itself (R13). Throws 410 `linkOver`; returns what is wrong with the form.
 */
export async function openAccount(
  deps: PeopleDeps,
  token: string,
  form: { password: string; signature: string; locale: string },
  client: Client,
): Promise<
  { passwordFault?: PasswordFault; signatureFault?: "missing" | "differsFromName" } | { session: StartedSession }
> {
  await limitAttempts(deps, "token", "", client.origin);
  const now = deps.clock.now();
  const found = await findToken(deps.db, tokenHash(token), "open-account", now);
  const person = found && (await findMember(deps.db, found.memberId));
  if (!found || !person) throw new AppError("linkOver", 410);
  const weak = passwordFault(form.password, found.email);
  const unsigned = !form.signature.trim()
    ? ("missing" as const)
    : sameName(form.signature, `${person.givenName} ${person.familyName}`)
      ? null
      : ("differsFromName" as const);
  if (weak || unsigned)
    return { ...(weak ? { passwordFault: weak } : {}), ...(unsigned ? { signatureFault: unsigned } : {}) };
  const passwordHash = await hashPassword(form.password);
  return deps.db.transaction(async (tx) => {
    const taken = await takeToken(tx, tokenHash(token), "open-account", now);
    const member = taken && (await findMember(tx, taken.memberId));
    if (!taken || member?.status !== "active" || member.email !== taken.email || !(await settleTerms(tx, member.id))) {
      throw new AppError("linkOver", 410);
    }
    await updatePassword(tx, member.id, passwordHash);
    await markEmailVerified(tx, member.id, now);
    await insertSignature(tx, {
      id: newId(now.getTime()),
      memberId: member.id,
      subject: "venue-terms",
      version: VENUE_TERMS_VERSION,
      text: VENUE_TERMS[form.locale === "es" ? "es" : "en"],
      signedAs: form.signature.trim().slice(0, 140),
      signedAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: member.id,
      actorRole: "participant",
      action: "open-account",
      subject: `member:${member.id}`,
    });
    return { session: await startSession(tx, member.id, client.userAgent, now) };
  });
}
