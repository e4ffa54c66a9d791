import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { tokenOf } from "./secret-token";
import { findInvitationFacts } from "./team-store";

/** The outbox kind of invitations to a team. */
export const TEAM_LETTER = "people.team-letter";

export interface TeamLetterJob {
  invitationId: string;
  /** Names the token of the link; the token itself is derived when the letter is written. */
  tokenSeed: string;
}

const WORDS = {
  en: (organisation: string, inviter: string, link: string) => ({
    subject: `${organisation}: an invitation to its team`,
    text: [
      "Hello,",
      `${inviter} asks you to act for ${organisation} on Drawbridge. Open this link within seven days, with an account of this address:`,
      link,
      "If you do not know them, do nothing; nothing happens without you.",
    ],
  }),
  es: (organisation: string, inviter: string, link: string) => ({
    subject: `${organisation}: una invitación a su equipo`,
    text: [
      "Hola:",
      `${inviter} le pide que actúe en Drawbridge en nombre de ${organisation}. Abra este enlace en un plazo de siete días, con una cuenta de esta dirección:`,
      link,
      "Si no conoce a esta persona, no haga nada; nada ocurre sin usted.",
    ],
  }),
};

/** The outbox handler of {@link TEAM_LETTER}. An invitation that is over by then is not sent any more. */
export async function sendTeamLetter(
  deps: { db: Database; mail: Mail; venueSecret: string; appUrl: string },
  job: TeamLetterJob,
  deliveryId: string,
): Promise<void> {
  const facts = await findInvitationFacts(deps.db, job.invitationId);
  if (!facts?.isOpen) return;
  const link = `${deps.appUrl}/organisation/join?token=${tokenOf(job.tokenSeed, deps.venueSecret)}`;
  const { subject, text } = WORDS[facts.locale === "es" ? "es" : "en"](facts.organisation, facts.inviter, link);
  await deps.mail.send({
    to: facts.email,
    subject,
    text: `${text.join("\n\n")}\n`,
    idempotencyKey: `team-${deliveryId}`,
  });
}
