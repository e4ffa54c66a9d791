import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { wantsNotice } from "@/server/people/notices";
import { setLetter } from "@/server/tickets/letters";
import type { Words } from "@/server/tickets/ports";
import { addressHash, blockToken, type FriendLetterJob } from "./friend-letter";
import { findFriendFacts, findNotify, isBlocked } from "./friend-store";

/**
 * The outbox handler of `FRIEND_LETTER`. It holds no word that the sender wrote and does not say what can be won: the
 * raffle may be closed where the friend lives, and its page alone knows that.
 */
export async function sendFriendLetter(
  deps: { db: Database; mail: Mail; words: Words; appUrl: string; venueSecret: string },
  job: FriendLetterJob,
  deliveryId: string,
): Promise<void> {
  const hash = addressHash(job.address, deps.venueSecret);
  const facts = await findFriendFacts(deps.db, job.raffleId, job.senderId);
  if (!facts || (await isBlocked(deps.db, hash))) return;
  if (!wantsNotice(await findNotify(deps.db, job.address), "invitations")) return;
  const say = await deps.words(job.locale);
  const fill = { name: facts.senderName, organisation: facts.organisationName };
  const block = blockToken(hash, deps.venueSecret);
  const letter = setLetter({
    locale: job.locale,
    subject: say("letters.friend.subject", fill),
    title: say("letters.friend.title"),
    paragraphs: [say("letters.friend.text", fill)],
    facts: [],
    link: { text: say("letters.friend.link"), url: `${deps.appUrl}/raffles/${facts.slug}` },
    foot: say("letters.friend.foot", { name: facts.senderName, link: `${deps.appUrl}/unsubscribe?b=${block}` }),
  });
  const headers = {
    "List-Unsubscribe": `<${deps.appUrl}/api/unsubscribe?b=${block}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
  await deps.mail.send({ to: job.address, ...letter, headers, idempotencyKey: `friend-${deliveryId}` });
}
