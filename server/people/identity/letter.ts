import type { Database, Tx } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { enqueue } from "@/server/kernel/outbox";
import { findMember } from "../member-store";
import { KEPT_DAYS } from "./identity";
import { findCheck } from "./store";

/** The outbox kind of the letter that tells of a decision. */
export const IDENTITY_DECIDED = "people.identity-decided";

export interface IdentityLetterJob {
  checkId: string;
}

/** Writes the letter into the outbox, in the transaction of the decision. */
export async function tellDecision(tx: Tx, checkId: string, now: Date): Promise<void> {
  const message = { kind: IDENTITY_DECIDED, payload: { checkId }, dedupeKey: `identity-decided:${checkId}` };
  await enqueue(tx, [message], now);
}

export interface IdentityLetterDeps {
  db: Database;
  mail: Mail;
  appUrl: string;
  /** The texts of a language by their whole key. */
  words(locale: string): Promise<(key: string, fill?: Record<string, string | number>) => string>;
}

/** The outbox handler of {@link IDENTITY_DECIDED}: what was decided, why, and the way on. No name of a document stands in it. */
export async function sendIdentityLetter(
  deps: IdentityLetterDeps,
  job: IdentityLetterJob,
  deliveryId: string,
): Promise<void> {
  const check = await findCheck(deps.db, job.checkId);
  const member = check && (await findMember(deps.db, check.memberId));
  if (!check || !member || member.status === "closed") return;
  const say = await deps.words(member.locale);
  const isApproved = check.state !== "refused";
  const lines = [
    say("letters.greeting", { name: member.givenName }),
    ...(isApproved
      ? [say("identity.letter.approved")]
      : [
          say("identity.letter.refused"),
          say(`identity.reason.${check.reasonCode}`),
          ...(check.note ? [say("identity.letter.note", { note: check.note })] : []),
          say(`identity.way.${check.reasonCode}`),
        ]),
    say("identity.letter.kept", { days: KEPT_DAYS }),
    `${deps.appUrl}${isApproved ? "/wallet" : "/account/identity"}`,
  ];
  await deps.mail.send({
    to: member.email,
    subject: say(isApproved ? "identity.letter.subjectApproved" : "identity.letter.subjectRefused"),
    text: `${lines.join("\n\n")}\n`,
    idempotencyKey: `identity-letter-${deliveryId}`,
  });
}
