import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { findQuestion } from "./connection-store";
import { wantsNotice } from "./notices";

/** The outbox kind of letters that tell of a question to connect. */
export const CONNECTION_LETTER = "people.connection-letter";

export interface ConnectionLetterJob {
  connectionId: string;
}

const WORDS = {
  en: (asker: string, link: string) => ({
    subject: `${asker} would like to connect`,
    text: [
      "Hello,",
      `${asker} asks to connect with you on Drawbridge. Connected members can invite one another to play together; nothing else of you is shown. Answer here:`,
      link,
      "If you do not know them, decline or block them there; they are not told.",
    ],
  }),
  es: (asker: string, link: string) => ({
    subject: `${asker} quiere conectar con usted`,
    text: [
      "Hola:",
      `${asker} le pide conectar en Drawbridge. Los miembros conectados pueden invitarse a jugar juntos; no se muestra nada más de usted. Responda aquí:`,
      link,
      "Si no conoce a esta persona, rechácela o bloquéela allí; no se le avisa.",
    ],
  }),
};

/** The outbox handler of {@link CONNECTION_LETTER}. A question that was answered meanwhile is not told of any more. */
export async function sendConnectionLetter(
  deps: { db: Database; mail: Mail; appUrl: string },
  job: ConnectionLetterJob,
  deliveryId: string,
): Promise<void> {
  const question = await findQuestion(deps.db, job.connectionId);
  if (!question || !wantsNotice(question.notify, "invitations")) return;
  const words = WORDS[question.locale === "es" ? "es" : "en"](question.asker, `${deps.appUrl}/account/connections`);
  const text = `${words.text.join("\n\n")}\n`;
  await deps.mail.send({ to: question.to, subject: words.subject, text, idempotencyKey: `connection-${deliveryId}` });
}
