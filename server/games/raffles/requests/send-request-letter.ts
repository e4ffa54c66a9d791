import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { setLetter } from "@/server/tickets/letters";
import type { Words } from "@/server/tickets/ports";
import type { RequestLetterJob } from "./post-letters";
import { findLetterFacts } from "./request-store";

/** The outbox handler of `REQUEST_LETTER`, in the reader's language. */
export async function sendRequestLetter(
  deps: { db: Database; mail: Mail; words: Words; appUrl: string },
  job: RequestLetterJob,
  deliveryId: string,
): Promise<void> {
  const facts = await findLetterFacts(deps.db, job);
  if (!facts || facts.status === "closed") return;
  const say = await deps.words(facts.locale);
  const of = `letters.request.${job.letter}`;
  const fill = { title: facts.title, organisation: facts.organisationName, area: facts.areaName };
  const key = job.areaId && job.letter !== "handed-in" ? `${of}.textArea` : `${of}.text`;
  const asked = job.areaId
    ? `/regulator/activation/${job.raffleId}?area=${job.areaId}`
    : `/admin/activation/${job.raffleId}`;
  const path = job.letter === "handed-in" ? asked : `/organisation/raffles/${job.raffleId}`;
  const letter = setLetter({
    locale: facts.locale,
    subject: say(`${of}.subject`, fill),
    title: say(`${of}.title`, fill),
    paragraphs: [
      say("letters.greeting", { name: facts.givenName }),
      say(key, fill),
      ...(job.letter === "handed-in" && facts.note ? [say("letters.request.note", { note: facts.note })] : []),
      ...(job.reason ? [say("letters.request.reason", { reason: job.reason })] : []),
    ],
    facts: [],
    link: { text: say(`${of}.link`), url: `${deps.appUrl}${path}` },
    foot: say("letters.request.foot"),
  });
  await deps.mail.send({ to: facts.email, ...letter, idempotencyKey: `request-${deliveryId}` });
}
