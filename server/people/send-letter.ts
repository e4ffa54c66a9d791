import type { Database, Tx } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { enqueue } from "@/server/kernel/outbox";
import { type LetterKind, writeLetter } from "./letter";
import { findMember } from "./member-store";
import { tokenOf } from "./secret-token";

/** The outbox kind of every letter of this folder. */
export const LETTER = "people.letter";

export interface LetterJob {
  letter: LetterKind;
  memberId: string;
  /** Names the token of the link; the token itself is derived when the letter is written. */
  tokenSeed?: string;
  /** The page of this venue where somebody was going, which the link leads on to; its path. */
  next?: string;
  outcome?: "approved" | "refused" | "confirmed";
  reason?: string;
}

/** Writes a letter into the outbox, in the transaction of what it speaks of. */
export async function postLetter(tx: Tx, job: LetterJob, now: Date): Promise<void> {
  await enqueue(tx, [{ kind: LETTER, payload: job }], now);
}

const PATHS: Record<LetterKind, string> = {
  "verify-email": "/login/confirm-email",
  login: "/login/link",
  recover: "/login/new-password",
  "open-account": "/login/open-account",
  "role-decided": "/account",
  "birth-date-decided": "/account",
};

/** The outbox handler of {@link LETTER}: writes the letter in the member's language and hands it to the mail. */
export async function sendLetter(
  deps: { db: Database; mail: Mail; venueSecret: string; appUrl: string },
  job: LetterJob,
  deliveryId: string,
): Promise<void> {
  const member = await findMember(deps.db, job.memberId);
  if (!member || member.status === "closed") return;
  const next = job.next ? `&next=${encodeURIComponent(job.next)}` : "";
  const query = job.tokenSeed ? `?token=${tokenOf(job.tokenSeed, deps.venueSecret)}${next}` : "";
  const letter = writeLetter(job.letter, member.locale, {
    name: member.emailVerifiedAt ? member.givenName : "",
    link: `${deps.appUrl}${PATHS[job.letter]}${query}`,
    outcome: job.outcome ?? "approved",
    reason: job.reason ?? "",
  });
  await deps.mail.send({ to: member.email, ...letter, idempotencyKey: `letter-${deliveryId}` });
}
