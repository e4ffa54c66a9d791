import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { enqueue } from "@/server/kernel/outbox";
import type { Actor } from "@/server/people/authority";
import { wantsNotice } from "@/server/people/notices";
import { setLetter } from "@/server/tickets/letters";
import type { LetterDeps } from "./letters";
import { countMessages, findMessage, insertMessage } from "./message-store";
import type { SyndicateDeps } from "./ports";
import { findAddressee, findPeople, findSlug, findSyndicate, lockSyndicate } from "./store";

/** The outbox kind of what a manager writes to the members. */
export const SYNDICATE_MESSAGE = "syndicates.message";
export interface MessageJob {
  messageId: string;
  memberId: string;
}

export const MOST_CHARACTERS = 1000;
const MOST_A_DAY = 5;
const DAY_MS = 24 * 3_600_000;

/**
 * Sends the manager's words to everybody who has a share, by mail; nobody learns anybody's address. Returns how many are written to.
 * Throws AppError notFound (not the manager's), 422 `messageText` (with `most`), 409 `messageNobody`, 429 `messageTooOften`.
 */
export async function writeToMembers(
  deps: Pick<SyndicateDeps, "db" | "moment">,
  actor: Actor,
  wish: { syndicateId: string; text: string },
): Promise<number> {
  const text = wish.text.replace(/\r\n?/g, "\n").trim();
  if (text.length === 0 || text.length > MOST_CHARACTERS) {
    throw new AppError("messageText", 422, { most: MOST_CHARACTERS });
  }
  const at = await deps.moment(deps.db);
  return deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, wish.syndicateId);
    if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
    const since = new Date(at.getTime() - DAY_MS);
    if ((await countMessages(tx, one.gameId, since)) >= MOST_A_DAY) {
      throw new AppError("messageTooOften", 429, { most: MOST_A_DAY });
    }
    const people = (await findPeople(tx, one.gameId)).filter((id) => id !== actor.memberId);
    if (people.length === 0) throw new AppError("messageNobody", 409);
    const id = newId(at.getTime());
    await insertMessage(tx, { id, syndicateId: one.gameId, authorId: actor.memberId, text, writtenAt: at });
    const letters = people.map((memberId) => ({
      kind: SYNDICATE_MESSAGE,
      payload: { messageId: id, memberId } satisfies MessageJob,
      dedupeKey: `syndicate-message:${id}:${memberId}`,
    }));
    await enqueue(tx, letters, at);
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "write-to-members",
      subject: `syndicate:${one.gameId}`,
      after: { messageId: id, people: people.length },
    });
    return people.length;
  });
}

/** The outbox handler of {@link SYNDICATE_MESSAGE}. */
export async function sendMessage(deps: LetterDeps, job: MessageJob, deliveryId: string): Promise<void> {
  const message = await findMessage(deps.db, job.messageId);
  const [one, person, author] = await Promise.all([
    message && findSyndicate(deps.db, message.syndicateId),
    findAddressee(deps.db, job.memberId),
    message && findAddressee(deps.db, message.authorId),
  ]);
  if (!message || !one || !person || !wantsNotice(person.notify, "invitations")) return;
  const say = await deps.words(person.locale);
  const fill = { name: one.name, manager: author?.givenName ?? "" };
  const subject = say("syndicates.letters.message.subject", fill);
  await deps.mail.send({
    to: person.email,
    ...setLetter({
      ...{ locale: person.locale, subject, title: subject, facts: [] },
      paragraphs: [
        say("syndicates.letters.greeting", { name: person.givenName }),
        say("syndicates.letters.message.text", fill),
        ...message.text.split(/\n{2,}/),
      ],
      link: {
        text: say("syndicates.letters.link"),
        url: `${deps.appUrl}/syndicates/${await findSlug(deps.db, one.gameId)}`,
      },
      foot: say("syndicates.letters.foot"),
    }),
    idempotencyKey: `syndicate-message-${deliveryId}`,
  });
}
