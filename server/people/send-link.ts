import type { Tx } from "@/server/kernel/db";
import type { Actor } from "./authority";
import { areTermsDue } from "./entered-member-store";
import { limitAttempts } from "./limit-attempts";
import { findMember, findMemberByEmail } from "./member-store";
import type { PeopleDeps } from "./ports";
import { isEmail, normalEmail } from "./registration";
import { newTokenSeed, TOKEN_SECONDS, type TokenPurpose, tokenHash, tokenOf } from "./secret-token";
import { postLetter } from "./send-letter";
import { endTokens, insertToken } from "./session-store";

async function issueLink(
  deps: Pick<PeopleDeps, "venueSecret">,
  tx: Tx,
  member: { id: string; email: string },
  purpose: TokenPurpose,
  now: Date,
  next = "",
): Promise<void> {
  const seed = newTokenSeed();
  await endTokens(tx, member.id, purpose, now);
  await insertToken(tx, {
    hash: tokenHash(tokenOf(seed, deps.venueSecret)),
    purpose,
    email: member.email,
    memberId: member.id,
    createdAt: now,
    expiresAt: new Date(now.getTime() + TOKEN_SECONDS[purpose] * 1000),
  });
  await postLetter(tx, { letter: purpose, memberId: member.id, tokenSeed: seed, ...(next ? { next } : {}) }, now);
}

/** Posts the letter that proves an address, in the transaction that made the account. */
export function sendEmailProof(
  deps: Pick<PeopleDeps, "venueSecret">,
  tx: Tx,
  member: { id: string; email: string },
  now: Date,
): Promise<void> {
  return issueLink(deps, tx, member, "verify-email", now);
}

/** Sends the letter that proves the address once more. Throws `tooManyAttempts`. */
export async function sendEmailProofAgain(deps: PeopleDeps, actor: Actor): Promise<void> {
  await limitAttempts(deps, "letter", actor.memberId, "");
  const member = await findMember(deps.db, actor.memberId);
  if (!member || member.emailVerifiedAt) return;
  await deps.db.transaction((tx) => sendEmailProof(deps, tx, member, deps.clock.now()));
}

/**
 * Sends a login link or the link to a new password, if there is an active account with this address; the answer is
 * the same where there is none, so that nobody learns who has one. `next` is the path of this venue that the link leads on
 * to; empty for none. Throws `tooManyAttempts`.
 */
export async function sendLink(
  deps: PeopleDeps,
  purpose: "login" | "recover",
  email: string,
  origin: string,
  next = "",
): Promise<void> {
  const address = normalEmail(email);
  await limitAttempts(deps, "letter", address, origin);
  if (!isEmail(address)) return;
  const member = await findMemberByEmail(deps.db, address);
  if (member?.status !== "active") return;
  // Who was entered by an organisation agrees to the terms first: there is no other way in.
  const wanted = (await areTermsDue(deps.db, member.id)) ? "open-account" : purpose;
  await deps.db.transaction((tx) => issueLink(deps, tx, member, wanted, deps.clock.now(), next));
}
